import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";
import {
  aimOf,
  type Caller,
  type Course,
  defaults,
  type Group,
  merge,
  motion,
  type Point,
  preset,
  ptz,
  type RecordOf,
} from "@pinhole/kit/model";
import { type Motors, openPanTilt } from "./pan-tilt.ts";

const anna: Caller = { name: "anna", level: "viewer", privileges: new Set(["panTilt"]) };

describe("the motors", () => {
  let now: number;
  let course: Course;
  let courses: number;
  let orders: Point[];
  let log: string[];
  let stored: Map<string, readonly Readonly<Record<string, unknown>>[]>;
  let motors: Motors;

  const put = (group: Group, index: number, values: Readonly<Record<string, unknown>>): void => {
    const records = stored.get(group.name) ?? defaults(group);
    stored.set(group.name, records.with(index, merge(group, records[index]!, values)));
  };
  const open = (): void => {
    motors = openPanTilt({
      get: <G extends Group>(group: G) =>
        (stored.get(group.name) ?? defaults(group)) as unknown as readonly RecordOf<G>[],
      set: async (changes) => {
        for (const { group, index, values } of changes) put(group, index, values);
        return [];
      },
      aim: (next, order) => {
        course = next;
        orders.push(...(order ? [order] : []));
        courses++;
      },
      log: ({ message }) => log.push(message),
      now: () => now,
    });
  };
  /** Lets time pass in steps of 20 ms. */
  const pass = (seconds: number): void => {
    for (let left = Math.round(seconds * 50); left > 0; left--) {
      now += 0.02;
      mock.timers.tick(20);
    }
  };

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout"] });
    now = 1_700_000_000;
    courses = 0;
    orders = [];
    log = [];
    stored = new Map();
    open();
  });
  afterEach(() => {
    motors[Symbol.dispose]();
    mock.timers.reset();
  });

  it("start at home, which need not be the middle", () => {
    assert.deepEqual(
      [motors.target(), motors.position(), aimOf(course, now)],
      [
        [0, 0],
        [0, 0],
        [0, -0],
      ],
    );
    put(ptz, 0, { home: [10, -36] });
    open();
    assert.deepEqual([motors.position(), aimOf(course, now)[1]], [[10, -36], 1]);
  });

  it("lead those that are real, and begin where those are", () => {
    assert.deepEqual(orders, [], "a camera that starts does not turn");
    motors.adopt([-20, 90]);
    assert.deepEqual([motors.target(), motors.position(), motors.isMoving()], [[-20, 28], [-20, 28], false]);
    motors.move([5, -2]);
    motors.adopt(undefined);
    assert.deepEqual([motors.target(), orders], [[-15, 26], [[-15, 26]]]);
  });

  it("are seen to move at once, slow down, and stop where they were sent", () => {
    assert.equal(motors.move([-11, 0]), undefined);
    assert.deepEqual([motors.target(), motors.position(), motors.isMoving()], [[-11, 0], [0, 0], true]);
    // Two pictures later, of which a stream has 25 a second, the built-in scene has moved by more than five pixels.
    assert.ok(aimOf(course, now + 0.08)[0] < (-2 * 5) / 1280);
    const aims = Array.from({ length: 26 }, (_, n) => aimOf(course, now + n * 0.02)[0]);
    for (let n = 1; n < aims.length; n++) assert.ok(aims[n]! <= aims[n - 1]!, `picture ${n} goes back`);
    const ways = aims.slice(1).map((aim, n) => aims[n]! - aim);
    assert.ok(Math.max(...ways) * 63 < 60 * 0.02 * 1.01, "no faster than it is set");
    pass(0.5);
    assert.deepEqual([motors.position(), motors.isMoving()], [[-11, 0], false]);
    assert.equal(aimOf(course, now)[0], -11 / 63);
  });

  it("go from where they are without a jolt when they are sent elsewhere on the way", () => {
    motors.move([60, 0]);
    pass(0.4);
    const before = (aimOf(course, now)[0] - aimOf(course, now - 0.01)[0]) * 100;
    const [there] = aimOf(course, now);
    motors.move([-40, 10]);
    const after = (aimOf(course, now + 0.01)[0] - aimOf(course, now)[0]) * 100;
    assert.ok(Math.abs(aimOf(course, now)[0] - there) < 1e-9);
    assert.ok(Math.abs(after - before) < 0.2 * Math.abs(before), `${before} then ${after}`);
    pass(3);
    assert.deepEqual(motors.position(), [20, 10]);
  });

  it("end where arithmetic says after a hundred moves a second from ten people", () => {
    let [x, y] = [0, 0];
    let seed = 7;
    const random = (): number => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    for (let n = 0; n < 1000; n++) {
      const step: Point = [Math.round(random() * 30 - 15), Math.round(random() * 30 - 15)];
      motors.move(step);
      x = Math.min(63, Math.max(-63, x + step[0]));
      y = Math.min(28, Math.max(-36, y + step[1]));
      if (n % 10 === 9) pass(0.1);
      const [pan, tilt] = aimOf(course, now);
      assert.ok(Math.abs(pan) <= 1 && Math.abs(tilt) <= 1);
    }
    assert.deepEqual(motors.target(), [x, y]);
    pass(4);
    assert.deepEqual([motors.position(), motors.isMoving()], [[x, y], false]);
  });

  it("stop at their stops", () => {
    motors.move([999_999, -999_999]);
    pass(4);
    assert.deepEqual(
      [motors.position(), aimOf(course, now)],
      [
        [63, -36],
        [1, 1],
      ],
    );
    motors.go([-64, 29]);
    pass(6);
    assert.deepEqual(
      [motors.position(), aimOf(course, now)],
      [
        [-63, 28],
        [-1, -1],
      ],
    );
  });

  it("bring a place of the picture into its middle", () => {
    motors.centre([0.25, 0]);
    assert.deepEqual(motors.target(), [32, 0]);
    motors.go([0, 0]);
    pass(3);
    motors.centre([0, -0.5]);
    assert.deepEqual(motors.target(), [0, 28]);
  });

  it("keep what they are told to keep", async () => {
    motors.go([5, 6]);
    assert.deepEqual(await motors.store(3, anna), []);
    assert.deepEqual(await motors.store("home", anna), []);
    assert.deepEqual(await motors.store("motion", anna), []);
    const kept = () => (stored.get("preset") as readonly RecordOf<typeof preset>[])[2];
    assert.deepEqual([kept()?.stored, kept()?.position], [true, [5, 6]]);
    assert.deepEqual(stored.get("ptz")?.[0]?.home, [5, 6]);
    assert.deepEqual(stored.get("motion")?.[0]?.position, [5, 6]);
    assert.deepEqual(await motors.forget(3, anna), []);
    assert.equal(kept()?.stored, false);
  });

  it("patrol from position to position until somebody moves them", () => {
    assert.equal(motors.start("patrol", anna), "no stored position is on the patrol");
    put(preset, 0, { stored: true, position: [20, 0] });
    put(preset, 4, { stored: true, position: [-20, 8] });
    put(ptz, 0, { patrol: "5,10;1,5;2,60" });
    assert.equal(motors.start("patrol", anna), undefined);
    assert.deepEqual([motors.target(), motors.tour(), log], [[-20, 8], "patrol", ["patrol started by anna"]]);
    const seen: Point[] = [];
    for (let n = 0; n < 40; n++) {
      pass(1);
      if (seen.at(-1)?.[0] !== motors.target()[0]) seen.push(motors.target());
    }
    assert.deepEqual(seen.slice(0, 4), [
      [-20, 8],
      [20, 0],
      [-20, 8],
      [20, 0],
    ]);
    motors.move([0, 1]);
    const [x, y] = motors.target();
    pass(30);
    assert.deepEqual([motors.position(), motors.tour()], [[x, y], undefined]);
  });

  it("sweep once to both sides and come back, and find their stops when they are calibrated", () => {
    motors.go([7, 3]);
    pass(1);
    for (const [tour, far] of [
      ["sweep", [63, 3]],
      ["calibration", [63, 0]],
    ] as const) {
      const from = motors.target();
      courses = 0;
      motors.start(tour, anna);
      assert.deepEqual(motors.target(), far);
      pass(25);
      assert.deepEqual(motors.position(), tour === "sweep" ? from : [0, 0]);
      assert.deepEqual([motors.tour(), courses], [undefined, tour === "sweep" ? 3 : 5]);
    }
  });

  it("stay while motion is watched for, where that is set", () => {
    put(ptz, 0, { motionMutex: "stay" });
    assert.match(motors.move([1, 0]) ?? "", /while motion is watched for/);
    assert.match(motors.start("sweep", anna) ?? "", /while motion is watched for/);
    assert.deepEqual(motors.target(), [0, 0]);
    put(motion, 0, { enabled: false });
    assert.equal(motors.move([1, 0]), undefined);
  });

  it("return to the place of motion detection when nobody moves them", () => {
    put(motion, 0, { position: [-9, 0] });
    put(ptz, 0, { returnWhenIdle: true, returnSeconds: 60 });
    motors.move([10, 0]);
    pass(50);
    motors.move([1, 0]);
    pass(59);
    assert.deepEqual(motors.target(), [11, 0]);
    pass(2);
    assert.deepEqual(motors.target(), [-9, 0]);
    put(ptz, 0, { returnWhenIdle: false });
    motors.move([10, 0]);
    pass(120);
    assert.deepEqual(motors.target(), [1, 0]);
  });
});
