import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { CameraError, type Mount, type Point } from "@pinhole/kit/model";
import { type Drive, type DriveOptions, openDrive } from "./drive.ts";

/** Lets everything go on that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let n = 0; n < 10; n++) await turn();
}

describe("what moves the source itself", () => {
  let stop: AbortController;
  let orders: { readonly to: Point; readonly from: Point | undefined; settle: PromiseWithResolvers<void> }[];
  let log: string[];
  let found: (Point | undefined)[];
  let waits: { readonly seconds: number; readonly end: () => void }[];
  let drive: Drive;

  const mount: Mount = {
    position: async () => [7, -3],
    go: (to, from) => {
      const order = { to, from, settle: Promise.withResolvers<void>() };
      orders.push(order);
      return order.settle.promise;
    },
  };
  const open = (find: DriveOptions["find"]): void => {
    drive = openDrive({
      find,
      found: (at) => found.push(at),
      log: ({ message }) => log.push(message),
      wait: (seconds, signal) =>
        new Promise((end, reject) => {
          waits.push({ seconds, end: () => end() });
          signal.addEventListener("abort", () => reject(signal.reason as Error));
        }),
      signal: stop.signal,
    });
  };
  const unreachable = (): CameraError => new CameraError("source-unreachable", "it is away");

  beforeEach(() => {
    stop = new AbortController();
    orders = [];
    log = [];
    found = [];
    waits = [];
  });

  it("is found where it is", async () => {
    open(async () => mount);
    assert.equal(drive.isReal, false);
    await settle();
    assert.deepEqual([drive.isReal, found, orders], [true, [[7, -3]], []]);
    assert.deepEqual(log, ["pan and tilt move the source itself"]);
    drive.go([8, -3]);
    assert.deepEqual(
      orders.map(({ to, from }) => [to, from]),
      [
        [
          [8, -3],
          [7, -3],
        ],
      ],
    );
  });

  it("gets the newest order only, when the one before has been taken", async () => {
    open(async () => mount);
    await settle();
    for (let n = 1; n <= 100; n++) drive.go([n % 63, 0]);
    assert.equal(orders.length, 1);
    orders[0]!.settle.resolve();
    await settle();
    assert.deepEqual(
      orders.map(({ to, from }) => [to, from]),
      [
        [
          [1, 0],
          [7, -3],
        ],
        [
          [37, 0],
          [1, 0],
        ],
      ],
    );
    orders[1]!.settle.resolve();
    await settle();
    assert.equal(orders.length, 2);
  });

  it("is sought until it answers, and then goes where it was sent meanwhile", async () => {
    let away = true;
    open(async () => {
      if (away) throw unreachable();
      return mount;
    });
    await settle();
    drive.go([1, 1]);
    for (const seconds of [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]) {
      assert.equal(waits.at(-1)?.seconds, seconds);
      waits.at(-1)?.end();
      await settle();
    }
    assert.equal(log.length, 1, "one failure is told once");
    assert.match(log[0]!, /move the view only.*it is away/);
    away = false;
    waits.at(-1)?.end();
    await settle();
    assert.deepEqual([found, orders[0]?.to, orders[0]?.from], [[undefined], [1, 1], [7, -3]]);
  });

  it("is sought ever less often while it refuses the login, and told of once", async () => {
    let left = 100;
    open(async () => {
      throw new CameraError("login-refused", `try again in ${left--} seconds`);
    });
    await settle();
    for (const seconds of [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]) {
      assert.equal(waits.at(-1)?.seconds, seconds);
      waits.at(-1)?.end();
      await settle();
    }
    assert.equal(log.length, 1);
  });

  it("is not sought where there is none, nor where trying again can not help", async () => {
    open(async () => undefined);
    drive.go([1, 1]);
    await settle();
    assert.deepEqual([drive.isReal, found, log, waits], [false, [], [], []]);
    open(async () => Promise.reject(new CameraError("source-refused", "no right to it")));
    await settle();
    assert.deepEqual([drive.isReal, log.length, waits], [false, 1, []]);
  });

  it("is asked again after a failure, from a place that nobody knows, unless it is sent elsewhere", async () => {
    open(async () => mount);
    await settle();
    drive.go([1, 0]);
    orders[0]!.settle.reject(unreachable());
    await settle();
    assert.deepEqual([waits.at(-1)?.seconds, log.at(-1)], [2, "the source did not move: it is away"]);
    waits.at(-1)?.end();
    await settle();
    assert.deepEqual([orders[1]?.to, orders[1]?.from], [[1, 0], undefined]);
    orders[1]!.settle.reject(unreachable());
    await settle();
    drive.go([2, 0]);
    waits.at(-1)?.end();
    await settle();
    assert.deepEqual([orders.length, orders[2]?.to, log.length], [3, [2, 0], 2]);
    orders[2]!.settle.reject(new CameraError("target-missing", "it has no motors"));
    await settle();
    assert.equal(waits.length, 2, "what can not help is not tried");
    drive.go([3, 0]);
    assert.deepEqual([orders[3]?.to, orders[3]?.from], [[3, 0], undefined]);
  });

  it("ends with the camera", async () => {
    open(async () => mount);
    await settle();
    drive.go([1, 0]);
    orders[0]!.settle.reject(unreachable());
    await settle();
    stop.abort();
    await settle();
    drive.go([2, 0]);
    await settle();
    assert.equal(orders.length, 1);
  });
});
