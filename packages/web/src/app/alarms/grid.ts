import { parseSchedule, type Schedule, scheduleLength, weekdays } from "@pinhole/kit/model";

/** Half hours of a day. */
export const slots = 48;

const minutes = 1440 / slots;

/** Seven days from Monday, each with its half hours. */
export type Week = readonly (readonly boolean[])[];

export const emptyWeek: Week = weekdays.map(() => new Array<boolean>(slots).fill(false));

/** What the grid shows of the lines of a schedule, and the lines (from 0) that it can not show. */
export interface Painted {
  readonly week: Week;
  readonly kept: readonly number[];
}

/** Reads the lines of a schedule; `used` are those that something else refers to by number, which stay as they are. */
export function paintedOf(lines: readonly string[], used: ReadonlySet<number> = new Set()): Painted {
  const week = emptyWeek.map((day) => [...day]);
  const kept: number[] = [];
  for (const [n, line] of lines.entries()) {
    const parsed = parseSchedule(line);
    if ("problem" in parsed || !isPaintable(parsed.value) || (used.has(n) && line.trim() !== ""))
      kept.push(n);
    else paint(week, parsed.value);
  }
  return { week, kept };
}

/**
 * The lines with a week painted into those that are free; undefined when it has more hours than there is room for. A
 * line that was kept stays at its place, for others refer to it by its number.
 */
export function linesOf(
  week: Week,
  lines: readonly string[],
  kept: readonly number[],
): readonly string[] | undefined {
  const texts = packed(partsOf(week));
  const free = lines.map((_, n) => n).filter((n) => !kept.includes(n));
  if (texts.length > free.length) return undefined;
  return lines.map((line, n) => (kept.includes(n) ? line : (texts[free.indexOf(n)] ?? "")));
}

function isPaintable(schedule: Schedule): boolean {
  return schedule.every(({ start, end }) =>
    [start, end].every((point) => point.from === "midnight" && point.minutes % minutes === 0),
  );
}

function paint(week: boolean[][], schedule: Schedule): void {
  for (const { days, start, end } of schedule) {
    const [from, to] = [start.minutes / minutes, end.minutes / minutes];
    for (const day of days) {
      week[day]?.fill(true, from, to > from ? to : slots);
      if (to <= from) week[(day + 1) % 7]?.fill(true, 0, to);
    }
  }
}

type Run = readonly [from: number, to: number];

/** Days that have the same hours: "Mon-Fri,18:00-06:00". Hours over midnight belong to the day on which they begin. */
function partsOf(week: Week): string[] {
  const runs = overMidnight(week.map(runsOf));
  const byHours = new Map<string, number[]>();
  for (const [day, own] of runs.entries()) {
    for (const [from, to] of own) {
      const hours = `${clock(from)}-${clock(to)}`;
      byHours.set(hours, [...(byHours.get(hours) ?? []), day]);
    }
  }
  const byDays = new Map<string, string[]>();
  for (const [hours, days] of byHours) {
    const names = daysOf(days);
    byDays.set(names, [...(byDays.get(names) ?? []), hours]);
  }
  return [...byDays].flatMap(([names, hours]) => {
    const whole = names !== "" && hours.includes("00:00-24:00");
    if (whole) return [names];
    return chunks(hours, names === "" ? scheduleLength : scheduleLength - names.length - 1).map((each) =>
      names === "" ? each : `${names},${each}`,
    );
  });
}

function runsOf(day: readonly boolean[]): Run[] {
  const runs: [number, number][] = [];
  for (const [slot, on] of day.entries()) {
    const run = runs.at(-1);
    if (!on) continue;
    if (run?.[1] === slot) run[1] = slot + 1;
    else runs.push([slot, slot + 1]);
  }
  return runs;
}

/** Joins what ends at midnight with what goes on then, where that is shorter than a day. */
function overMidnight(days: readonly (readonly Run[])[]): Run[][] {
  const all = days.map((runs) => [...runs]);
  const joined = new Set<number>();
  for (const [day, runs] of days.entries()) {
    const next = (day + 1) % 7;
    const [last, first] = [runs.at(-1), days[next]?.[0]];
    if (!last || !first || last[1] !== slots || first[0] !== 0 || last[0] === 0) continue;
    if (first[1] >= last[0]) continue;
    all[day]![runs.length - 1] = [last[0], first[1]];
    joined.add(next);
  }
  return all.map((runs, day) => (joined.has(day) ? runs.slice(1) : runs));
}

function daysOf(days: readonly number[]): string {
  if (days.length === weekdays.length) return "";
  const runs: number[][] = [];
  for (const day of days) {
    if (runs.at(-1)?.at(-1) === day - 1) runs.at(-1)!.push(day);
    else runs.push([day]);
  }
  return runs
    .flatMap((run) =>
      run.length > 2 ? [`${weekdays[run[0]!]}-${weekdays[run.at(-1)!]}`] : run.map((n) => weekdays[n]!),
    )
    .join(",");
}

/** Hours joined with commas, as many in each text as fit. */
function chunks(hours: readonly string[], length: number): string[] {
  return joinedBy(",", hours, length);
}

function packed(parts: readonly string[]): string[] {
  return joinedBy(";", parts, scheduleLength);
}

function joinedBy(sign: string, parts: readonly string[], length: number): string[] {
  const texts: string[] = [];
  for (const part of parts) {
    const last = texts.at(-1);
    if (last !== undefined && last.length + 1 + part.length <= length)
      texts[texts.length - 1] = last + sign + part;
    else texts.push(part);
  }
  return texts;
}

/** "18:30" for the half hour that begins then. */
export function clock(slot: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor((slot * minutes) / 60))}:${two((slot * minutes) % 60)}`;
}
