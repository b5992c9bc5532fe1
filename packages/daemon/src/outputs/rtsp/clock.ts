/** A jump of the capture time by more than this many seconds is a clock that was set, not a pause. */
const longestGap = 10;

/** RTP time of capture times (Unix seconds): always ahead, also when the wall clock is set. */
export class RtpClock {
  readonly #rate: number;
  #offset: number;
  #last: { readonly ticks: number; readonly step: number } | undefined;

  /** `rate` is in Hz; `offset` the random beginning. */
  constructor(rate: number, offset: number) {
    this.#rate = rate;
    this.#offset = offset;
  }

  /** The 32-bit time stamp of the next unit. */
  next(pts: number): number {
    const last = this.#last;
    let ticks = this.#ticks(pts);
    let step = last?.step ?? Math.ceil(this.#rate / 25);
    if (last !== undefined) {
      const ahead = ticks - last.ticks;
      if (Math.abs(ahead) > longestGap * this.#rate) {
        this.#offset += step - ahead;
        ticks = last.ticks + step;
      } else if (ahead > 0) step = ahead;
      else ticks = last.ticks + 1;
    }
    this.#last = { ticks, step };
    return wrap(ticks);
  }

  /** The time stamp that belongs to a capture time, without a unit. */
  at(pts: number): number {
    return wrap(this.#ticks(pts));
  }

  /** Nobody is there who would notice a jump. */
  restart(): void {
    this.#last = undefined;
  }

  #ticks(pts: number): number {
    return Math.round(pts * this.#rate) + this.#offset;
  }
}

function wrap(ticks: number): number {
  return ((ticks % 2 ** 32) + 2 ** 32) % 2 ** 32;
}
