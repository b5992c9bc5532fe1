import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { basic, openBench, people } from "./fixture.ts";

const json = (value: unknown): RequestInit => ({ method: "POST", body: JSON.stringify(value) });
const admin = { user: "admin", password: "secret" };

/** The cookie of an answer as a browser sends it back. */
const cookieOf = (headers: Headers): Record<string, string> => ({
  cookie: (headers.get("set-cookie") ?? "").split(";", 1)[0] ?? "",
});

describe("sessions", () => {
  it("log a browser in behind a cookie that no script can read, and out again", async () => {
    await using bench = await openBench();
    const login = await bench.get("/session", {}, json(admin));
    assert.equal(login.status, 200);
    assert.match(
      login.headers.get("set-cookie") ?? "",
      /^pinhole=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    const cookie = cookieOf(login.headers);
    assert.equal((await bench.get("/adm/x", cookie)).status, 200);
    const who = JSON.parse((await bench.get("/session", cookie)).body);
    assert.deepEqual([who.name, who.level, who.loginRequired], ["admin", "admin", true]);
    const logout = await bench.get("/session", cookie, { method: "DELETE" });
    assert.match(logout.headers.get("set-cookie") ?? "", /^pinhole=;.*Max-Age=0/);
    assert.equal((await bench.get("/adm/x", cookie)).status, 401);
    assert.equal(JSON.parse((await bench.get("/session", cookie)).body).level, "public");
  });

  it("give a viewer no more than a login does", async () => {
    await using bench = await openBench();
    const cookie = cookieOf(
      (await bench.get("/session", {}, json({ user: "eve", password: "look" }))).headers,
    );
    assert.equal((await bench.get("/img/x", cookie)).status, 200);
    assert.equal((await bench.get("/adm/x", cookie)).status, 403);
  });

  it("refuse without asking, are slowed, and lock like any login", async () => {
    await using bench = await openBench();
    for (const wrong of [
      { user: "admin", password: "wrong" },
      { user: "nobody", password: "" },
    ]) {
      const refused = await bench.get("/session", {}, json(wrong));
      assert.equal(refused.status, 401);
      assert.equal(refused.headers.get("www-authenticate"), null);
      assert.equal(refused.headers.get("set-cookie"), null);
    }
    let status = 0;
    for (let n = 0; n < 40 && status !== 429; n++) {
      status = (await bench.get("/session", {}, json({ user: "admin", password: `w${n}` }))).status;
    }
    assert.equal(status, 429);
  });

  it("refuse what is no login, is too large, or comes from another site", async () => {
    await using bench = await openBench();
    for (const body of ["", "{", "[]", "null", '{"user":1}', '{"user":"a:b","password":"c"}', "\xff"]) {
      assert.equal((await bench.get("/session", {}, { method: "POST", body })).status, 400, body);
    }
    assert.equal((await bench.get("/session", {}, { method: "POST", body: "x".repeat(3000) })).status, 413);
    assert.equal((await bench.get("/session", {}, { method: "PUT" })).status, 405);
    const foreign = { "sec-fetch-site": "cross-site" };
    assert.equal((await bench.get("/session", foreign, json(admin))).status, 403);
  });

  it("end when nothing was done for long, and when the password changes", async () => {
    await using bench = await openBench();
    const cookie = cookieOf((await bench.get("/session", {}, json(admin))).headers);
    bench.now += 4 * 60;
    assert.equal((await bench.get("/adm/x", cookie)).status, 200);
    bench.now += 4 * 60;
    assert.equal((await bench.get("/adm/x", cookie)).status, 200);
    bench.now += 6 * 60;
    assert.equal((await bench.get("/adm/x", cookie)).status, 401);

    const again = cookieOf((await bench.get("/session", {}, json(admin))).headers);
    bench.credentials = await people({ adminPassword: (await people()).slots[0]!.password });
    bench.changed();
    assert.equal((await bench.get("/adm/x", again)).status, 401);
  });

  it("of a stranger's making are none, and a login in the header counts first", async () => {
    await using bench = await openBench();
    for (const cookie of ["pinhole=", `pinhole=${"a".repeat(43)}`, "pinhole=x; pinhole=y", "pinhole"]) {
      assert.equal((await bench.get("/adm/x", { cookie })).status, 401);
    }
    const cookie = cookieOf((await bench.get("/session", {}, json(admin))).headers);
    assert.equal((await bench.get("/adm/x", { ...cookie, ...basic("eve", "look") })).status, 403);
  });

  it("are bounded: the one that was used least lately goes", async () => {
    await using bench = await openBench();
    const first = cookieOf((await bench.get("/session", {}, json(admin))).headers);
    const second = cookieOf((await bench.get("/session", {}, json(admin))).headers);
    await bench.get("/adm/x", first);
    for (let n = 0; n < 255; n++) await bench.get("/session", {}, json(admin));
    assert.equal((await bench.get("/adm/x", first)).status, 200);
    assert.equal((await bench.get("/adm/x", second)).status, 401);
  });

  it("that a script of our pages lacks are not asked for by the browser", async () => {
    await using bench = await openBench();
    const got = await bench.get("/adm/x", { "x-pinhole-page": "1" });
    assert.deepEqual([got.status, got.headers.get("www-authenticate")], [401, null]);
  });
});
