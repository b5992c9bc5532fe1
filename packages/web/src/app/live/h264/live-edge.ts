/** Seconds behind the newest picture at which one looks; with sound, whose packets are longer, a little more. */
const near = { silent: 0.1, heard: 0.25 } as const;

/** Seconds beyond that at which the picture runs a little faster, and at which it jumps. */
const late = 0.08;
const tooLate = 0.8;

/** What to do about where a live picture is: nothing special, another speed, or a jump. */
export interface Steering {
  readonly rate: number;
  readonly jumpTo?: number;
}

/** Steers `at`, where one looks, towards the newest picture, which ends at `end`; both in seconds of the film. */
export function steer(
  { at, start, end }: { readonly at: number; readonly start: number; readonly end: number },
  sound: boolean,
): Steering {
  const goal = sound ? near.heard : near.silent;
  const behind = end - at;
  if (at < start || behind > goal + tooLate || behind < 0)
    return { rate: 1, jumpTo: Math.max(start, end - goal) };
  if (behind > goal + late) return { rate: sound ? 1.06 : 1.25 };
  return { rate: 1 };
}
