/** Bytes that arrived and are not used up yet; adding a chunk copies that chunk, not what waits already. */
export class ByteQueue {
  #store = new Uint8Array(0);
  #start = 0;
  #end = 0;

  /** What waits, as a view that is good until the next `push`. */
  get bytes(): Uint8Array {
    return this.#store.subarray(this.#start, this.#end);
  }

  push(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#store.length) this.#makeRoom(chunk.length);
    this.#store.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** Forgets the first `count` bytes. */
  drop(count: number): void {
    this.#start = Math.min(this.#start + count, this.#end);
    if (this.#start === this.#end) {
      this.#start = 0;
      this.#end = 0;
    }
  }

  #makeRoom(count: number): void {
    const waiting = this.bytes;
    const needed = waiting.length + count;
    const store = needed * 2 <= this.#store.length ? this.#store : new Uint8Array(needed * 2);
    store.set(waiting);
    this.#store = store;
    this.#start = 0;
    this.#end = waiting.length;
  }
}
