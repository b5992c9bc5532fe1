/** How far the quantizer's steps are spread: the scale factor (clause 2.5) and the speed at which it moves (clause 2.6). */
export class Adaptation {
  #fast = 544;
  #slow = 34_816;
  #shortMean = 0;
  #longMean = 0;
  #speed = 0;

  /** The scale factor y, on a logarithmic scale of 9 fractional bits. */
  get scale(): number {
    if (this.#speed >= 256) return this.#fast;
    const slow = this.#slow >> 6;
    const apart = this.#fast - slow;
    const product = apart * (this.#speed >> 2);
    return slow + (apart > 0 ? product >> 6 : apart < 0 ? (product + 63) >> 6 : 0);
  }

  /** The size of a difference that ends a tone (TRANS of the standard). */
  get threshold(): number {
    const whole = this.#slow >> 15;
    const fraction = (this.#slow >> 10) & 31;
    const size = whole > 9 ? 31 << 10 : (32 + fraction) << whole;
    return (size + (size >> 1)) >> 1;
  }

  /** Moves by a code word's weight and speed, at the scale factor under which it was made. */
  moveScale(scale: number, weight: number): void {
    this.#fast = Math.max(544, Math.min(5120, scale + ((weight - scale) >> 5)));
    this.#slow += this.#fast + (-this.#slow >> 6);
  }

  moveSpeed(
    scale: number,
    speed: number,
    { tone, toneEnded }: { readonly tone: boolean; readonly toneEnded: boolean },
  ): void {
    this.#shortMean += (speed - this.#shortMean) >> 5;
    this.#longMean += ((speed << 2) - this.#longMean) >> 7;
    if (toneEnded) this.#speed = 256;
    else {
      const apart = Math.abs((this.#shortMean << 2) - this.#longMean);
      const quick = scale < 1536 || tone || apart >= this.#longMean >> 3;
      this.#speed += ((quick ? 512 : 0) - this.#speed) >> 4;
    }
  }
}
