import { daysInMonth, type LocalTime, type ZoneClock } from "./time-zones.ts";

/** "2026-11-25 14:02:33". */
export function formatMoment({ year, month, day, hour, minute, second }: LocalTime): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

const moment = /^(?:(\d{4})-(\d\d)-(\d\d)[ T])?(\d{1,2}):(\d\d)(?::(\d\d))?$/;

/**
 * Reads "14:02", "14:02:30" or "2026-11-25 14:02" in local time; without a day it is the last such time before `now`.
 * Undefined for anything else, and for a day or an hour that does not exist.
 */
export function parseMoment(text: string, zone: ZoneClock, now: number): number | undefined {
  const [found, ...parts] = moment.exec(text.trim()) ?? [];
  if (found === undefined) return undefined;
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts.map((part) =>
    part === undefined ? undefined : Number(part),
  );
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  if (year !== undefined && month !== undefined && day !== undefined) {
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
    return zone.unix({ year, month, day, hour, minute, second });
  }
  const today = zone.unix({ ...zone.local(now), hour, minute, second });
  if (today <= now) return today;
  return zone.unix({ ...zone.local(now - 86_400), hour, minute, second });
}
