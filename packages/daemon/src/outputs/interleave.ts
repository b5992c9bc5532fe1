/** Seconds that one track may lag behind another before it is no longer waited for. */
const patience = 0.3;

/** Puts what several tracks bring in the order of its time. */
export interface Interleave<T> {
  /** Takes an item of a track, at a time in seconds; returns what is due now. */
  push(track: number, pts: number, item: T): readonly T[];
}

/** Holds an item back until no track that keeps up can still bring an earlier one. */
export function openInterleave<T>(tracks: number): Interleave<T> {
  const newest = Array.from({ length: tracks }, () => Number.NEGATIVE_INFINITY);
  let waiting: { readonly pts: number; readonly item: T }[] = [];
  return {
    push: (track, pts, item) => {
      newest[track] = pts;
      const later = waiting.findLastIndex((other) => other.pts <= pts) + 1;
      waiting.splice(later, 0, { pts, item });
      const furthest = Math.max(...newest);
      const reached = Math.min(...newest.filter((time) => furthest - time <= patience));
      const due = waiting.filter((other) => other.pts <= reached);
      if (due.length > 0) waiting = waiting.slice(due.length);
      return due.map((other) => other.item);
    },
  };
}
