import { ByteQueue } from "../bytes/index.ts";
import { decodeOcxHeader, type OcxHeader, ocxHeaderSize } from "./frame.ts";
import { decodeOcxStatus, type OcxStatus } from "./status.ts";

export interface OcxFrame {
  readonly header: OcxHeader;
  readonly body: Uint8Array;
  readonly status: readonly OcxStatus[];
}

/** Cuts a stream of OCX frames; throws when the stream is none or a frame passes `maxFrame` bytes. */
export class OcxDecoder {
  readonly #maxFrame: number;
  readonly #pending = new ByteQueue();

  constructor(options: { readonly maxFrame?: number } = {}) {
    this.#maxFrame = options.maxFrame ?? 16 * 1024 * 1024;
  }

  /** Takes the next bytes of the stream and returns the frames that they complete. */
  push(chunk: Uint8Array): OcxFrame[] {
    this.#pending.push(chunk);
    const frames: OcxFrame[] = [];
    for (;;) {
      const next = this.#next(this.#pending.bytes);
      if (next === undefined) return frames;
      frames.push(next.frame);
      this.#pending.drop(next.size);
    }
  }

  #next(bytes: Uint8Array): { readonly frame: OcxFrame; readonly size: number } | undefined {
    if (bytes.length < ocxHeaderSize) return undefined;
    const header = decodeOcxHeader(bytes);
    this.#check(header.size, "frame");
    const statusAt = ocxHeaderSize + header.size;
    if (bytes.length < statusAt + (header.status ? 4 : 0)) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const statusSize = header.status ? view.getUint32(statusAt) : 0;
    this.#check(statusSize, "status block");
    const size = statusAt + statusSize;
    if (bytes.length < size) return undefined;
    const status = header.status ? decodeOcxStatus(bytes.subarray(statusAt, size)) : [];
    return { frame: { header, body: bytes.slice(ocxHeaderSize, statusAt), status }, size };
  }

  #check(size: number, what: string): void {
    if (size > this.#maxFrame) {
      throw new RangeError(`ocx ${what} of ${size} bytes, at most ${this.#maxFrame} are taken`);
    }
  }
}
