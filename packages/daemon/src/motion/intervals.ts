/** A stretch of time in seconds, `to` being where it is over. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** The level of one picture. */
export interface Sample {
  readonly at: number;
  /** 0 to 255 for each window. */
  readonly levels: readonly number[];
}

/** What is settled of the windows that are judged: their numbers from 0, and the level above which something moves. */
export interface Threshold {
  readonly index: number;
  readonly threshold: number;
}

/** The stretches in which the level is above the threshold of any window; those less than `gap` apart are one. */
export function eventsOf(
  samples: readonly Sample[],
  windows: readonly Threshold[],
  { gap, period }: { readonly gap: number; readonly period: number },
): Interval[] {
  const found = samples
    .filter(({ levels }) => windows.some(({ index, threshold }) => (levels[index] ?? 0) > threshold))
    .map(({ at }) => ({ from: at, to: at + period }));
  return merge(found, gap);
}

/** In the order of time, those that are less than `gap` apart as one. */
export function merge(intervals: readonly Interval[], gap: number): Interval[] {
  const merged: Interval[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from - last.to < gap)
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else merged.push({ from, to });
  }
  return merged;
}

/** Seconds that intervals last, none counted twice. */
export function lengthOf(intervals: readonly Interval[]): number {
  return merge(intervals, 0).reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Seconds that two lists of intervals have in common. */
export function sharedOf(a: readonly Interval[], b: readonly Interval[]): number {
  let sum = 0;
  for (const one of merge(a, 0)) for (const other of merge(b, 0)) sum += Math.max(0, shared(one, other));
  return sum;
}

/** Negative when they are that far apart. */
export function shared(a: Interval, b: Interval): number {
  return Math.min(a.to, b.to) - Math.max(a.from, b.from);
}
