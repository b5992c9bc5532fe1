import { type Place, sunTimes } from "./sun.ts";
import type { LocalTime, ZoneClock } from "./time-zones.ts";

export const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** A time of day: minutes from midnight, or minutes from sunrise or sunset. */
export interface DayPoint {
  readonly from: "midnight" | "sunrise" | "sunset";
  readonly minutes: number;
}

/** Hours that begin on some days of the week; they may go past midnight into the next day. */
export interface ScheduleRange {
  /** From 0, Monday. */
  readonly days: readonly number[];
  readonly start: DayPoint;
  /** Not in the range itself. */
  readonly end: DayPoint;
}

/** When something holds, week by week, by the clock on the wall. One without ranges never holds. */
export type Schedule = readonly ScheduleRange[];

/** The longest text of a schedule. */
export const scheduleLength = 128;

/** What the words of a refusal say of the syntax. */
export const scheduleAllowed =
  "days and hours such as Mon-Fri,18:00-06:00, Sat,Sun or sunset..sunrise-00:30, several separated by ;";

const everyDay = [0, 1, 2, 3, 4, 5, 6];
const midnight: DayPoint = { from: "midnight", minutes: 0 };
const endOfDay: DayPoint = { from: "midnight", minutes: 1440 };

/**
 * Reads "Mon-Fri,18:00-06:00;Sat,Sun": ranges separated by ";", each of them days (all when none is named), and hours
 * (the whole day when none are named). Hours are HH:MM-HH:MM up to 24:00, or two times separated by ".." of which each
 * may be "sunrise" or "sunset", earlier or later by "-HH:MM" or "+HH:MM". Hours that end before they begin go past
 * midnight.
 */
export function parseSchedule(text: string): { readonly value: Schedule } | { readonly problem: string } {
  if (text.length > scheduleLength) return { problem: `is longer than ${scheduleLength} characters` };
  if (text.trim() === "") return { value: [] };
  const ranges: ScheduleRange[] = [];
  for (const part of text.split(";")) {
    const range = parseRange(part);
    if ("problem" in range) return range;
    ranges.push(...range.value);
  }
  return { value: ranges };
}

/** The schedule as `parseSchedule` reads it. */
export function formatSchedule(schedule: Schedule): string {
  return schedule
    .map(({ days, start, end }) => {
      const named = days.length === 7 ? [] : runsOf(days);
      const isWhole = isMidnight(start, 0) && isMidnight(end, 1440);
      const plain = start.from === "midnight" && end.from === "midnight";
      const hours = `${formatPoint(start)}${plain ? "-" : ".."}${formatPoint(end)}`;
      return [...named, ...(isWhole && named.length > 0 ? [] : [hours])].join(",");
    })
    .join(";");
}

/** Where and by which clock a schedule is kept. */
export interface ScheduleSetting {
  readonly zone: ZoneClock;
  /** Without one the sun rises at 06:00 and sets at 18:00. */
  readonly place: Place | undefined;
}

/**
 * Whether a schedule holds at a moment (Unix time in seconds). The clock on the wall decides: in autumn the hour that
 * occurs twice counts both times, in spring the one that is left out not at all.
 */
export function holds(schedule: Schedule, unix: number, { zone, place }: ScheduleSetting): boolean {
  if (schedule.length === 0) return false;
  const local = zone.local(unix);
  const minute = local.hour * 60 + local.minute;
  const day = (new Date(Date.UTC(local.year, local.month - 1, local.day)).getUTCDay() + 6) % 7;
  const at = pointReader(local, { zone, place });
  return schedule.some(({ days, start, end }) => {
    const [from, to] = [at(start), at(end)];
    if (to > from) return days.includes(day) && minute >= from && minute < to;
    return (days.includes(day) && minute >= from) || (days.includes((day + 6) % 7) && minute < to);
  });
}

/** Whether any hour of a schedule follows the sun. */
export function needsSun(schedule: Schedule): boolean {
  return schedule.some(({ start, end }) => start.from !== "midnight" || end.from !== "midnight");
}

function pointReader(local: LocalTime, { zone, place }: ScheduleSetting): (point: DayPoint) => number {
  const sun = place && sunTimes(local, place);
  const wall = (unix: number): number => {
    const { year, month, day, hour, minute } = zone.local(unix);
    const days =
      (Date.UTC(year, month - 1, day) - Date.UTC(local.year, local.month - 1, local.day)) / 86_400_000;
    return days * 1440 + hour * 60 + minute;
  };
  const origin = {
    midnight: 0,
    sunrise: sun ? wall(sun.sunrise) : 360,
    sunset: sun ? wall(sun.sunset) : 1080,
  };
  return ({ from, minutes }) => Math.min(1440, Math.max(0, origin[from] + minutes));
}

type Parsed<T> = { readonly value: T } | { readonly problem: string };

function parseRange(text: string): Parsed<Schedule> {
  const days = new Set<number>();
  const hours: Omit<ScheduleRange, "days">[] = [];
  for (const raw of text.split(",")) {
    const item = raw.trim();
    if (item === "") return { problem: `has an empty part in ${quote(text)}` };
    if (/^[a-z]+(?:-[a-z]+)?$/i.test(item) && !/^sun(?:rise|set)/i.test(item)) {
      if (hours.length > 0) return { problem: `has days behind hours in ${quote(text)}; days come first` };
      const named = parseDays(item);
      if ("problem" in named) return named;
      for (const day of named.value) days.add(day);
      continue;
    }
    const parsed = parseHours(item);
    if ("problem" in parsed) return parsed;
    hours.push(parsed.value);
  }
  const sorted = days.size === 0 ? everyDay : [...days].sort((a, b) => a - b);
  const all = hours.length === 0 ? [{ start: midnight, end: endOfDay }] : hours;
  return { value: all.map((range) => ({ days: sorted, ...range })) };
}

function parseDays(text: string): Parsed<readonly number[]> {
  const numbers: number[] = [];
  for (const name of text.split("-")) {
    const number = weekdays.findIndex((day) => day.toLowerCase() === name.toLowerCase());
    if (number < 0) return { problem: `has the day ${quote(name)}; days are ${weekdays.join(", ")}` };
    numbers.push(number);
  }
  const [first = 0, last = first] = numbers;
  return { value: Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, n) => (first + n) % 7) };
}

function parseHours(text: string): Parsed<Omit<ScheduleRange, "days">> {
  const cut = text.indexOf("..");
  const dash = /^[\d:]+-/.exec(text)?.[0].length ?? 0;
  if (cut < 0 && dash === 0) {
    return { problem: `has ${quote(text)}, which is neither days nor hours; write ${scheduleAllowed}` };
  }
  const [first, second] =
    cut >= 0 ? [text.slice(0, cut), text.slice(cut + 2)] : [text.slice(0, dash - 1), text.slice(dash)];
  const start = parsePoint(first);
  if ("problem" in start) return start;
  const end = parsePoint(second);
  if ("problem" in end) return end;
  if (start.value.from === end.value.from && start.value.minutes === end.value.minutes) {
    return { problem: `has ${quote(text)}, which ends when it begins; the whole day is 00:00-24:00` };
  }
  if (isMidnight(start.value, 1440)) {
    return { problem: `has ${quote(text)}, which begins at the end of the day; write 00:00` };
  }
  return { value: { start: start.value, end: end.value } };
}

// In the query of a URL a "+" that is not written as %2B arrives as a blank.
const sunPoint = /^(sunrise|sunset)(?:([-+ ])(\d{1,2}:\d\d))?$/i;

function parsePoint(text: string): Parsed<DayPoint> {
  const [, from, sign, offset] = sunPoint.exec(text.trimStart()) ?? [];
  if (from === undefined) {
    const clock = parseClock(text.trim(), 24);
    return "problem" in clock ? clock : { value: { from: "midnight", minutes: clock.value } };
  }
  const name = from.toLowerCase() as "sunrise" | "sunset";
  if (offset === undefined) return { value: { from: name, minutes: 0 } };
  const minutes = parseClock(offset, 12);
  if ("problem" in minutes) return minutes;
  return { value: { from: name, minutes: sign === "-" ? 0 - minutes.value : minutes.value } };
}

function parseClock(text: string, last: number): Parsed<number> {
  const [, hour = "", minute = ""] = /^(\d{1,2}):(\d\d)$/.exec(text) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  if (hour !== "" && Number(minute) < 60 && minutes <= last * 60) return { value: minutes };
  return {
    problem: `has the time ${quote(text)}; times are HH:MM from 00:00 to ${last}:00, sunrise or sunset`,
  };
}

function formatPoint({ from, minutes }: DayPoint): string {
  const size = Math.abs(minutes);
  const clock = `${two(Math.floor(size / 60))}:${two(size % 60)}`;
  if (from === "midnight") return clock;
  return size === 0 ? from : `${from}${minutes < 0 ? "-" : "+"}${clock}`;
}

/** Days in words: three and more that follow one another as a run. */
function runsOf(days: readonly number[]): string[] {
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs.flatMap((run) => {
    const names = run.map((day) => weekdays[day] as string);
    return run.length > 2 ? [`${names[0]}-${names.at(-1)}`] : names;
  });
}

const two = (value: number): string => String(value).padStart(2, "0");
const isMidnight = ({ from, minutes }: DayPoint, at: number): boolean =>
  from === "midnight" && minutes === at;
const quote = (text: string): string => JSON.stringify(text.slice(0, 40));
