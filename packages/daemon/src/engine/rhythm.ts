/** Seconds without a picture after which viewers are shown that there is none, and the source is opened anew. */
const shortest = { silence: 2.5, hang: 15 } as const;

/** How many times its longest recent pause a source may be silent before that means something. */
const factor = { silence: 2.5, hang: 4 } as const;

/** Pauses that count, and how long one may be. */
const recent = 4;
const longest = 60;

/** How long a source may be silent, by how its pictures came lately. */
export interface Rhythm {
  /** A picture came. */
  picture(at: number): void;
  /** The source is opened anew: the pause before is not one of its own. */
  pause(): void;
  /** Seconds after which viewers are shown that there is no signal. */
  readonly silence: number;
  /** Seconds after which the source counts as hung. */
  readonly hang: number;
}

export function openRhythm(): Rhythm {
  let pauses: readonly number[] = [];
  let last: number | undefined;
  const slowest = (): number => Math.min(longest, Math.max(0, ...pauses));
  return {
    picture: (at) => {
      if (last !== undefined && at > last) pauses = [...pauses.slice(1 - recent), at - last];
      last = at;
    },
    pause: () => {
      last = undefined;
    },
    get silence() {
      // One picture tells nothing of how soon the next one is due.
      if (pauses.length === 0 && last !== undefined) return shortest.hang;
      return Math.max(shortest.silence, factor.silence * slowest());
    },
    get hang() {
      return Math.max(shortest.hang, factor.hang * slowest());
    },
  };
}
