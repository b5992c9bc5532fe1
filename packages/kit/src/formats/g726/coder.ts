import { Adaptation } from "./adaptation.ts";
import { bitLength, type Difference, Predictor } from "./predictor.ts";
import { type G726Bits, type Rate, rates } from "./tables.ts";

/** The state that encoder and decoder share: both follow the code words alone, and so stay equal. */
export class Coder {
  readonly #bits: G726Bits;
  readonly #rate: Rate;
  readonly #predictor: Predictor;
  readonly #adaptation = new Adaptation();

  constructor(bits: G726Bits) {
    this.#bits = bits;
    this.#rate = rates[bits];
    this.#predictor = new Predictor(bits === 5 ? 9 : 8);
  }

  /** The code word for a sample of 14 bits. */
  quantize(sample: number): number {
    const difference = sample - this.#predictor.estimate().whole;
    const magnitude = Math.abs(difference);
    const exponent = bitLength(magnitude >> 1);
    const logarithm = (exponent << 7) + (((magnitude << 7) >> exponent) & 127);
    const scaled = logarithm - (this.#adaptation.scale >> 2);
    const above = this.#rate.decisions.findIndex((decision) => scaled < decision);
    const level = above < 0 ? this.#rate.decisions.length : above;
    const inverted = (1 << this.#bits) - 1;
    // From 24 kbit/s on the word of all zeros is not sent: a line that is dead must not look like silence.
    if (difference < 0 || (level === 0 && this.#bits > 2)) return inverted - level;
    return level;
  }

  /** The sample of 14 bits for a code word; moves the state on. */
  reconstruct(word: number): number {
    const negative = word >> (this.#bits - 1) === 1;
    const level = negative ? (1 << this.#bits) - 1 - word : word;
    const scale = this.#adaptation.scale;
    const estimate = this.#predictor.estimate();
    const difference = { magnitude: this.#magnitude(level, scale), negative };
    const signed = negative ? -difference.magnitude : difference.magnitude;
    const signal = estimate.whole + signed;
    this.#learn(level, scale, { difference, signal, partial: signed + estimate.zeros });
    return signal;
  }

  #magnitude(level: number, scale: number): number {
    const logarithm = (this.#rate.levels[level] as number) + (scale >> 2);
    if (logarithm < 0) return 0;
    return ((128 + (logarithm & 127)) << 7) >> (14 - ((logarithm >> 7) & 15));
  }

  #learn(
    level: number,
    scale: number,
    now: { readonly difference: Difference; readonly signal: number; readonly partial: number },
  ): void {
    const { threshold } = this.#adaptation;
    this.#adaptation.moveScale(scale, this.#rate.weights[level] as number);
    const toneEnded = this.#predictor.learn(now.difference, now, threshold);
    const { tone } = this.#predictor;
    this.#adaptation.moveSpeed(scale, this.#rate.speeds[level] as number, { tone, toneEnded });
  }
}
