const firstSize = 4096;

/** Collects one unit's bytes, up to a limit; what it has grown to is used again for the next unit. */
export class UnitBuffer {
  readonly #limit: number;
  #store = new Uint8Array(0);
  #length = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get length(): number {
    return this.#length;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#store.subarray(0, this.#length);
  }

  /** Adds bytes; false, and nothing added, where they pass the limit. */
  push(bytes: ArrayLike<number>): boolean {
    const needed = this.#length + bytes.length;
    if (needed > this.#limit) return false;
    if (needed > this.#store.length) {
      const store = new Uint8Array(Math.min(this.#limit, Math.max(firstSize, 2 * needed)));
      store.set(this.bytes);
      this.#store = store;
    }
    this.#store.set(bytes, this.#length);
    this.#length = needed;
    return true;
  }

  /** A copy of what was collected, and starts anew. */
  take(): Uint8Array<ArrayBuffer> {
    const unit = this.bytes.slice();
    this.#length = 0;
    return unit;
  }

  clear(): void {
    this.#length = 0;
  }
}
