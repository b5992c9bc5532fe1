/** The calls of sockets.ts. */
export type Calls = typeof import("../../system/sockets.ts");

/** What is sent less often, or is smaller, is copied sooner than it is held. */
const fewest = 4;
const least = 32_768;

/**
 * The bytes that an output sends to one socket after the other: large ones are held in memory of the system's own, which
 * it sends from without copying them for each viewer.
 */
export class SharedBytes {
  #bytes: Uint8Array | undefined;
  #sent = 0;
  /** Negative where they are not held. */
  #file = -1;

  /** Bytes that the system takes without waiting; negative when it takes none. */
  send(calls: Calls, socket: number, bytes: Uint8Array): number {
    if (bytes !== this.#bytes) this.#begin(calls, bytes);
    this.#sent++;
    if (this.#sent === fewest && bytes.length >= least) this.#file = calls.hold(bytes);
    if (this.#file < 0) return calls.send(socket, bytes);
    return calls.sendHeld(socket, this.#file, bytes.length);
  }

  #begin(calls: Calls, bytes: Uint8Array): void {
    // What is on its way still has its memory.
    if (this.#file >= 0) calls.release(this.#file);
    this.#file = -1;
    this.#bytes = bytes;
    this.#sent = 0;
  }
}
