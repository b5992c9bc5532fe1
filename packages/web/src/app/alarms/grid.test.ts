import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSchedule } from "@pinhole/kit/model";
import { emptyWeek, linesOf, paintedOf, slots, type Week } from "./grid.ts";

const empty: readonly string[] = new Array(10).fill("");

test("what people write is shown, and written again as they would", () => {
  for (const line of [
    "",
    "Mon-Fri,18:00-06:00",
    "Sat,Sun",
    "22:30-05:00",
    "00:00-24:00",
    "Mon,Wed,08:00-12:00,13:00-17:30",
    "Sun,23:00-01:00",
  ]) {
    const { week, kept } = paintedOf([line, ...empty.slice(1)]);
    assert.deepEqual(kept, []);
    assert.deepEqual(linesOf(week, empty, kept), [line, ...empty.slice(1)], line);
  }
});

test("hours over midnight belong to two days, from Sunday to Monday too", () => {
  const { week } = paintedOf(["Sun,23:00-01:00"]);
  assert.deepEqual(
    week.map((day) => day.filter(Boolean).length),
    [2, 0, 0, 0, 0, 0, 2],
  );
});

test("what the grid can not show stays at its place", () => {
  const lines = [
    "sunset..sunrise",
    "Mon,08:00-09:00",
    "Tue,08:10-09:00",
    "Wed,10:00-11:00",
    ...empty.slice(4),
  ];
  const { week, kept } = paintedOf(lines, new Set([3, 5]));
  assert.deepEqual(kept, [0, 2, 3]);
  assert.deepEqual(
    week.map((day) => day.filter(Boolean).length),
    [2, 0, 0, 0, 0, 0, 0],
  );
  const next = linesOf(
    emptyWeek.map((day) => day.with(0, true)),
    lines,
    kept,
  );
  assert.deepEqual(next, [
    "sunset..sunrise",
    "00:00-00:30",
    "Tue,08:10-09:00",
    "Wed,10:00-11:00",
    ...empty.slice(4),
  ]);
});

test("any week comes back as it was painted, as long as there is room for it", () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  let full = 0;
  for (let round = 0; round < 400; round += 1) {
    const week = emptyWeek.map((day) => [...day]);
    for (let n = random(14); n >= 0; n -= 1) {
      const from = random(slots);
      const to = from + 1 + random(slots - from);
      for (let day = random(7), last = day + random(7); day <= last; day += 1) {
        week[day % 7]!.fill(random(3) > 0, from, to);
      }
    }
    const lines = linesOf(week as Week, empty, []);
    if (lines === undefined) {
      full += 1;
      continue;
    }
    for (const line of lines) assert.ok(!("problem" in parseSchedule(line)), line);
    assert.deepEqual(paintedOf(lines).week, week, lines.join(" | "));
  }
  assert.ok(full < 40, `${full} weeks did not fit`);
  const chess = emptyWeek.map((day, n) => day.map((_, slot) => (slot + n) % 2 === 0));
  assert.equal(linesOf(chess, empty.slice(0, 2), []), undefined);
});
