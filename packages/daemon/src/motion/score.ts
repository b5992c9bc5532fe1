import { type Interval, lengthOf, shared, sharedOf } from "./intervals.ts";

/** How well what was found fits what was true; 0 to 1, and false alarms per hour. */
export interface Score {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** What goes into the scores of one or many clips. */
export interface Tally {
  /** Seconds of all clips. */
  readonly seconds: number;
  /** Events that were found, and those of them that touch a true one. */
  readonly found: number;
  readonly right: number;
  /** True events, and those of them that were found. */
  readonly real: number;
  readonly met: number;
  /** Seconds in which something was found, was true, and both. */
  readonly foundSeconds: number;
  readonly realSeconds: number;
  readonly sharedSeconds: number;
}

/** Seconds by which an event may be beside a true one. */
export const tolerance = 0.5;

/** Compares the events of a clip with its labels. */
export function tallyOf(found: readonly Interval[], real: readonly Interval[], seconds: number): Tally {
  const touches = (one: Interval, others: readonly Interval[]): boolean =>
    others.some((other) => shared(one, other) > -tolerance);
  return {
    seconds,
    found: found.length,
    right: found.filter((one) => touches(one, real)).length,
    real: real.length,
    met: real.filter((one) => touches(one, found)).length,
    foundSeconds: lengthOf(found),
    realSeconds: lengthOf(real),
    sharedSeconds: sharedOf(found, real),
  };
}

export const nothing: Tally = tallyOf([], [], 0);

export function addTally(a: Tally, b: Tally): Tally {
  const names = Object.keys(nothing) as (keyof Tally)[];
  return Object.fromEntries(names.map((name) => [name, a[name] + b[name]])) as unknown as Tally;
}

/** Events found for events there were. */
export function scoreByEvent({ found, right, real, met }: Tally): Score {
  return score(share(right, found), share(met, real));
}

/** Seconds found for seconds there were. */
export function scoreByTime({ foundSeconds, realSeconds, sharedSeconds }: Tally): Score {
  return score(share(sharedSeconds, foundSeconds), share(sharedSeconds, realSeconds));
}

/** Events per hour that touch no true one. */
export function falseAlarmsPerHour({ found, right, seconds }: Tally): number {
  return seconds === 0 ? 0 : ((found - right) * 3600) / seconds;
}

/** Where there was nothing to find or nothing was found, nothing was wrong about it. */
function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole;
}

function score(precision: number, recall: number): Score {
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum };
}
