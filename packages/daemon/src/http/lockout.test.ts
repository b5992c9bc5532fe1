import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lockout } from "./lockout.ts";

function bench() {
  const log: string[] = [];
  const time = { now: 1000 };
  const lockout = new Lockout(
    () => time.now,
    ({ message }) => log.push(message),
  );
  const fail = (network: string, name: string, times = 1) =>
    Array.from({ length: times }, () => lockout.attempt(network, name)?.fail());
  return { lockout, log, time, fail };
}

describe("lockout", () => {
  it("slows failures, then locks with the tenth, and says so once", () => {
    const { lockout, log, fail } = bench();
    assert.deepEqual(fail("a", "admin", 9), [0, 250, 500, 1000, 1000, 1000, 1000, 1000, 1000]);
    assert.equal(lockout.lockedFor("a", "admin"), 0);
    fail("a", "admin");
    assert.equal(lockout.lockedFor("a", "admin"), 60);
    assert.deepEqual(log, [
      'failed login as "admin" from a',
      'login as "admin" from a is locked for 60 seconds after 10 failures',
    ]);
  });

  it("leaves other networks and other names alone", () => {
    const { lockout, fail } = bench();
    fail("a", "admin", 10);
    assert.equal(lockout.lockedFor("b", "admin"), 0);
    assert.equal(lockout.lockedFor("a", "eve"), 0);
  });

  it("ends by time, and doubles each time up to an hour", () => {
    const { lockout, time, fail } = bench();
    const locks = Array.from({ length: 8 }, () => {
      fail("a", "admin", 10);
      const seconds = lockout.lockedFor("a", "admin");
      time.now += seconds - 1;
      assert.equal(lockout.lockedFor("a", "admin"), 1);
      time.now += 1;
      assert.equal(lockout.lockedFor("a", "admin"), 0);
      return seconds;
    });
    assert.deepEqual(locks, [60, 120, 240, 480, 960, 1920, 3600, 3600]);
    time.now += 3601;
    fail("a", "admin", 10);
    assert.equal(lockout.lockedFor("a", "admin"), 60);
  });

  it("forgets failures after five minutes and after a success", () => {
    const { lockout, time, fail } = bench();
    fail("a", "admin", 9);
    time.now += 301;
    fail("a", "admin", 9);
    lockout.attempt("a", "admin")?.succeed();
    fail("a", "admin", 9);
    assert.equal(lockout.lockedFor("a", "admin"), 0);
  });

  it("counts attempts that are still under way", () => {
    const { lockout } = bench();
    const running = Array.from({ length: 20 }, () => lockout.attempt("a", "admin"));
    assert.equal(running.filter((attempt) => attempt !== undefined).length, 10);
    running[0]?.succeed();
    assert.notEqual(lockout.attempt("a", "admin"), undefined);
  });

  it("locks a network that tries many names, but not who is at home there", () => {
    const { lockout, log, fail } = bench();
    lockout.attempt("a", "owner")?.succeed();
    for (let n = 0; n < 30; n += 1) fail("a", `name${n}`);
    assert.equal(lockout.lockedFor("a", "anyone"), 60);
    assert.equal(lockout.lockedFor("a", "owner"), 0);
    assert.match(log.at(-1) ?? "", /^login from a is locked for 60 seconds after 30 failures$/);
    fail("a", "owner", 10);
    assert.equal(lockout.lockedFor("a", "owner"), 60);
  });

  it("slows a name that many networks guess at, and locks it for none", () => {
    const { lockout, fail } = bench();
    for (let n = 0; n < 30; n += 1) fail(`network${n}`, "admin");
    assert.equal(lockout.attempt("new", "admin")?.waitMs, 1100);
    for (let n = 30; n < 100; n += 1) fail(`network${n}`, "admin");
    assert.equal(lockout.attempt("newer", "admin")?.waitMs, 2000);
    assert.equal(lockout.lockedFor("newer", "admin"), 0);
  });

  it("writes guessed names to the log without what could break it", () => {
    const { log, fail } = bench();
    fail("a", `x\r\n"é${"y".repeat(100)}`);
    assert.match(log[0] ?? "", /^failed login as "x\?\?\\"\?y{59}" from a$/);
  });
});
