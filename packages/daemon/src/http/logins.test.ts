import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Challenge,
  formatAuthorization,
  formatBasic,
  parseChallenges,
} from "@pinhole/kit/formats/digest";
import { digestHash } from "./credential.ts";
import { people } from "./fixture.ts";
import { type LoginOptions, type LoginResult, Logins } from "./logins.ts";
import { peerOf } from "./peer.ts";

const home = peerOf("192.0.2.1");
const away = peerOf("198.51.100.1");
const target = { method: "GET", url: "/img/x?a=1" };

async function bench(options: Partial<LoginOptions> = {}) {
  const state = { now: 0, credentials: await people(), log: [] as string[], waits: [] as number[] };
  const logins = new Logins({
    credentials: () => state.credentials,
    log: ({ message }) => state.log.push(message),
    clock: () => state.now,
    wait: async (ms) => void state.waits.push(ms),
    ...options,
  });
  const basic = async (user: string, password: string, peer = home) =>
    logins.login(formatBasic(user, password), peer, target);
  return Object.assign(state, { logins, basic });
}

const nameOf = (result: LoginResult) =>
  result.kind === "account" ? result.account.caller.name : result.kind;

function digestOf(challenge: Challenge | undefined, change: object = {}): string {
  assert.ok(challenge?.scheme === "digest");
  const login = {
    method: "GET",
    uri: target.url,
    user: "eve",
    password: "look",
    cnonce: "c",
    count: 1,
    ...change,
  };
  return formatAuthorization(challenge, login, digestHash);
}

describe("basic login", () => {
  it("is checked once and then known at once", async () => {
    const { logins, basic } = await bench();
    assert.equal(nameOf(await basic("eve", "look")), "eve");
    const again = logins.login(formatBasic("eve", "look"), home, target);
    assert.ok(!(again instanceof Promise));
    assert.equal(nameOf(again), "eve");
  });

  it("is refused for wrong passwords, unknown names, empty passwords and headers that are none", async () => {
    const { logins, basic } = await bench();
    assert.equal((await basic("eve", "wrong")).kind, "refused");
    assert.equal((await basic("nobody", "look")).kind, "refused");
    assert.equal((await basic("", "")).kind, "refused");
    for (const header of ["", "Basic", "Basic ###", "Bearer x", "Digest", `Basic ${btoa("eve")}`]) {
      assert.deepEqual(await logins.login(header, home, target), { kind: "refused", stale: false }, header);
    }
  });

  it("is forgotten when users change, and only then", async () => {
    const state = await bench();
    await state.basic("eve", "look");
    state.credentials = await people();
    state.logins.reload();
    assert.ok(!(state.logins.login(formatBasic("eve", "look"), home, target) instanceof Promise));
    state.credentials = await people({ viewerPassword: "" });
    state.logins.reload();
    assert.equal((await state.basic("eve", "look")).kind, "refused");
  });

  it("is checked against the users of the end of the check", async () => {
    const state = await bench();
    const result = state.basic("eve", "look");
    state.credentials = await people({ viewerPassword: "" });
    state.logins.reload();
    assert.equal((await result).kind, "refused");
  });

  it("with no password is for test benches", async () => {
    const factory = { credentials: () => credentials };
    const credentials = await people({ adminPassword: "" });
    assert.equal((await (await bench(factory)).basic("admin", "")).kind, "refused");
    const open = await bench({ ...factory, factoryLogin: true });
    assert.equal(nameOf(await open.basic("admin", "")), "admin");
    assert.equal((await open.basic("admin", "x")).kind, "refused");
    const [, challenge] = parseChallenges(open.logins.challenges().join(", "));
    const digest = digestOf(challenge, { user: "admin", password: "" });
    assert.equal(nameOf(await open.logins.login(digest, home, target)), "admin");
  });

  it("is checked for a bounded number of guesses at one time", async () => {
    const { basic } = await bench();
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) => basic("eve", `guess ${n}`, peerOf(`192.0.2.${n}`))),
    );
    assert.equal(results.filter(({ kind }) => kind === "busy").length, 8);
  });
});

describe("lock", () => {
  it("comes with the tenth failure, slowly, stops the right password too, and ends", async () => {
    const state = await bench();
    for (let n = 0; n < 10; n += 1) assert.equal((await state.basic("eve", `guess ${n}`)).kind, "refused");
    assert.deepEqual(state.waits.slice(0, 4), [250, 500, 1000, 1000]);
    assert.deepEqual(await state.basic("eve", "look"), { kind: "locked", retryAfter: 60 });
    state.now += 60;
    assert.equal(nameOf(await state.basic("eve", "look")), "eve");
    assert.equal(state.log.length, 2);
  });

  it("does not touch the same user elsewhere, nor another user in the same place", async () => {
    const { basic } = await bench();
    await basic("eve", "look", away);
    for (let n = 0; n < 12; n += 1) await basic("eve", `guess ${n}`);
    assert.equal((await basic("eve", "look")).kind, "locked");
    assert.equal(nameOf(await basic("eve", "look", away)), "eve");
    assert.equal(nameOf(await basic("admin", "secret")), "admin");
  });

  it("counts wrong Digest responses, and no stale ones", async () => {
    const { logins } = await bench();
    const [, challenge] = parseChallenges(logins.challenges().join(", "));
    const right = digestOf(challenge);
    assert.equal(nameOf(await logins.login(right, home, target)), "eve");
    for (let n = 0; n < 20; n += 1) {
      assert.deepEqual(await logins.login(right, home, target), { kind: "refused", stale: true });
    }
    for (let n = 0; n < 10; n += 1)
      await logins.login(digestOf(challenge, { password: `${n}` }), home, target);
    assert.equal((await logins.login(digestOf(challenge, { count: 2 }), home, target)).kind, "locked");
  });

  it("leaves who is at home alone when others there try many names", async () => {
    const { basic } = await bench();
    await basic("eve", "look", away);
    await basic("eve", "look");
    for (let n = 0; n < 30; n += 1) await basic(`name${n}`, "x");
    assert.equal((await basic("someone", "x")).kind, "locked");
    assert.equal(nameOf(await basic("eve", "look")), "eve");
    assert.equal((await basic("admin", "secret")).kind, "locked");
  });
});

describe("digest login", () => {
  const challengesOf = (logins: Logins) => {
    const [basic, sha256, md5, ...more] = parseChallenges(logins.challenges().join(", "));
    assert.deepEqual([basic?.scheme, more], ["basic", []]);
    return { sha256, md5 };
  };

  it("works with SHA-256 and MD5, once for each count", async () => {
    const { logins } = await bench();
    for (const challenge of Object.values(challengesOf(logins))) {
      for (const count of [1, 2, 3]) {
        const header = digestOf(challenge, { count });
        assert.equal(nameOf(await logins.login(header, home, target)), "eve");
        assert.deepEqual(await logins.login(header, home, target), { kind: "refused", stale: true });
      }
    }
  });

  it("without qop works once for each request, or always where that is asked for", async () => {
    const { logins } = await bench();
    const { md5 } = challengesOf(logins);
    assert.ok(md5?.scheme === "digest");
    const header = digestOf({ ...md5, qop: false });
    assert.equal(nameOf(await logins.login(header, home, target)), "eve");
    assert.deepEqual(await logins.login(header, home, target), { kind: "refused", stale: true });
    assert.equal(nameOf(await logins.login(header, home, { ...target, repeatable: true })), "eve");
    const other = digestOf({ ...md5, qop: false }, { uri: "/img/y" });
    assert.equal(nameOf(await logins.login(other, home, { method: "GET", url: "/img/y" })), "eve");
  });

  it("holds for what lies below its target only where that is asked for", async () => {
    const { logins } = await bench();
    const { md5 } = challengesOf(logins);
    assert.ok(md5?.scheme === "digest");
    const track = { method: "GET", url: "rtsp://a/x/trackID=1" } as const;
    for (const uri of ["rtsp://a/x", "rtsp://a/x/"]) {
      const header = digestOf({ ...md5, qop: false }, { uri });
      assert.equal((await logins.login(header, home, track)).kind, "refused", uri);
      assert.equal(nameOf(await logins.login(header, home, { ...track, below: true })), "eve", uri);
    }
    for (const uri of ["rtsp://a/x/trackID=2", "rtsp://a/x/track", "rtsp://a/y"]) {
      const header = digestOf({ ...md5, qop: false }, { uri });
      assert.equal((await logins.login(header, home, { ...track, below: true })).kind, "refused", uri);
    }
  });

  it("holds for its method, target, realm and algorithm alone", async () => {
    const { logins } = await bench();
    const { sha256 } = challengesOf(logins);
    assert.ok(sha256?.scheme === "digest");
    const refused = { kind: "refused", stale: false };
    for (const [header, at] of [
      [digestOf(sha256), { ...target, method: "POST" }],
      [digestOf(sha256), { ...target, url: "/img/x?a=2" }],
      [digestOf(sha256, { uri: "/img/x" }), target],
      [digestOf(sha256, { user: "nobody" }), target],
      [digestOf({ ...sha256, realm: "other" }), target],
      [digestOf({ ...sha256, algorithm: "SHA-256-sess" }), target],
    ] as const) {
      assert.deepEqual(await logins.login(header, home, at), refused, header);
    }
    const absolute = digestOf(sha256, { uri: `http://camera${target.url}` });
    assert.equal(nameOf(await logins.login(absolute, home, target)), "eve");
  });

  it("with an old nonce, or one from before a restart, is stale when it is right and refused when not", async () => {
    const state = await bench();
    const { sha256 } = challengesOf(state.logins);
    const earlier = challengesOf((await bench()).logins).sha256;
    state.now += 301;
    for (const challenge of [sha256, earlier]) {
      const right = await state.logins.login(digestOf(challenge), home, target);
      const wrong = await state.logins.login(digestOf(challenge, { password: "x" }), home, target);
      assert.deepEqual(
        [right, wrong],
        [
          { kind: "refused", stale: true },
          { kind: "refused", stale: false },
        ],
      );
    }
  });

  it("is not offered while a user was renamed and the password not set again, and Basic works on", async () => {
    const renamed = await people({ viewerName: "eva" });
    const { logins, basic } = await bench({ credentials: () => renamed });
    assert.deepEqual(logins.challenges(), ['Basic realm="pinhole", charset="UTF-8"']);
    assert.equal(nameOf(await basic("eva", "look")), "eva");
    assert.equal((await basic("eve", "look")).kind, "refused");
  });
});
