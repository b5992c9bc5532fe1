/** When the address is told although it has not changed: so often that no service drops the name. */
export interface Rhythm {
  readonly periodUnit: "minute" | "hour" | "day";
  readonly period: number;
  /** Of the camera's own clock; only where the unit is a day. */
  readonly hour: number;
  /** Where the unit is a day or an hour. */
  readonly minute: number;
}

const seconds = { minute: 60, hour: 3600, day: 86_400 } as const;

/** Services take more for abuse. */
const leastSeconds = 600;

/**
 * Unix time at which an update follows the one at `last`: for days, the first time after `period` - 1 days at which the
 * clock shows hour and minute; for hours alike, with the minute alone. `local` gives the hour and minute of a time.
 */
export function dueAt(
  last: number,
  { periodUnit, period, hour, minute }: Rhythm,
  local: (unix: number) => { readonly hour: number; readonly minute: number },
): number {
  const unit = seconds[periodUnit];
  if (periodUnit === "minute") return last + Math.max(period * unit, leastSeconds);
  const from = Math.max(last + (period - 1) * unit, last + leastSeconds);
  // A day with a change of the clocks has 25 hours at most.
  const first = Math.floor(from / 60) * 60 + 60;
  for (let at = first; at <= first + unit + 2 * 3600; at += 60) {
    const shown = local(at);
    if (shown.minute === minute && (periodUnit === "hour" || shown.hour === hour)) return at;
  }
  // The hour that a change of the clocks leaves out.
  return first + unit;
}
