/** Seconds over which the earliest arrival tells how a device's clock lies: longer than any hold-up, shorter than drift. */
const window = 5;

/** Gives capture times, Unix time in seconds, to samples that arrive in bursts from a device with a clock of its own. */
export interface Stamps {
  /** When the first of so many samples, which arrived just now, was captured. */
  next(samples: number, arrivedAt: number): number;
}

export function openStamps(sampleRate: number): Stamps {
  let count = 0;
  let since = 0;
  let earliest = Number.POSITIVE_INFINITY;
  let before = Number.POSITIVE_INFINITY;
  return {
    next: (samples, arrivedAt) => {
      const first = count / sampleRate;
      count += samples;
      const ahead = arrivedAt - count / sampleRate;
      if (arrivedAt - since > window) {
        before = since === 0 ? ahead : earliest;
        earliest = ahead;
        since = arrivedAt;
      }
      earliest = Math.min(earliest, ahead);
      return first + Math.min(earliest, before);
    },
  };
}
