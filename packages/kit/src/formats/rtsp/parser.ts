import { ByteQueue } from "../bytes/index.ts";
import { parseHead } from "./head.ts";
import { messageLimits as limits } from "./limits.ts";
import { type RtspMessage, RtspSyntaxError } from "./message.ts";

type Head = ReturnType<typeof parseHead>;

const dollar = 0x24;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Takes messages and interleaved frames from a stream of bytes that comes in pieces of any size. */
export class RtspParser {
  #waiting: Uint8Array = new Uint8Array(0);
  #queue: ByteQueue | undefined;
  #head: Head | undefined;
  #scanned = 0;
  #lineStart = 0;
  #lines = 0;
  #blankLines = 0;
  #failure: RtspSyntaxError | undefined;

  /** Whether a message has begun and is not complete. */
  get midway(): boolean {
    return this.#head !== undefined || this.#waiting.length > 0;
  }

  /** Adds bytes; call `next` until it gives nothing before adding more. The chunk must not change afterwards. */
  push(chunk: Uint8Array): void {
    if (this.#waiting.length === 0) {
      this.#queue = undefined;
      this.#waiting = chunk;
      return;
    }
    if (this.#queue === undefined) {
      this.#queue = new ByteQueue();
      this.#queue.push(this.#waiting);
    }
    this.#queue.push(chunk);
    this.#waiting = this.#queue.bytes;
  }

  /**
   * The next whole message. Bodies and payloads are views that are good until the next `push`.
   * Throws an RtspSyntaxError, and again at each later call: what follows can not be understood.
   */
  next(): RtspMessage | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return this.#next();
    } catch (error) {
      if (error instanceof RtspSyntaxError) this.#failure = error;
      this.#waiting = new Uint8Array(0);
      this.#queue = undefined;
      throw error;
    }
  }

  #next(): RtspMessage | undefined {
    if (this.#head === undefined) {
      this.#skipBlankLines();
      if (this.#waiting[0] === dollar) return this.#frame();
      const end = this.#headEnd();
      if (end === undefined) return undefined;
      this.#head = parseHead(this.#take(end));
      this.#scanned = this.#lineStart = this.#lines = 0;
    }
    const { start, headers, bodyLength } = this.#head;
    if (this.#waiting.length < bodyLength) return undefined;
    this.#head = undefined;
    return { ...start, headers, body: this.#take(bodyLength) };
  }

  #frame(): RtspMessage | undefined {
    const bytes = this.#waiting;
    if (bytes.length < 4) return undefined;
    const length = (bytes[2]! << 8) | bytes[3]!;
    if (bytes.length < 4 + length) return undefined;
    this.#blankLines = 0;
    return { kind: "frame", channel: bytes[1]!, payload: this.#take(4 + length).subarray(4) };
  }

  #skipBlankLines(): void {
    if (this.#scanned > 0) return;
    let count = 0;
    for (const byte of this.#waiting) {
      if (byte !== carriageReturn && byte !== lineFeed) break;
      count++;
      if (byte === lineFeed && ++this.#blankLines > limits.blankLines) {
        throw new RtspSyntaxError(`more than ${limits.blankLines} empty lines before a message`);
      }
    }
    if (count > 0) this.#take(count);
  }

  /** Where the head ends, after its empty line. */
  #headEnd(): number | undefined {
    const bytes = this.#waiting;
    for (; ; this.#lines++) {
      const feed = bytes.indexOf(lineFeed, this.#scanned);
      const reached = feed === -1 ? bytes.length : feed;
      if (reached > limits.head) {
        throw new RtspSyntaxError(`the head of a message is longer than ${limits.head} bytes`);
      }
      if (reached - this.#lineStart > limits.line) {
        throw new RtspSyntaxError(`line ${this.#lines + 1} of a message is longer than ${limits.line} bytes`);
      }
      this.#scanned = reached;
      if (feed === -1) return undefined;
      const length = feed - this.#lineStart;
      this.#lineStart = this.#scanned = feed + 1;
      if (length === 0 || (length === 1 && bytes[feed - 1] === carriageReturn)) {
        this.#blankLines = 0;
        return feed + 1;
      }
      if (this.#lines > limits.headers) {
        throw new RtspSyntaxError(`a message has more than ${limits.headers} header lines`);
      }
    }
  }

  #take(count: number): Uint8Array {
    const taken = this.#waiting.subarray(0, count);
    this.#waiting = this.#waiting.subarray(count);
    this.#queue?.drop(count);
    return taken;
  }
}
