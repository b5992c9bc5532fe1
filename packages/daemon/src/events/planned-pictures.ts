import type { RecordOf, scheduledPictures, timedPictures, ZoneClock } from "@pinhole/kit/model";

/** A time of the week: seconds since midnight, and the days as a sum of Monday 1, Tuesday 2 to Sunday 64. */
export interface WeekTime {
  readonly seconds: number;
  readonly days: number;
}

/** "36000-3;79200-127". What is no time is left out: the settings take none. */
export function weekTimesOf(text: string): readonly WeekTime[] {
  return [...text.matchAll(/(\d{1,5})-(\d{1,3})/g)].map(([, seconds, days]) => ({
    seconds: Number(seconds),
    days: Number(days),
  }));
}

const secondsPerDay = 86_400;

/** The first moment (Unix time) after `after` that is one of the times on the clock of a zone; undefined when none is. */
export function nextWeekTime(
  times: readonly WeekTime[],
  after: number,
  clock: ZoneClock,
): number | undefined {
  let next: number | undefined;
  const today = clock.local(after);
  // A week from today on has every weekday; the eighth day is today's in a week.
  for (let day = 0; day <= 7; day += 1) {
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day + day));
    const weekday = 1 << ((date.getUTCDay() + 6) % 7);
    for (const { seconds, days } of times) {
      if ((days & weekday) === 0) continue;
      const moment = clock.unix({
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        day: date.getUTCDate(),
        hour: Math.floor(seconds / 3600),
        minute: Math.floor((seconds % 3600) / 60),
        second: seconds % 60,
      });
      if (moment > after && (next === undefined || moment < next)) next = moment;
    }
    if (next !== undefined && next - after < secondsPerDay) return next;
  }
  return next;
}

/** The first moment after `after` that is a whole number of intervals since 1970, so that restarts do not shift it. */
export function nextInterval(intervalSeconds: number, after: number): number {
  return (Math.floor(after / intervalSeconds) + 1) * intervalSeconds;
}

/** The settings that planned pictures follow. */
export interface Plans {
  readonly timed: RecordOf<typeof timedPictures>;
  readonly scheduled: RecordOf<typeof scheduledPictures>;
  readonly clock: ZoneClock;
}

/** A picture to be taken, and the group of settings that wants it. */
export interface Planned {
  readonly at: number;
  readonly rule: "timedPictures" | "scheduledPictures";
}

/** What is to be taken next after a moment; two when both fall together. Empty when nothing is planned. */
export function nextPlanned({ timed, scheduled, clock }: Plans, after: number): readonly Planned[] {
  const timedAt = timed.enabled ? nextInterval(timed.intervalSeconds, after) : undefined;
  const scheduledAt = scheduled.enabled
    ? nextWeekTime(weekTimesOf(scheduled.times), after, clock)
    : undefined;
  const at = Math.min(timedAt ?? Number.POSITIVE_INFINITY, scheduledAt ?? Number.POSITIVE_INFINITY);
  return [
    ...(timedAt === at ? [{ at, rule: "timedPictures" } as const] : []),
    ...(scheduledAt === at ? [{ at, rule: "scheduledPictures" } as const] : []),
  ];
}
