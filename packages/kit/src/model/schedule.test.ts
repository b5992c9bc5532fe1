import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatSchedule, holds, needsSun, parseSchedule, type Schedule } from "./schedule.ts";
import { sunTimes } from "./sun.ts";
import { zoneClock } from "./time-zones.ts";

const read = (text: string): Schedule => {
  const parsed = parseSchedule(text);
  assert.ok("value" in parsed, `${text}: ${"problem" in parsed ? parsed.problem : ""}`);
  return parsed.value;
};
const problem = (text: string): string => {
  const parsed = parseSchedule(text);
  assert.ok("problem" in parsed, `${text} was taken`);
  return parsed.problem;
};

const dublin = zoneClock(26, true);
const setting = { zone: dublin, place: { latitude: 53.35, longitude: -6.26 } };
const utc = (text: string): number => Date.parse(`${text}Z`) / 1000;
/** The minutes of a day (UTC) at which it holds, as "HH:MM-HH:MM" each. */
const span = (text: string, date: string): string[] => {
  const schedule = read(text);
  const start = utc(`${date}T00:00:00`);
  const spans: string[] = [];
  let from: number | undefined;
  for (let minute = 0; minute <= 1440; minute += 1) {
    const on = minute < 1440 && holds(schedule, start + minute * 60, setting);
    if (on) from ??= minute;
    if (!on && from !== undefined) {
      const show = (at: number) => new Date(at * 60_000).toISOString().slice(11, 16);
      spans.push(`${show(from)}-${minute === 1440 ? "24:00" : show(minute)}`);
      from = undefined;
    }
  }
  return spans;
};

describe("the text of a schedule", () => {
  it("is read and written", () => {
    for (const text of [
      "Mon-Fri,18:00-06:00",
      "Sat,Sun",
      "08:00-12:00",
      "Mon,Wed,Fri,08:00-12:30;Sat,00:00-01:00",
      "sunset..sunrise",
      "Tue,sunrise-00:30..sunset+01:15",
      "22:15..sunrise-00:30",
      "00:00-24:00",
    ])
      assert.equal(formatSchedule(read(text)), text);
    assert.equal(
      formatSchedule(read("fri-MON , 7:05-9:00, 10:00-11:00")),
      "Mon,Fri-Sun,07:05-09:00;Mon,Fri-Sun,10:00-11:00",
    );
    assert.equal(formatSchedule(read("sunset 00:30..sunrise")), "sunset+00:30..sunrise");
    assert.deepEqual(read(""), []);
    assert.equal(needsSun(read("18:00-06:00")), false);
    assert.equal(needsSun(read("18:00..sunrise")), true);
  });

  it("is refused by name where it is impossible", () => {
    const cases: readonly (readonly [string, RegExp])[] = [
      ["Mox,08:00-12:00", /the day "Mox"; days are Mon/],
      ["Mon-Fry", /the day "Fry"/],
      ["25:00-26:00", /the time "25:00"/],
      ["08:00-24:01", /the time "24:01"/],
      ["08:60-09:00", /the time "08:60"/],
      ["08:00-08:00", /ends when it begins/],
      ["24:00-08:00", /begins at the end of the day/],
      ["08:00-12:00,Mon", /days behind hours/],
      ["Mon,,08:00-12:00", /empty part/],
      ["Mon;", /empty part/],
      ["sunrise-13:00..sunset", /the time "13:00"/],
      ["8-12", /the time "8"/],
      ["1|08:00", /neither days nor hours/],
      ["x".repeat(129), /longer than 128/],
    ];
    for (const [text, words] of cases) assert.match(problem(text), words, text);
  });

  it("survives any change of a byte: it is refused, or reads as it is written", () => {
    const seeds = ["Mon-Fri,18:00-06:00;Sat,Sun,sunrise-00:30..sunset+00:30", "Mon,08:00-12:00"];
    let state = 1;
    const random = (below: number): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    for (let round = 0; round < 5000; round += 1) {
      const text = [...(seeds[round % 2] as string)];
      for (let n = 0; n <= random(3); n += 1)
        text[random(text.length)] = String.fromCharCode(32 + random(96));
      const parsed = parseSchedule(text.join(""));
      if ("value" in parsed)
        assert.deepEqual(read(formatSchedule(parsed.value)), parsed.value, text.join(""));
    }
  });
});

describe("a schedule holds", () => {
  it("within its hours on its days, and past midnight on the day after", () => {
    // 2026-01-05 is a Monday; Dublin keeps UTC in winter.
    assert.deepEqual(span("Mon-Fri,18:00-06:00", "2026-01-05"), ["18:00-24:00"]);
    assert.deepEqual(span("Mon-Fri,18:00-06:00", "2026-01-06"), ["00:00-06:00", "18:00-24:00"]);
    assert.deepEqual(span("Mon-Fri,18:00-06:00", "2026-01-10"), ["00:00-06:00"]);
    assert.deepEqual(span("Mon-Fri,18:00-06:00", "2026-01-11"), []);
    assert.deepEqual(span("Sat,Sun", "2026-01-11"), ["00:00-24:00"]);
  });

  it("by the clock on the wall when clocks change", () => {
    // Clocks go from 01:00 to 02:00 on 2026-03-29 and from 02:00 to 01:00 on 2026-10-25, both at 01:00 UTC.
    assert.deepEqual(span("01:30-02:30", "2026-03-29"), ["01:00-01:30"]);
    assert.deepEqual(span("01:15-01:45", "2026-03-29"), []);
    assert.deepEqual(span("00:30-03:00", "2026-10-25"), ["00:00-03:00"]);
    assert.deepEqual(span("01:15-01:45", "2026-10-25"), ["00:15-00:45", "01:15-01:45"]);
    assert.deepEqual(span("23:00-01:30", "2026-03-29"), ["00:00-01:00", "22:00-24:00"]);
  });

  it("by the sun", () => {
    const [night, evening] = span("sunset..sunrise", "2026-06-21");
    assert.match(night ?? "", /^00:00-03:5[67]$/);
    assert.match(evening ?? "", /^20:5[67]-24:00$/);
    assert.match(span("sunrise-00:30..12:00", "2026-06-21")[0] ?? "", /^03:2[67]-11:00$/);
    const nowhere = { zone: dublin, place: undefined };
    assert.equal(holds(read("sunset..sunrise"), utc("2026-01-05T17:59:00"), nowhere), false);
    assert.equal(holds(read("sunset..sunrise"), utc("2026-01-05T18:00:00"), nowhere), true);
  });
});

// Times as the almanacs of these places print them, to the minute.
describe("the sun", () => {
  const cases = [
    ["London", "2024-06-20", 51.5074, -0.1278, "03:43", "20:21"],
    ["London", "2024-12-21", 51.5074, -0.1278, "08:04", "15:53"],
    ["New York", "2024-03-20", 40.7128, -74.006, "10:59", "23:08"],
    ["Berlin", "2024-09-01", 52.52, 13.405, "04:18", "17:53"],
    ["Quito", "2024-03-20", -0.1807, -78.4678, "11:18", "23:25"],
  ] as const;
  for (const [name, date, latitude, longitude, rise, set] of cases) {
    it(`over ${name} on ${date}`, () => {
      const [year, month, day] = date.split("-").map(Number) as [number, number, number];
      const { sunrise, sunset } = sunTimes({ year, month, day }, { latitude, longitude });
      for (const [got, wanted] of [
        [sunrise, rise],
        [sunset, set],
      ] as const) {
        const off = got - utc(`${date}T${wanted}:00`);
        assert.ok(Math.abs(off) <= 90, `${wanted}: off by ${Math.round(off)} s`);
      }
    });
  }

  it("stays up in a polar summer and down in a polar winter", () => {
    const tromso = { latitude: 69.65, longitude: 18.96 };
    const hours = (month: number): number => {
      const { sunrise, sunset } = sunTimes({ year: 2024, month, day: 21 }, tromso);
      return Math.round((sunset - sunrise) / 3600);
    };
    assert.deepEqual([hours(6), hours(12)], [24, 0]);
  });
});
