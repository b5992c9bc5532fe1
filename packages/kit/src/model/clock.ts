/** A clock that can be another than the machine's: set, jumping, faster. */
export interface Clock {
  /** Unix time in seconds that the clock shows; it jumps when it is set. */
  now(): number;
  /** Seconds that have passed on it since some moment; settings and jumps do not touch it. */
  steady(): number;
  /** Calls once when so many seconds have passed on it, unless it is disposed of before. */
  after(seconds: number, call: () => void): Disposable;
}

interface Waiting {
  readonly due: number;
  readonly call: () => void;
}

/** A clock that a test moves by hand. */
export class HandClock implements Clock {
  #now: number;
  #steady = 0;
  readonly #waiting = new Set<Waiting>();

  constructor(unix: number) {
    this.#now = unix;
  }

  now(): number {
    return this.#now;
  }

  steady(): number {
    return this.#steady;
  }

  /** How many calls are waited for. */
  get waiting(): number {
    return this.#waiting.size;
  }

  after(seconds: number, call: () => void): Disposable {
    const entry = { due: this.#steady + Math.max(0, seconds), call };
    this.#waiting.add(entry);
    return { [Symbol.dispose]: () => this.#waiting.delete(entry) };
  }

  /** Lets time pass; calls come at their times. */
  pass(seconds: number): void {
    const end = this.#steady + seconds;
    for (;;) {
      let next: Waiting | undefined;
      for (const entry of this.#waiting)
        if (entry.due <= end && entry.due < (next?.due ?? Number.POSITIVE_INFINITY)) next = entry;
      const step = Math.max(0, (next?.due ?? end) - this.#steady);
      this.#steady += step;
      this.#now += step;
      if (next === undefined) return;
      this.#waiting.delete(next);
      next.call();
    }
  }

  /** Sets it: no time passes. */
  jump(unix: number): void {
    this.#now = unix;
  }
}
