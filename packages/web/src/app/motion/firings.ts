/** A day of levels, minute by minute; null where nobody looked. */
export type Minutes = readonly (readonly number[] | null)[];

/** How often a window went above a threshold, and for how many minutes that is known. */
export function firingsOf(
  minutes: Minutes,
  window: number,
  threshold: number,
): { readonly times: number; readonly known: number } {
  let times = 0;
  let known = 0;
  let above = false;
  for (const levels of minutes) {
    const level = levels?.[window];
    if (level !== undefined) known++;
    const isAbove = level !== undefined && level > threshold;
    if (isAbove && !above) times++;
    above = isAbove;
  }
  return { times, known };
}
