import { type Grey, sight } from "./sight.ts";

const { width, height } = sight;

/** Cells of so many pixels: their means hardly know of noise. */
const cell = 8;
const columns = width / cell;
const cells = columns * (height / cell);

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

function meansOf(picture: Grey, means: Float32Array): void {
  means.fill(0);
  for (let y = 0; y < height; y++) {
    const line = Math.floor(y / cell) * columns;
    for (let column = 0; column < columns; column++) {
      const from = y * width + column * cell;
      let sum = 0;
      for (let i = from; i < from + cell; i++) sum += picture[i]!;
      means[line + column] = means[line + column]! + sum / cell ** 2;
    }
  }
}

function changesOf(before: Float32Array, now: Float32Array): number {
  let count = 0;
  for (let i = 0; i < cells; i++) if (Math.abs(now[i]! - before[i]!) > wobble) count++;
  return count;
}
