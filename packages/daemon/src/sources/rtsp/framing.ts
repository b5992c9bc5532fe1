import { ByteQueue } from "@pinhole/kit/formats/bytes";
import { type RtspMessage, RtspParser } from "@pinhole/kit/formats/rtsp";
import { Unspoken } from "../unspoken.ts";

/** What comes over a connection, as it comes. */
export interface FramingHandlers {
  /** Whether packets of a channel are waited for. */
  knows(channel: number): boolean;
  /** A packet of a channel; its bytes are good during the call only. */
  frame(channel: number, bytes: Uint8Array): void;
  message(message: Exclude<RtspMessage, { readonly kind: "frame" }>): void;
}

/** Bounds of what is waited for and passed over. */
const limits = {
  /** Bytes of a message's head, and of its body. */
  head: 16 * 1024,
  body: 256 * 1024,
  /** Bytes in a row that are neither a packet nor a message. */
  garbage: 512 * 1024,
} as const;

const dollar = 0x24;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;

/** The first words of what may stand between packets. */
const beginnings = [
  ...["RTSP/", "OPTIONS ", "ANNOUNCE ", "DESCRIBE ", "GET_PARAMETER ", "SET_PARAMETER "],
  ...["REDIRECT ", "TEARDOWN ", "PLAY_NOTIFY "],
];

/** What a packet or a message may begin with. */
const followers = [dollar, carriageReturn, lineFeed, ...beginnings.map((words) => words.charCodeAt(0))];

/**
 * Cuts what a server sends into messages and packets. Some servers send bytes that belong to neither: they are passed over
 * up to the next that do. Throws Unspoken when nothing else comes.
 */
export class Framing {
  readonly #handlers: FramingHandlers;
  readonly #waiting = new ByteQueue();
  #garbage = 0;

  constructor(handlers: FramingHandlers) {
    this.#handlers = handlers;
  }

  /** Takes the next bytes; the caller may use their memory again when the call returns. */
  push(bytes: Uint8Array): void {
    if (this.#waiting.bytes.length === 0) {
      const used = this.#take(bytes);
      if (used < bytes.length) this.#waiting.push(bytes.subarray(used));
      return;
    }
    this.#waiting.push(bytes);
    this.#waiting.drop(this.#take(this.#waiting.bytes));
  }

  /** Handles what is whole; returns how many bytes that was. */
  #take(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length) {
      const size = bytes[at] === dollar ? this.#frameAt(bytes, at) : this.#otherAt(bytes, at);
      if (size === 0) break;
      at += size;
    }
    return at;
  }

  /** Bytes of the packet here, 0 while it is not whole. */
  #frameAt(bytes: Uint8Array, at: number): number {
    if (at + 4 > bytes.length) return 0;
    const end = at + 4 + bytes[at + 2]! * 256 + bytes[at + 3]!;
    if (this.#garbage > 0 && !this.#isPlausible(bytes, at, end)) return this.#skip();
    if (end > bytes.length) return 0;
    this.#garbage = 0;
    this.#handlers.frame(bytes[at + 1]!, bytes.subarray(at + 4, end));
    return end - at;
  }

  /** In the midst of garbage a dollar may be a part of it. */
  #isPlausible(bytes: Uint8Array, at: number, end: number): boolean {
    if (!this.#handlers.knows(bytes[at + 1]!) || end - at < 12) return false;
    // RTP and RTCP begin with their version, which is 2, and something that is known follows.
    if (at + 4 < bytes.length && bytes[at + 4]! >> 6 !== 2) return false;
    return end >= bytes.length || followers.includes(bytes[end]!);
  }

  #otherAt(bytes: Uint8Array, at: number): number {
    const first = bytes[at];
    if (first === carriageReturn || first === lineFeed) return 1;
    const start = String.fromCharCode(...bytes.subarray(at, at + 14));
    const isWhole = beginnings.some((words) => start.startsWith(words));
    const isCut = bytes.length - at < 14 && beginnings.some((words) => words.startsWith(start));
    if (isCut) return 0;
    if (!isWhole) return this.#skip();
    const head = headEnd(bytes, at);
    if (head === undefined) return bytes.length - at > limits.head ? this.#skip() : 0;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, head - at).toString("latin1");
    const body = Number(/^content-length *: *(\d{1,9}) *\r?$/im.exec(text)?.[1] ?? 0);
    if (body > limits.body) throw new Unspoken(`a message of ${body} bytes`);
    const end = head + body;
    if (end > bytes.length) return 0;
    this.#garbage = 0;
    const parser = new RtspParser();
    parser.push(bytes.slice(at, end));
    const message = parser.next();
    if (message !== undefined && message.kind !== "frame") this.#handlers.message(message);
    return end - at;
  }

  #skip(): number {
    this.#garbage += 1;
    if (this.#garbage > limits.garbage) throw new Unspoken("what comes is no RTSP");
    return 1;
  }
}

/** Where the empty line behind a head ends. */
function headEnd(bytes: Uint8Array, from: number): number | undefined {
  const last = Math.min(bytes.length, from + limits.head);
  for (let at = bytes.indexOf(lineFeed, from); at >= 0 && at < last; at = bytes.indexOf(lineFeed, at + 1)) {
    if (bytes[at + 1] === lineFeed) return at + 2;
    if (bytes[at + 1] === carriageReturn && bytes[at + 2] === lineFeed) return at + 3;
  }
  return undefined;
}
