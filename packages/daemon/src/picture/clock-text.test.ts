import assert from "node:assert/strict";
import { test } from "node:test";
import { clock, defaults, timeZones } from "@pinhole/kit/model";
import { openClockText } from "./clock-text.ts";

const unix = (text: string): number => Date.parse(text) / 1000;

function shown(
  at: number,
  change: Partial<ReturnType<typeof defaults<typeof clock>>[number]> = {},
  clockOffset = 0,
): string {
  return openClockText({
    clock: { ...defaults(clock)[0]!, timeZone: utc, daylightSaving: false, ...change },
    clockOffset,
  })(at);
}

const utc = timeZones.findIndex(({ offsetMinutes }) => offsetMinutes === 0);
const berlin = timeZones.findIndex(
  ({ offsetMinutes, daylightSaving }) => offsetMinutes === 60 && daylightSaving !== undefined,
);

test("the clock's text has the date and time formats of the settings", () => {
  const at = unix("2015-10-03T07:05:09Z");
  for (const [dateFormat, date] of [
    ["YYYY-MM-DD", "2015-10-03"],
    ["MM/DD/YYYY", "10/03/2015"],
    ["DD/MM/YYYY", "03/10/2015"],
  ] as const)
    assert.equal(shown(at, { dateFormat, timeFormat: "24-hour" }), `${date} 07:05:09`);
});

test("twelve hours have noon and midnight as 12", () => {
  const time = (text: string): string =>
    shown(unix(`2015-10-03T${text}Z`), { timeFormat: "12-hour" }).slice(11);
  assert.equal(time("00:00:00"), "12:00:00 AM");
  assert.equal(time("11:59:59"), "11:59:59 AM");
  assert.equal(time("12:00:00"), "12:00:00 PM");
  assert.equal(time("23:01:02"), "11:01:02 PM");
});

test("it follows zone, daylight saving and the camera's own clock", () => {
  const format = { dateFormat: "YYYY-MM-DD", timeFormat: "24-hour" } as const;
  const summer = unix("2015-07-01T22:30:00Z");
  assert.equal(shown(summer, { ...format, timeZone: berlin }), "2015-07-01 23:30:00");
  assert.equal(shown(summer, { ...format, timeZone: berlin, daylightSaving: true }), "2015-07-02 00:30:00");
  assert.equal(shown(summer, format, -86_400.5), "2015-06-30 22:29:59");
});

test("one text serves a whole second, also when time goes back", () => {
  const text = openClockText({ clock: defaults(clock)[0]!, clockOffset: 0 });
  const at = unix("2015-10-03T07:05:09Z");
  assert.equal(text(at + 0.99), text(at));
  assert.notEqual(text(at + 1), text(at));
  assert.equal(text(at - 7), openClockText({ clock: defaults(clock)[0]!, clockOffset: 0 })(at - 7));
});
