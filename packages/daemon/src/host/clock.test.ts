import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { eachMinute, openClock } from "./clock.ts";

/** A machine whose time passes by hand, in milliseconds. */
function machineAt(now: number): { pass(ms: number): void } & Disposable {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now });
  let performed = 0;
  const performance = mock.method(globalThis.performance, "now", () => performed);
  return {
    pass: (ms) => {
      performed += ms;
      mock.timers.tick(ms);
    },
    [Symbol.dispose]: () => {
      performance.mock.restore();
      mock.timers.reset();
    },
  };
}

describe("the camera's clock", () => {
  it("is the machine's until it is set, and goes on from there", () => {
    const clock = openClock();
    assert.ok(Math.abs(clock.now() - Date.now() / 1000) < 0.1);
    const before = clock.steady();
    clock.set(1_000_000_000);
    assert.ok(Math.abs(clock.now() - 1_000_000_000) < 0.1);
    assert.ok(clock.steady() - before < 0.1, "no time passes when it is set");
    const again = openClock(clock.law);
    assert.ok(Math.abs(again.now() - clock.now()) < 0.1);
  });

  it("tells when a minute begins, and not too often where it runs fast", () => {
    using machine = machineAt(1_700_000_015_000);
    const clock = openClock();
    const told: number[] = [];
    using _telling = eachMinute(clock, () => told.push(clock.now() - 1_700_000_000));
    for (let n = 0; n < 60; n++) machine.pass(500);
    assert.deepEqual(told, [25, 35, 40]);
    told.length = 0;
    clock.setSpeed(10_000);
    for (let n = 0; n < 100; n++) machine.pass(100);
    assert.ok(told.length <= 21, `${told.length} times`);
  });

  it("runs at any speed without a jump, and its timers with it", () => {
    using machine = machineAt(1_700_000_000_000);
    const clock = openClock();
    const rung: string[] = [];
    clock.after(60, () => rung.push("minute"));
    const never = clock.after(61, () => rung.push("never"));
    machine.pass(10_000);
    clock.setSpeed(600);
    assert.ok(Math.abs(clock.now() - 1_700_000_010) < 0.001);
    never[Symbol.dispose]();
    machine.pass(80);
    assert.deepEqual(rung, []);
    machine.pass(10);
    assert.deepEqual(rung, ["minute"]);
    assert.ok(Math.abs(clock.now() - 1_700_000_064) < 0.001, `${clock.now()}`);
    clock.set(1_700_086_464);
    clock.setSpeed(1);
    machine.pass(1000);
    assert.ok(Math.abs(clock.now() - 1_700_086_465) < 0.001);
    assert.ok(Math.abs(clock.steady() - 65) < 0.001);
  });
});
