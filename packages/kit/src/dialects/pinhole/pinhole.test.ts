import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeCamera } from "../../model/fake-camera.ts";
import { groups, motionWindow, notify } from "../../model/index.ts";
import type { Request } from "../dialect.ts";
import { models } from "../sercomm/models.ts";
import { pinhole } from "./index.ts";

const caller = { name: "administrator", level: "admin", privileges: new Set<never>() } as const;

/** Status and body of a request; a body that is given is posted. */
async function ask(
  camera: FakeCamera,
  target: string,
  body?: unknown,
): Promise<{ status: number; body: never }> {
  const [path = "", query = ""] = target.split("?");
  const request: Request = {
    method: body === undefined ? "GET" : "POST",
    path,
    query,
    headers: {},
    body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body ?? "")),
    caller,
  };
  const answer = await pinhole.serve(request, camera);
  assert.ok("status" in answer);
  return { status: answer.status, body: JSON.parse(String(answer.body)) as never };
}

const camera = (): FakeCamera => new FakeCamera(models.RC8230);
const change = (values: object, more: object = {}) => ({
  changes: [{ group: "motionWindow", number: 2, values, ...more }],
});

test("settings are read as JSON, without secrets", async () => {
  const on = camera();
  await on.set([{ group: notify, index: 0, values: { password: "hidden" } }], caller);
  const all = await ask(on, "/pinhole/settings");
  assert.deepEqual(
    Object.keys(all.body),
    groups.map(({ name }) => name),
  );
  assert.ok(!JSON.stringify(all.body).includes("hidden"));
  const one = await ask(on, "/pinhole/settings?group=motionWindow&group=video");
  assert.deepEqual(Object.keys(one.body), ["motionWindow", "video"]);
  assert.equal((await ask(on, "/pinhole/settings?group=nope")).status, 400);
});

test("changes are stored, all or none", async () => {
  const on = camera();
  assert.deepEqual(await ask(on, "/pinhole/settings", change({ threshold: 12 })), {
    status: 200,
    body: { issues: [] },
  });
  assert.equal(on.get(motionWindow)[1]?.threshold, 12);
  const bad = { changes: [...change({ threshold: 13 }).changes, ...change({ threshold: 999 }).changes] };
  assert.deepEqual(await ask(on, "/pinhole/settings", bad), {
    status: 400,
    body: { issues: [{ key: "motionWindow.2.threshold", problem: "must be 0 to 255" }] },
  });
  assert.equal(on.get(motionWindow)[1]?.threshold, 12);
});

test("what is no change is refused by name", async () => {
  const on = camera();
  const bodies = [
    "",
    "{",
    "null",
    [],
    {},
    { changes: [] },
    { changes: [null] },
    { changes: [1] },
    change({}, { group: "__proto__" }),
    change({}, { values: [] }),
    change({}, { number: 0 }),
    change({}, { number: "x" }),
    change({}, { number: 5 }),
    change({ nonsense: 1 }),
    { changes: Array.from({ length: 201 }, () => change({}).changes[0]) },
  ];
  for (const body of bodies) {
    const got = await ask(on, "/pinhole/settings", body);
    assert.equal(got.status, 400, JSON.stringify(body));
    assert.match(JSON.stringify(got.body), /"problem":"\w/);
  }
  assert.equal(on.changes.length, 0);
});

test("state tells a page what it may show; the log is bounded", async () => {
  const on = camera();
  on.events = [0, 1, 2].map((n) => ({ at: n, source: "system", severity: n === 1 ? 7 : 3, message: `${n}` }));
  const { body } = await ask(on, "/pinhole/state");
  const {
    name,
    caller: who,
    localTime,
  } = body as { name: string; caller: unknown; localTime: { year: number } };
  assert.deepEqual(
    [name, localTime.year, who],
    ["MyCamera", 2015, { name: "administrator", level: "admin", privileges: [] }],
  );
  assert.equal(
    (await ask(on, "/pinhole/log?severity=4&limit=1")).body["0" as never]["message" as never],
    "0",
  );
  for (const query of ["limit=0", "limit=x", "limit=9999", "severity=8"]) {
    assert.equal((await ask(on, `/pinhole/log?${query}`)).status, 400, query);
  }
});

test("only a POST changes something, and other methods are refused", async () => {
  assert.equal(pinhole.changesState("POST", "/pinhole/settings", ""), true);
  assert.equal(pinhole.changesState("GET", "/pinhole/settings", ""), false);
  assert.equal(pinhole.level("/pinhole/settings"), "admin");
  assert.equal(pinhole.level("/pinhole/nope"), undefined);
  assert.equal((await ask(camera(), "/pinhole/state", {})).status, 405);
});
