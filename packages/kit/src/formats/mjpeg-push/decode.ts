import { ByteQueue } from "../bytes/index.ts";

/** One picture of a push stream. */
export interface PushPart {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface PushLimits {
  /** Bytes of one picture. */
  readonly maxBody?: number;
  /** Bytes of one part's header lines, and of what may stand before the first boundary. */
  readonly maxHead?: number;
}

interface Head {
  readonly headers: Readonly<Record<string, string>>;
  readonly length: number | undefined;
}

const lineFeed = 0x0a;
const dash = 0x2d;

/**
 * Cuts a `multipart/x-mixed-replace` stream into its parts. It takes any boundary, lone line feeds, and parts without
 * a content-length, which end where a JPEG ends and a boundary follows. Throws when a part passes a limit.
 */
export class PushDecoder {
  readonly #maxBody: number;
  readonly #maxHead: number;
  readonly #pending = new ByteQueue();
  #head: Head | undefined;
  #searched = 0;
  #ended = false;

  constructor(limits: PushLimits = {}) {
    this.#maxBody = limits.maxBody ?? 16 * 1024 * 1024;
    this.#maxHead = limits.maxHead ?? 16 * 1024;
  }

  /** Whether the end mark was read; what follows it is ignored. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes the next bytes of the stream and returns the parts that they complete. */
  push(chunk: Uint8Array): PushPart[] {
    const parts: PushPart[] = [];
    if (this.#ended) return parts;
    this.#pending.push(chunk);
    while (!this.#ended) {
      if (this.#head === undefined && !this.#takeHead()) return parts;
      const part = this.#takeBody();
      if (part === undefined) return parts;
      parts.push(part);
    }
    return parts;
  }

  #takeHead(): boolean {
    const bytes = this.#pending.bytes;
    const start = boundaryAt(bytes);
    const end = start === undefined ? undefined : headEnd(bytes, start);
    if (start !== undefined && isEndMark(bytes, start)) {
      this.#ended = true;
      return false;
    }
    if (start === undefined || end === undefined) {
      if (bytes.length > this.#maxHead) {
        throw new RangeError(`push stream: no part header ends within ${this.#maxHead} bytes`);
      }
      return false;
    }
    const headers = headersOf(bytes.subarray(start, end));
    const length = lengthOf(headers["content-length"]);
    if (length !== undefined && length > this.#maxBody) throw this.#tooLarge(length);
    this.#head = { headers, length };
    this.#searched = 0;
    this.#pending.drop(end);
    return true;
  }

  #takeBody(): PushPart | undefined {
    const head = this.#head;
    if (head === undefined) return undefined;
    const bytes = this.#pending.bytes;
    const size = head.length ?? this.#searchEnd(bytes);
    if (size === undefined || bytes.length < size) {
      if (bytes.length > this.#maxBody + this.#maxHead) throw this.#tooLarge(bytes.length);
      return undefined;
    }
    const body = bytes.slice(0, size);
    this.#pending.drop(size);
    this.#head = undefined;
    return { headers: head.headers, body };
  }

  /** The size of a JPEG whose length is not said: up to the FF D9 that a boundary line follows. */
  #searchEnd(bytes: Uint8Array): number | undefined {
    for (let at = this.#searched; at + 1 < bytes.length; at += 1) {
      if (bytes[at] !== 0xff || bytes[at + 1] !== 0xd9) continue;
      let next = at + 2;
      while (next < at + 6 && (bytes[next] === 0x0d || bytes[next] === lineFeed)) next += 1;
      if (next + 1 >= bytes.length) return undefined;
      if (bytes[next] === dash && bytes[next + 1] === dash) return at + 2;
      this.#searched = at + 1;
    }
    this.#searched = Math.max(this.#searched, bytes.length - 1);
    return undefined;
  }

  #tooLarge(size: number): RangeError {
    return new RangeError(`push stream: a part of ${size} bytes, at most ${this.#maxBody} are taken`);
  }
}

/** Where the first line that begins with "--" starts. */
function boundaryAt(bytes: Uint8Array): number | undefined {
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    const begins = at === 0 || bytes[at - 1] === lineFeed;
    if (begins && bytes[at] === dash && bytes[at + 1] === dash) return at;
  }
  return undefined;
}

/** Whether the boundary line at `start` is complete and ends in "--". */
function isEndMark(bytes: Uint8Array, start: number): boolean {
  const feed = bytes.indexOf(lineFeed, start);
  if (feed < 0) return false;
  return /^--.+--\s*$/.test(textOf(bytes.subarray(start, feed)));
}

/** Where the blank line that closes the header lines ends. */
function headEnd(bytes: Uint8Array, start: number): number | undefined {
  for (let feed = bytes.indexOf(lineFeed, start); feed >= 0; feed = bytes.indexOf(lineFeed, feed + 1)) {
    if (bytes[feed + 1] === lineFeed) return feed + 2;
    if (bytes[feed + 1] === 0x0d && bytes[feed + 2] === lineFeed) return feed + 3;
  }
  return undefined;
}

function headersOf(head: Uint8Array): Readonly<Record<string, string>> {
  const lines = textOf(head).split("\n").slice(1);
  const pairs = lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 1
      ? []
      : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const];
  });
  return Object.fromEntries(pairs);
}

function lengthOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** One character a byte. */
function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
