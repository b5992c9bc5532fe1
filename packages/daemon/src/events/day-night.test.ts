import assert from "node:assert/strict";
import { test } from "node:test";
import { dayNight, defaults, type RecordOf } from "@pinhole/kit/model";
import { openDayNight } from "./day-night.ts";

const rule = (values: Partial<RecordOf<typeof dayNight>>): RecordOf<typeof dayNight> => ({
  ...defaults(dayNight)[0]!,
  ...values,
});

test("a schedule holds from its first minute to before its last, past midnight too", () => {
  const nights = openDayNight();
  const day = rule({ mode: "schedule", startHour: 8, endHour: 17, endMinute: 30 });
  assert.deepEqual(
    [479, 480, 1049, 1050].map((minute) => nights.isNight(day, () => minute)),
    [false, true, true, false],
  );
  const night = rule({ mode: "schedule", startHour: 22, endHour: 6 });
  assert.deepEqual(
    [1319, 1320, 0, 359, 360].map((minute) => nights.isNight(night, () => minute)),
    [false, true, true, true, false],
  );
  assert.equal(
    nights.isNight(rule({ mode: "schedule" }), () => 0),
    false,
  );
});

test("off is never night, always is always", () => {
  assert.equal(
    openDayNight().isNight(rule({ mode: "off" }), () => 0),
    false,
  );
  assert.equal(
    openDayNight().isNight(rule({ mode: "always" }), () => 720),
    true,
  );
});

test("brightness has to last, and the way back has its own level", () => {
  const nights = openDayNight();
  const auto = rule({ mode: "auto", nightBelow: 35, dayAbove: 75, interval: 3 });
  assert.equal(nights.measured(auto, 20, 100), false);
  assert.equal(nights.measured(auto, 50, 102), false);
  assert.equal(nights.measured(auto, 20, 103), false);
  assert.equal(nights.measured(auto, 20, 106), true);
  assert.equal(
    nights.isNight(auto, () => 720),
    true,
  );
  assert.equal(nights.measured(auto, 60, 120), false);
  assert.equal(nights.measured(auto, 80, 121), false);
  assert.equal(nights.measured(auto, 80, 124), true);
  assert.equal(
    nights.isNight(auto, () => 720),
    false,
  );
});
