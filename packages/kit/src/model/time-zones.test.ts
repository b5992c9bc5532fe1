import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { daysInMonth, type LocalTime, localTime, timeZones, unixTime, zoneClock } from "./time-zones.ts";

const dublin = 26;
const newYork = 13;
const canberra = 67;
const kathmandu = 49;
const caracas = 75;
const moscow = 40;

const at = (iso: string) => Date.parse(iso) / 1000;
const show = ({ year, month, day, hour, minute, second }: LocalTime) => {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
};
const shown = (iso: string, zone: number, daylightSaving: boolean) =>
  show(localTime(at(iso), zone, daylightSaving));
const moment = (text: string, zone: number, daylightSaving: boolean) => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = text.split(/[- :]/).map(Number);
  const unix = unixTime({ year, month, day, hour, minute, second }, zone, daylightSaving);
  return new Date(unix * 1000).toISOString().replace(".000Z", "Z");
};

describe("time zones", () => {
  it("has the 76 zones of the cameras, all of whose rules exist", () => {
    assert.equal(timeZones.length, 76);
    assert.deepEqual(timeZones[kathmandu], { offsetMinutes: 345, place: "Kathmandu" });
    assert.deepEqual(timeZones[caracas], { offsetMinutes: -270, place: "Caracas" });
    for (const [index, zone] of timeZones.entries()) {
      assert.equal(unixTime(localTime(0, index, true), index, true), 0, zone.place);
    }
  });

  it("puts clocks forward when the time zone database does, at each hour of a change and once a week", () => {
    for (const [index, { place, offsetMinutes, daylightSaving }] of timeZones.entries()) {
      if (daylightSaving === undefined) continue;
      const format = new Intl.DateTimeFormat("en", { timeZone: daylightSaving, timeZoneName: "longOffset" });
      const minutes = (ms: number): number => {
        const text = format.formatToParts(ms).find(({ type }) => type === "timeZoneName")!.value;
        const [, sign, hours = 0, rest = 0] = /([+-])(\d\d):(\d\d)/.exec(text) ?? [];
        return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(rest));
      };
      const clock = zoneClock(index, true);
      const isForward = (ms: number): boolean => {
        const { year, month, day, hour, minute } = clock.local(ms / 1000);
        return Date.UTC(year, month - 1, day, hour, minute) - ms > offsetMinutes * 60_000;
      };
      for (const year of [2006, 2007, 2037]) {
        const winter = Math.min(minutes(Date.UTC(year, 0, 1)), minutes(Date.UTC(year, 6, 1)));
        let before = minutes(Date.UTC(year, 0, 1));
        for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year, 11, 31); ms += 7 * 86_400_000) {
          const now = minutes(ms);
          assert.equal(isForward(ms), now > winter, `${place} ${new Date(ms).toISOString()}`);
          // Somewhere in the week before: every hour of it.
          for (let at = ms - 7 * 86_400_000; now !== before && at < ms; at += 1_800_000)
            assert.equal(isForward(at), minutes(at) > winter, `${place} ${new Date(at).toISOString()}`);
          before = now;
        }
      }
    }
  });

  it("adds the printed offset", () => {
    assert.equal(shown("2015-10-13T07:56:42Z", kathmandu, true), "2015-10-13 13:41:42");
    assert.equal(shown("2016-03-01T02:00:00Z", caracas, false), "2016-02-29 21:30:00");
    assert.equal(shown("2015-10-13T07:56:42.900Z", dublin, false), "2015-10-13 07:56:42");
  });

  it("puts clocks forward only where the place does and only when it is asked to", () => {
    assert.equal(shown("2015-10-13T07:56:42Z", dublin, true), "2015-10-13 08:56:42");
    assert.equal(shown("2015-12-13T07:56:42Z", dublin, true), "2015-12-13 07:56:42");
    assert.equal(shown("2015-07-13T04:00:00Z", newYork, true), "2015-07-13 00:00:00");
    assert.equal(shown("2015-07-13T04:00:00Z", newYork, false), "2015-07-12 23:00:00");
    assert.equal(shown("2016-01-01T00:00:00Z", canberra, true), "2016-01-01 11:00:00");
    assert.equal(shown("2016-07-01T00:00:00Z", canberra, true), "2016-07-01 10:00:00");
    assert.equal(shown("2020-07-01T00:00:00Z", moscow, true), "2020-07-01 03:00:00");
  });

  it("changes at the second", () => {
    assert.equal(shown("2024-03-31T00:59:59Z", dublin, true), "2024-03-31 00:59:59");
    assert.equal(shown("2024-03-31T01:00:00Z", dublin, true), "2024-03-31 02:00:00");
    assert.equal(shown("2024-10-27T00:59:59Z", dublin, true), "2024-10-27 01:59:59");
    assert.equal(shown("2024-10-27T01:00:00Z", dublin, true), "2024-10-27 01:00:00");
    assert.equal(shown("2024-03-10T06:59:59Z", newYork, true), "2024-03-10 01:59:59");
    assert.equal(shown("2024-03-10T07:00:00Z", newYork, true), "2024-03-10 03:00:00");
  });

  it("finds the moment of a local time", () => {
    assert.equal(moment("2015-10-13 08:56:42", dublin, true), "2015-10-13T07:56:42Z");
    assert.equal(moment("2015-10-13 08:56:42", dublin, false), "2015-10-13T08:56:42Z");
    assert.equal(moment("2016-02-29 21:30:00", caracas, true), "2016-03-01T02:00:00Z");
  });

  it("takes the first of an hour that occurs twice, and the hour after one that is left out", () => {
    assert.equal(moment("2024-10-27 01:30:00", dublin, true), "2024-10-27T00:30:00Z");
    assert.equal(moment("2024-10-27 02:00:00", dublin, true), "2024-10-27T02:00:00Z");
    assert.equal(moment("2024-03-31 01:30:00", dublin, true), "2024-03-31T01:30:00Z");
    assert.equal(shown("2024-03-31T01:30:00Z", dublin, true), "2024-03-31 02:30:00");
  });

  it("comes back to every hour of a year, but for the hour that occurs twice", () => {
    for (const zone of [dublin, newYork, canberra]) {
      let twice = 0;
      const clock = zoneClock(zone, true);
      for (let unix = at("2024-01-01T00:30:00Z"); unix < at("2025-01-01T00:00:00Z"); unix += 3600) {
        if (clock.unix(clock.local(unix)) !== unix) twice += 1;
      }
      assert.equal(twice, 1);
    }
  });

  it("knows the lengths of months", () => {
    assert.deepEqual(
      [1, 2, 4, 12].map((month) => daysInMonth(2023, month)),
      [31, 28, 30, 31],
    );
    assert.equal(daysInMonth(2024, 2), 29);
    assert.equal(daysInMonth(2100, 2), 28);
  });

  it("follows the law at every change of ten years, but where a place has left the offset that cameras print", () => {
    // Moved since: Chihuahua to -06:00 in 2022, Greenland to -02:00 in 2023, Almaty to +05:00 in 2024.
    const moved: Readonly<Record<string, number>> = { Chihuahua: 2022, Greenland: 2023, Almaty: 2024 };
    const [first, last] = [Date.UTC(2017, 0, 1) / 1000, Date.UTC(2027, 0, 1) / 1000];
    let edges = 0;
    for (const [zone, { place, daylightSaving }] of timeZones.entries()) {
      const clock = zoneClock(zone, true);
      const ours = (unix: number): number => {
        const { year, month, day, hour, minute, second } = clock.local(unix);
        return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - unix;
      };
      if (daylightSaving === undefined) {
        const printed = timeZones[zone]!.offsetMinutes * 60;
        for (let unix = first; unix < last; unix += 40 * 86400) assert.equal(ours(unix), printed, place);
        continue;
      }
      const format = new Intl.DateTimeFormat("en-u-hc-h23", {
        timeZone: daylightSaving,
        ...{
          year: "numeric",
          month: "numeric",
          day: "numeric",
          hour: "numeric",
          minute: "numeric",
          second: "numeric",
        },
      });
      const law = (unix: number): number => {
        const { year, month, day, hour, minute, second } = Object.fromEntries(
          format.formatToParts(unix * 1000).map(({ type, value }) => [type, Number(value)]),
        ) as Record<keyof LocalTime, number>;
        return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - unix;
      };
      const until = Math.min(last, Date.UTC(moved[place] ?? 9999, 0, 1) / 1000);
      for (let from = first; from + 5 * 86400 < until; from += 5 * 86400) {
        if (law(from) === law(from + 5 * 86400)) continue;
        let [before, after] = [from, from + 5 * 86400];
        while (after - before > 1) {
          const middle = Math.floor((before + after) / 2);
          if (law(middle) === law(before)) before = middle;
          else after = middle;
        }
        edges += 1;
        for (const unix of [before, after, after + 3599, after + 86400]) {
          assert.equal(ours(unix), law(unix), `${place} at ${new Date(unix * 1000).toISOString()}`);
        }
      }
    }
    assert.ok(edges > 400, `${edges} changes`);
  });

  it("refuses a zone outside the table", () => {
    assert.throws(() => localTime(0, 76, false), /time zone 76 is not in the table of 76/);
  });
});
