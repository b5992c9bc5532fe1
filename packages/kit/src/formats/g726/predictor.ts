/** Bits of a number without its sign; 0 for 0. */
export function bitLength(magnitude: number): number {
  return 32 - Math.clz32(magnitude);
}

/** A signal in the standard's floating point of 11 bits: sign, exponent of 4 bits, mantissa of 6. */
interface Float {
  readonly negative: boolean;
  readonly exponent: number;
  readonly mantissa: number;
}

const zero: Float = { negative: false, exponent: 0, mantissa: 32 };

function toFloat(magnitude: number, negative: boolean): Float {
  if (magnitude === 0) return { ...zero, negative };
  const exponent = bitLength(magnitude);
  return { negative, exponent, mantissa: (magnitude << 6) >> exponent };
}

/** FMULT of the standard: a coefficient times a signal, with the rounding that every implementation has to share. */
function multiply(coefficient: number, { negative, exponent, mantissa }: Float): number {
  const an = coefficient >> 2;
  const magnitude = an > 0 ? an : -an & 0x1fff;
  const anExponent = bitLength(magnitude) - 6;
  const anMantissa =
    magnitude === 0 ? 32 : anExponent >= 0 ? magnitude >> anExponent : magnitude << -anExponent;
  const shift = anExponent + exponent - 13;
  const product = (anMantissa * mantissa + 48) >> 4;
  const result = shift >= 0 ? (product << shift) & 0x7fff : product >> -shift;
  return an < 0 !== negative ? -result : result;
}

/** A difference signal as the quantizer gives it: zero has a sign as well. */
export interface Difference {
  readonly magnitude: number;
  readonly negative: boolean;
}

/** The adaptive predictor (clause 2.7): two poles, six zeros, and the detector of tones and their ends (clause 2.8). */
export class Predictor {
  readonly #zeros = [0, 0, 0, 0, 0, 0];
  readonly #differences: Float[] = [zero, zero, zero, zero, zero, zero];
  readonly #zeroLeak: number;
  #pole1 = 0;
  #pole2 = 0;
  #signal1 = zero;
  #signal2 = zero;
  /** Whether the last two partial signals were negative. */
  #negative1 = false;
  #negative2 = false;
  #tone = false;

  /** `zeroLeak` is the shift by which the zeros forget: 9 at 40 kbit/s, else 8. */
  constructor(zeroLeak: number) {
    this.#zeroLeak = zeroLeak;
  }

  /** Whether a tone is there, for which the scale factor has to be quick. */
  get tone(): boolean {
    return this.#tone;
  }

  /** The estimate of the next sample, and the share that the zeros have in it. */
  estimate(): { readonly whole: number; readonly zeros: number } {
    let sum = 0;
    for (let n = 0; n < 6; n++) sum += multiply(this.#zeros[n] as number, this.#differences[n] as Float);
    const poles = multiply(this.#pole2, this.#signal2) + multiply(this.#pole1, this.#signal1);
    return { whole: (sum + poles) >> 1, zeros: sum >> 1 };
  }

  /**
   * Learns from a sample: the difference to its estimate, its reconstruction and the partial signal (difference plus
   * the zeros' share); `threshold` is the size of a difference that ends a tone. Tells whether a tone ended.
   */
  learn(
    difference: Difference,
    { signal, partial }: { readonly signal: number; readonly partial: number },
    threshold: number,
  ): boolean {
    const negative = partial < 0;
    const ended = this.#tone && difference.magnitude > threshold;
    if (ended) this.#forget();
    else {
      this.#movePoles(partial, negative);
      this.#moveZeros(difference);
    }
    this.#differences.unshift(toFloat(difference.magnitude, difference.negative));
    this.#differences.pop();
    this.#signal2 = this.#signal1;
    this.#signal1 = toFloat(Math.abs(signal) & 0x7fff, signal < 0);
    this.#negative2 = this.#negative1;
    this.#negative1 = negative;
    this.#tone = !ended && this.#pole2 < -11_776;
    return ended;
  }

  #forget(): void {
    this.#pole1 = 0;
    this.#pole2 = 0;
    this.#zeros.fill(0);
  }

  #movePoles(partial: number, negative: boolean): void {
    const turned = negative !== this.#negative1;
    let pole2 = this.#pole2 - (this.#pole2 >> 7);
    let pole1 = this.#pole1 - (this.#pole1 >> 8);
    if (partial !== 0) {
      const push = turned ? this.#pole1 : -this.#pole1;
      const bounded = push < -8191 ? -256 : push > 8191 ? 255 : push >> 5;
      pole2 += bounded + (negative === this.#negative2 ? 128 : -128);
      pole1 += turned ? -192 : 192;
    }
    this.#pole2 = clamp(pole2, 12_288);
    this.#pole1 = clamp(pole1, 15_360 - this.#pole2);
  }

  #moveZeros({ magnitude, negative }: Difference): void {
    for (let n = 0; n < 6; n++) {
      const old = this.#zeros[n] as number;
      const same = negative === this.#differences[n]?.negative;
      this.#zeros[n] = old - (old >> this.#zeroLeak) + (magnitude === 0 ? 0 : same ? 128 : -128);
    }
  }
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
