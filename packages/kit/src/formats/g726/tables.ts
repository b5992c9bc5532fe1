/** Bits of one code word: 2 for 16 kbit/s, 3 for 24, 4 for 32, 5 for 40. */
export type G726Bits = 2 | 3 | 4 | 5;

/** What tells the rates of G.726 apart; the tables are indexed by the magnitude of a code word, without its sign. */
export interface Rate {
  /** Where one level of the quantizer ends and the next begins (tables 1 to 4 of the standard, 2^7 log2 scale). */
  readonly decisions: readonly number[];
  /** What a code word stands for, on the same scale. */
  readonly levels: readonly number[];
  /** W(I): how a code word moves the scale factor (clause 2.5), times 32. */
  readonly weights: readonly number[];
  /** F(I): how a code word moves the speed of adaptation (clause 2.6), times 512. */
  readonly speeds: readonly number[];
}

/** A level that stands for zero whatever the scale factor. */
const silence = -2048;

const times = (factor: number, values: readonly number[]): readonly number[] =>
  values.map((value) => value * factor);

export const rates: Readonly<Record<G726Bits, Rate>> = {
  2: {
    decisions: [261],
    levels: [116, 365],
    weights: times(32, [-22, 439]),
    speeds: times(512, [0, 7]),
  },
  3: {
    decisions: [8, 218, 331],
    levels: [silence, 135, 273, 373],
    weights: times(32, [-4, 30, 137, 582]),
    speeds: times(512, [0, 1, 2, 7]),
  },
  4: {
    decisions: [-124, 80, 178, 246, 300, 349, 400],
    levels: [silence, 4, 135, 213, 273, 323, 373, 425],
    weights: times(32, [-12, 18, 41, 64, 112, 198, 355, 1122]),
    speeds: times(512, [0, 0, 0, 1, 1, 1, 3, 7]),
  },
  5: {
    decisions: [-122, -16, 68, 139, 198, 250, 298, 339, 378, 413, 445, 475, 502, 528, 553],
    levels: [silence, -66, 28, 104, 169, 224, 274, 318, 358, 395, 429, 459, 488, 514, 539, 566],
    weights: times(32, [14, 14, 24, 39, 40, 41, 58, 100, 141, 179, 219, 280, 358, 440, 529, 696]),
    speeds: times(512, [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6]),
  },
};
