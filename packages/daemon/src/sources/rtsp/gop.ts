import { longestGop } from "../../bus/packet.ts";

export interface Kept {
  /** Good until the next `keep`. */
  readonly data: Uint8Array;
  readonly ticks: number;
  readonly key: boolean;
}

/** The pictures since the last key frame, so that a decoder can begin in their midst. */
export class Gop {
  #store = new Uint8Array(0);
  #used = 0;
  #marks: { readonly end: number; readonly ticks: number; readonly key: boolean }[] = [];

  /**
   * Copies a picture; forgets those before a key frame, and all of what is too much. Returns the copy, good until the next
   * call, or undefined where nothing was kept.
   */
  keep(data: Uint8Array, ticks: number, key: boolean): Uint8Array | undefined {
    if (key) this.forget();
    else if (this.#marks.length === 0) return undefined;
    const end = this.#used + data.length;
    if (end > longestGop.bytes || this.#marks.length >= longestGop.packets) {
      this.forget();
      return undefined;
    }
    if (end > this.#store.length) {
      const larger = new Uint8Array(Math.min(longestGop.bytes, 2 * end));
      larger.set(this.#store.subarray(0, this.#used));
      this.#store = larger;
    }
    this.#store.set(data, this.#used);
    const copy = this.#store.subarray(this.#used, end);
    this.#used = end;
    this.#marks.push({ end, ticks, key });
    return copy;
  }

  /** From the key frame on, without the newest. */
  get earlier(): readonly Kept[] {
    let start = 0;
    return this.#marks.slice(0, -1).map(({ end, ticks, key }) => {
      const data = this.#store.subarray(start, end);
      start = end;
      return { data, ticks, key };
    });
  }

  forget(): void {
    this.#used = 0;
    this.#marks = [];
  }
}
