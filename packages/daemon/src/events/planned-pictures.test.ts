import assert from "node:assert/strict";
import { test } from "node:test";
import { defaults, scheduledPictures, timedPictures, timeZones, zoneClock } from "@pinhole/kit/model";
import { nextInterval, nextPlanned, nextWeekTime, weekTimesOf } from "./planned-pictures.ts";

const berlin = zoneClock(
  timeZones.findIndex(({ place }) => place === "Amsterdam"),
  true,
);
const unix = (text: string): number => Date.parse(text) / 1000;
const next = (times: string, after: string): string | undefined => {
  const moment = nextWeekTime(weekTimesOf(times), unix(after), berlin);
  return moment === undefined ? undefined : new Date(moment * 1000).toISOString();
};

test("the manual's times: ten o'clock on each day of the week", () => {
  // 2026-03-02 is a Monday.
  const days = [1, 2, 4, 8, 16, 32, 64];
  for (const [n, day] of days.entries()) {
    assert.equal(next(`36000-${day}`, "2026-03-01T23:30:00Z"), `2026-03-0${2 + n}T09:00:00.000Z`);
  }
  assert.equal(next("36000-3", "2026-03-02T09:00:00Z"), "2026-03-03T09:00:00.000Z", "Monday and Tuesday");
  assert.equal(next("36000-67", "2026-03-03T09:00:00Z"), "2026-03-08T09:00:00.000Z", "then Sunday");
  assert.equal(next("36000-127", "2026-03-03T08:59:59Z"), "2026-03-03T09:00:00.000Z", "daily");
});

test("what has just been is next in a week, days without a bit are never", () => {
  assert.equal(next("36000-1", "2026-03-02T09:00:00Z"), "2026-03-09T09:00:00.000Z");
  assert.equal(next("36000-0", "2026-03-02T09:00:00Z"), undefined);
  assert.equal(next("", "2026-03-02T09:00:00Z"), undefined);
});

test("of several times the first counts, midnight and the last minute included", () => {
  assert.equal(next("86340-127;0-127", "2026-03-02T22:58:59Z"), "2026-03-02T22:59:00.000Z");
  assert.equal(next("86340-127;0-127", "2026-03-02T22:59:00Z"), "2026-03-02T23:00:00.000Z");
});

test("ten o'clock stays ten o'clock when clocks are changed", () => {
  assert.equal(next("36000-127", "2026-03-28T12:00:00Z"), "2026-03-29T08:00:00.000Z", "into summer time");
  assert.equal(next("36000-127", "2026-10-24T12:00:00Z"), "2026-10-25T09:00:00.000Z", "out of it");
  const skipped = next("9000-127", "2026-03-29T00:00:00Z");
  assert.equal(skipped, "2026-03-29T01:30:00.000Z", "half past two does not exist: half past three");
});

test("intervals are counted from a fixed moment", () => {
  assert.equal(nextInterval(60, 120), 180);
  assert.equal(nextInterval(60, 179.9), 180);
  assert.equal(nextInterval(820, 0), 820);
});

test("both plans may fall together, and only what is on counts", () => {
  const plans = {
    timed: { ...defaults(timedPictures)[0]!, enabled: true, intervalSeconds: 3600 },
    scheduled: { ...defaults(scheduledPictures)[0]!, enabled: true, times: "36000-127" },
    clock: berlin,
  };
  const after = unix("2026-03-02T08:30:00Z");
  const at = unix("2026-03-02T09:00:00Z");
  assert.deepEqual(nextPlanned(plans, after), [
    { at, rule: "timedPictures" },
    { at, rule: "scheduledPictures" },
  ]);
  assert.deepEqual(nextPlanned({ ...plans, timed: { ...plans.timed, enabled: false } }, after), [
    { at, rule: "scheduledPictures" },
  ]);
  const off = { ...plans.scheduled, enabled: false };
  assert.deepEqual(
    nextPlanned({ ...plans, timed: { ...plans.timed, enabled: false }, scheduled: off }, after),
    [],
  );
});
