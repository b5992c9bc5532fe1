import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { CameraError, HandClock } from "@pinhole/kit/model";
import { oldCamera } from "./fixtures/old-camera.ts";
import { type LinkState, openLink } from "./link.ts";

const day = 86_400;

function bench() {
  const camera = oldCamera();
  const clock = new HandClock(0);
  const states: LinkState[] = [];
  const seen = { attempts: 0, looks: 0 };
  const link = openLink({
    connect: () => {
      seen.attempts++;
      return camera.open();
    },
    ...{ clock, signal: new AbortController().signal, period: 300 },
    look: async (found) => {
      seen.looks++;
      await found.readGroup("motion");
    },
    changed: (state) => states.push(state),
  });
  /** Lets time pass, and what becomes due be done. */
  const pass = async (seconds: number): Promise<void> => {
    for (let left = seconds; left > 0; left -= 50) {
      clock.pass(Math.min(50, left));
      for (let n = 0; n < 4; n++) await turn();
    }
  };
  return { camera, clock, states, seen, link, pass };
}

test("a camera that is away for a week is asked ever less often, told of once, and costs nothing that grows", async () => {
  const { camera, clock, states, seen, link, pass } = bench();
  await using _link = link;
  camera.away = true;
  link.start();
  await pass(day);
  const inOneDay = seen.attempts;
  // Every five minutes, and some more at the beginning.
  assert.ok(inOneDay > 200 && inOneDay <= day / 300 + 12, `${inOneDay} attempts`);
  const { heapUsed } = process.memoryUsage();
  for (let n = 0; n < 6; n++) await pass(day);
  const week = seen.attempts;
  assert.ok(week <= inOneDay * 7, `${week} attempts`);
  assert.equal(clock.waiting, 1);
  assert.deepEqual(
    states.map(({ up }) => up),
    [false],
  );
  assert.ok(process.memoryUsage().heapUsed - heapUsed < 40_000_000);

  camera.away = false;
  await pass(300);
  assert.deepEqual(
    states.map(({ up }) => up),
    [false, true],
  );
  assert.equal(clock.waiting, 1);
});

test("a camera that refuses the login is asked ever less often, and told of once, whatever its words", async () => {
  const { camera, states, seen, link, pass } = bench();
  await using _link = link;
  let left = 10_000;
  camera.locked = () => `too many failed logins; try again in ${left--} seconds`;
  link.start();
  await pass(3600);
  assert.ok(seen.attempts >= 6 && seen.attempts <= 8, `${seen.attempts} attempts in an hour`);
  await pass(day - 3600);
  assert.ok(seen.attempts <= 8 + 24, `${seen.attempts} attempts in a day`);
  assert.deepEqual(
    states.map(({ up }) => up),
    [false],
  );
  delete camera.locked;
  await pass(3600);
  assert.equal(states.at(-1)?.up, true);
});

test("it is looked at every period, and lost when it does not answer", async () => {
  const { camera, states, seen, link, pass } = bench();
  await using _link = link;
  link.start();
  await link.tried();
  assert.equal(seen.looks, 1);
  await pass(900);
  assert.equal(seen.looks, 4);
  camera.away = true;
  await pass(300);
  assert.throws(() => link.found(), /the camera is away: .*no route to host/);
  camera.away = false;
  await pass(10);
  assert.ok(link.found());
  assert.deepEqual(
    states.map(({ up }) => up),
    [true, false, true],
  );
  assert.equal(seen.attempts, 2);
});

test("who wants something of a camera that is away has it asked at once", async () => {
  const { camera, seen, link, pass } = bench();
  await using _link = link;
  camera.away = true;
  link.start();
  await pass(3600);
  const before = seen.attempts;
  await assert.rejects(
    link.use(async () => 1),
    (error) => error instanceof CameraError && error.code === "unreachable",
  );
  assert.equal(seen.attempts, before + 1);
  camera.away = false;
  assert.equal(await link.use(async ({ dialect }) => dialect), "sercomm");
});

test("things are done one at a time, and not too many wait", async () => {
  const { link } = bench();
  await using _link = link;
  link.start();
  await link.tried();
  let doing = 0;
  const call = (): Promise<void> =>
    link.use(async () => {
      doing++;
      assert.equal(doing, 1);
      await turn();
      doing--;
    });
  const outcomes = await Promise.allSettled(Array.from({ length: 30 }, call));
  const good = outcomes.filter(({ status }) => status === "fulfilled");
  assert.equal(good.length, 16);
});
