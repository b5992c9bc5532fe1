import assert from "node:assert/strict";
import { test } from "node:test";
import { MotionDay } from "./day.ts";

const start = 1_800_000_000 - (1_800_000_000 % 60);
const day = 24 * 60;

test("a day of levels has the highest of each minute, and says where nobody looked", () => {
  const kept = new MotionDay();
  assert.ok(kept.read(start).every((each) => each === null));
  kept.note({ at: start, levels: [3, 0, 0, 0] });
  kept.note({ at: start + 20, levels: [1, 9, 0, 0] });
  kept.note({ at: start + 150, levels: [5, 5, 0, 0] });
  const seen = kept.read(start + 190);
  assert.equal(seen.length, day);
  assert.deepEqual(seen.slice(-4), [[3, 9, 0, 0], null, [5, 5, 0, 0], null]);
});

test("what is older than a day goes, and a clock that is set back begins anew", () => {
  const kept = new MotionDay();
  kept.note({ at: start, levels: [7, 0, 0, 0] });
  kept.note({ at: start + (day - 1) * 60, levels: [8, 0, 0, 0] });
  assert.deepEqual(
    [kept.read(start + (day - 1) * 60)[0], kept.read(start + (day - 1) * 60).at(-1)],
    [
      [7, 0, 0, 0],
      [8, 0, 0, 0],
    ],
  );
  assert.deepEqual(kept.read(start + day * 60)[0], null);
  kept.note({ at: start + 10 * day * 60, levels: [9, 0, 0, 0] });
  assert.equal(kept.read(start + 10 * day * 60).filter((each) => each !== null).length, 1);
  kept.note({ at: start, levels: [1, 0, 0, 0] });
  assert.deepEqual(
    kept.read(start).filter((each) => each !== null),
    [[1, 0, 0, 0]],
  );
});
