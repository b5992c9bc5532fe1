import { grating, meansOf } from "./cells.ts";
import type { Grey } from "./sight.ts";

const cells = grating.columns * grating.lines;

/** Grey values by which the mean of a still cell may change from picture to picture, and the share of cells that may change more. */
const wobble = 2;
const exceptions = 0.02;

/** Seconds for which all has to be still. */
const least = 0.5;

/** Seconds between two pictures that are compared, at most. */
const longestGap = 1;

/** Tells a scene that stands still from one in which something moves, however noisy it is. */
export interface Stillness {
  /** Whether this picture shows what those shortly before it showed; it need not be given all of them. */
  isStill(picture: Grey, at: number): boolean;
}

export function openStillness(): Stillness {
  let before = new Float32Array(cells);
  let now = new Float32Array(cells);
  let newest = Number.NEGATIVE_INFINITY;
  let since = 0;
  return {
    isStill: (picture, at) => {
      [before, now] = [now, before];
      meansOf(picture, now);
      const gap = at - newest;
      newest = at;
      if (!(gap > 0 && gap <= longestGap) || changesOf(before, now) > exceptions * cells) since = at;
      return at - since >= least;
    },
  };
}

function changesOf(before: Float32Array, now: Float32Array): number {
  let count = 0;
  for (let i = 0; i < cells; i++) if (Math.abs(now[i]! - before[i]!) > wobble) count++;
  return count;
}
