import { ByteQueue } from "../bytes/index.ts";
import { decodeOcxHeader, type OcxHeader, ocxHeaderSize, ocxMagic } from "./frame.ts";
import { decodeOcxStatus, type OcxStatus } from "./status.ts";

export interface OcxFrame {
  readonly header: OcxHeader;
  readonly body: Uint8Array;
  readonly status: readonly OcxStatus[];
}

/** Of one frame; the cameras send about 2000 bytes in each. */
const mostSlices = 1000;

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
    const first = this.#header(bytes, 0);
    if (first === undefined) return undefined;
    let [header, at] = [first, ocxHeaderSize];
    const slices: Uint8Array[] = [];
    for (let left = first.size; left > 0; ) {
      const length = sliceLength(bytes, at, { header, left });
      if (length === undefined || bytes.length < at + length) return undefined;
      slices.push(bytes.subarray(at, at + length));
      at += length;
      left -= length;
      if (left === 0) break;
      if (slices.length === mostSlices) throw new RangeError(`ocx frame in more than ${mostSlices} slices`);
      const next = this.#header(bytes, at);
      if (next === undefined) return undefined;
      if (next.size !== first.size)
        throw new RangeError(`ocx slice of a frame of ${next.size} bytes within one of ${first.size}`);
      header = next;
      at += ocxHeaderSize;
    }
    if (bytes.length < at + (header.status ? 4 : 0)) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const statusSize = header.status ? view.getUint32(at) : 0;
    this.#check(statusSize, "status block");
    const size = at + statusSize;
    if (bytes.length < size) return undefined;
    const status = header.status ? decodeOcxStatus(bytes.subarray(at, size)) : [];
    return { frame: { header, body: joined(slices), status }, size };
  }

  #header(bytes: Uint8Array, at: number): OcxHeader | undefined {
    if (bytes.length < at + ocxHeaderSize) return undefined;
    const header = decodeOcxHeader(bytes, at);
    this.#check(header.size, "frame");
    return header;
  }

  #check(size: number, what: string): void {
    if (size > this.#maxFrame) {
      throw new RangeError(`ocx ${what} of ${size} bytes, at most ${this.#maxFrame} are taken`);
    }
  }
}

/**
 * Bytes from `at` to the end of a slice: cameras may send a frame in several, each behind a header of its own, and then
 * these say how much of it was sent. Undefined while that can not be told.
 */
function sliceLength(
  bytes: Uint8Array,
  at: number,
  { header, left }: { readonly header: OcxHeader; readonly left: number },
): number | undefined {
  const { sliceSize, sentSize, size } = header;
  if (sentSize >= size || sliceSize === 0 || sliceSize >= left) return left;
  const end = at + sliceSize;
  if (bytes.length < end + 4) return undefined;
  // A camera that sends the frame whole, whatever it says of slices, has no header there.
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(end) === ocxMagic ? sliceSize : left;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
