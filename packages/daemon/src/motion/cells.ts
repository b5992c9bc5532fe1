import { type Grey, sight } from "./sight.ts";

const size = 8;

/** Squares of 8 x 8 pixels of the sight, left to right and down: their means hardly know of noise. */
export const grating = { columns: sight.width / size, lines: sight.height / size } as const;

/** Writes the mean grey value of each square. */
export function meansOf(picture: Grey, means: Float32Array): void {
  means.fill(0);
  for (let y = 0; y < sight.height; y++) {
    const line = Math.floor(y / size) * grating.columns;
    for (let column = 0; column < grating.columns; column++) {
      const from = y * sight.width + column * size;
      let sum = 0;
      for (let i = from; i < from + size; i++) sum += picture[i]!;
      means[line + column] = means[line + column]! + sum / size ** 2;
    }
  }
}
