import { jpegLength, type Room } from "../jpeg/index.ts";
import { delimiterIn, endBefore, isLineEnd, lead } from "./delimiter.ts";
import { hasControl, isBoundary, isJpegPart, type PartHeaders, sizeSaid, textOf } from "./head.ts";

/** One picture of a push stream. */
export interface PushPart {
  readonly headers: PartHeaders;
  /** The caller's own, with the room around it that was asked for. */
  readonly body: Uint8Array<ArrayBuffer>;
}

export interface PushOptions {
  /** Bytes of one picture, and of what may stand between two. */
  readonly maxBody?: number;
  /** Bytes of one part's header lines. */
  readonly maxHead?: number;
  /** The boundary as the reply's content type says it. */
  readonly boundary?: string | undefined;
  /** Bytes to leave free around each body. */
  readonly room?: Room;
}

/** Characters that are kept of a line between two parts; a boundary has at most 70 (RFC 2046, 5.1.1). */
const longestLine = 256;

/** The least that is looked through at a time for the end of a part whose length is not known. */
const leastStep = 512;

const lineFeed = 0x0a;

const none = new Uint8Array(0);

/**
 * Cuts a `multipart/x-mixed-replace` stream into its parts. It takes any boundary, lone line feeds, and parts without
 * a content-length, which end where a JPEG ends or the next boundary begins; so do all from the first on whose
 * content-length is wrong. What stands between parts is passed over. Throws when a part passes a limit.
 */
export class PushDecoder {
  readonly #maxBody: number;
  readonly #maxHead: number;
  readonly #room: Room;
  readonly #said: string | undefined;
  #state: "between" | "head" | "body" | "search" | "ended" = "between";
  /** The beginning of a line whose end has not come. */
  #line = "";
  /** Bytes outside of bodies since the last part, and those of the present head. */
  #passed = 0;
  #headSize = 0;
  /** The newest boundary line. */
  #boundary: Uint8Array = none;
  #boundaryText = "";
  #headers: Record<string, string> = {};
  /** A body of known length with its room, or one that grows; and how much of it is there. */
  #store: Uint8Array<ArrayBuffer> = none;
  #filled = 0;
  #length = 0;
  #isPicture = true;
  /** Whether lengths are believed, and also where a picture has no end of its own. */
  #trusts = true;
  #isSure = false;

  constructor({ maxBody, maxHead, boundary, room }: PushOptions = {}) {
    this.#maxBody = maxBody ?? 16 * 1024 * 1024;
    this.#maxHead = maxHead ?? 16 * 1024;
    this.#said = boundary;
    this.#room = room ?? { before: 0, after: 0 };
  }

  /** Whether the end mark was read; what follows it is ignored. */
  get ended(): boolean {
    return this.#state === "ended";
  }

  /** Takes the next bytes of the stream and returns the parts that they complete. */
  push(chunk: Uint8Array): PushPart[] {
    const parts: PushPart[] = [];
    this.#take(chunk, parts);
    return parts;
  }

  #take(bytes: Uint8Array, parts: PushPart[]): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#state === "between") at = this.#takeBetween(bytes, at);
      else if (this.#state === "head") at = this.#takeHead(bytes, at);
      else if (this.#state === "body") at = this.#takeBody(bytes, at, parts);
      else if (this.#state === "search") at = this.#search(bytes, at, parts);
      else return;
    }
  }

  #takeBetween(bytes: Uint8Array, from: number): number {
    const feed = bytes.indexOf(lineFeed, from);
    const end = feed < 0 ? bytes.length : feed;
    this.#pass(end - from + 1);
    const line = this.#line + textOf(bytes.subarray(Math.max(from, end - longestLine), end));
    const isLong = line.length >= longestLine;
    // What is cut off begins no line any more.
    this.#line = isLong ? ` ${line.slice(1 - longestLine)}` : line;
    if (feed < 0) return end;
    this.#endLine(this.#line.trimEnd());
    return feed + 1;
  }

  /** Begins a part where a line between parts is a boundary. */
  #endLine(line: string): void {
    this.#line = "";
    const known = this.#boundaryText;
    if (line === `${known}--` && known !== "") this.#state = "ended";
    else if (isBoundary(line) || (line !== "" && line === this.#said)) this.#beginPart(line);
    else if (known.length > 6 && line.endsWith(known)) this.#beginPart(known);
  }

  #beginPart(boundary: string): void {
    if (boundary !== this.#boundaryText) {
      this.#boundaryText = boundary;
      this.#boundary = Uint8Array.from(boundary, (char) => char.charCodeAt(0));
    }
    this.#state = "head";
    this.#headers = {};
    this.#headSize = 0;
  }

  #pass(count: number): void {
    this.#passed += count;
    if (this.#passed > this.#maxBody)
      throw new RangeError(`push stream: no picture begins within ${this.#maxBody} bytes`);
  }

  #takeHead(bytes: Uint8Array, from: number): number {
    const feed = bytes.indexOf(lineFeed, from);
    const end = feed < 0 ? bytes.length : feed;
    this.#pass(end - from + 1);
    this.#headSize += end - from + 1;
    if (this.#headSize > this.#maxHead)
      throw new RangeError(`push stream: no part header ends within ${this.#maxHead} bytes`);
    this.#line += textOf(bytes.subarray(from, end));
    if (feed < 0) return end;
    const line = this.#line.trimEnd();
    const colon = line.indexOf(":");
    this.#line = "";
    if (line === "") this.#beginBody();
    else if (hasControl(line)) this.#leave();
    // Some cameras write the boundary twice, in two forms.
    else if (isBoundary(line)) this.#beginPart(line);
    else if (colon > 0)
      this.#headers[line.slice(0, colon).trim().toLowerCase()] = line.slice(colon + 1).trim();
    return feed + 1;
  }

  /** Looks for the next boundary. */
  #leave(): void {
    this.#state = "between";
    this.#line = "";
    this.#filled = 0;
  }

  #beginBody(): void {
    this.#isPicture = isJpegPart(this.#headers);
    this.#filled = 0;
    this.#length = this.#trusts ? (sizeSaid(this.#headers) ?? 0) : 0;
    if (this.#length > this.#maxBody) throw this.#tooLarge(this.#length);
    this.#state = this.#length > 0 ? "body" : "search";
    if (this.#length > 0) this.#store = this.#roomFor(this.#length);
  }

  #takeBody(bytes: Uint8Array, from: number, parts: PushPart[]): number {
    const start = this.#startOf(bytes, from);
    const count = Math.min(this.#length - this.#filled, bytes.length - start);
    this.#store.set(bytes.subarray(start, start + count), this.#room.before + this.#filled);
    this.#filled += count;
    if (this.#filled < this.#length) return start + count;
    const { before } = this.#room;
    const body = this.#store.subarray(before, before + this.#length);
    this.#store = none;
    const isEnd = body.at(-1) === 0xd9 && body.at(-2) === 0xff;
    if (isEnd || this.#isSure || !this.#isPicture) this.#give(body, parts);
    else this.#doubt(body, parts);
    return start + count;
  }

  /** A picture of the length that was said, but which does not end there. */
  #doubt(body: Uint8Array<ArrayBuffer>, parts: PushPart[]): void {
    const next = delimiterIn(body, 0, this.#boundary);
    if (next !== undefined) {
      this.#trusts = false;
      this.#give(this.#copyOf(body.subarray(0, endBefore(body, next))), parts);
      return this.#take(body.subarray(next), parts);
    }
    const end = jpegLength(body);
    if (end !== undefined) {
      this.#give(body, parts);
      return this.#take(body.subarray(end), parts);
    }
    // What follows tells whether it was cut off or goes on.
    this.#store = body;
    this.#state = "search";
  }

  /** Takes the next bytes of a part whose length is not known, and looks for its end. */
  #search(bytes: Uint8Array, from: number, parts: PushPart[]): number {
    const start = this.#startOf(bytes, from);
    const count = Math.min(bytes.length - start, Math.max(leastStep, this.#filled));
    const before = this.#filled;
    this.#append(bytes.subarray(start, start + count));
    const body = this.#store.subarray(0, this.#filled);
    const next = delimiterIn(body, Math.max(0, before - this.#boundary.length - lead), this.#boundary);
    if (next !== undefined) {
      this.#found(endBefore(body, next), parts);
      // A boundary may begin in what came before.
      if (next < before) this.#line = textOf(body.subarray(next, before));
      return start + Math.max(0, next - before);
    }
    if (this.#filled > this.#maxBody) throw this.#tooLarge(this.#filled);
    // The next boundary may come with the next picture only.
    if (start + count === bytes.length && this.#isPicture && endsAsJpeg(body)) {
      const end = jpegLength(body);
      if (end !== undefined) this.#give(this.#copyOf(body.subarray(0, end)), parts);
    }
    return start + count;
  }

  /** A part whose length is not known ends before a boundary. */
  #found(end: number, parts: PushPart[]): void {
    if (this.#length > 0 && end === this.#length) this.#isSure = true;
    else if (this.#length > 0) this.#trusts = false;
    this.#give(this.#copyOf(this.#store.subarray(0, end)), parts);
  }

  #give(body: Uint8Array<ArrayBuffer>, parts: PushPart[]): void {
    if (body.length > 0) {
      parts.push({ headers: this.#headers, body });
      this.#passed = 0;
    }
    this.#leave();
  }

  /** Where a body begins: empty lines before a picture do not belong to it. */
  #startOf(bytes: Uint8Array, from: number): number {
    let start = from;
    if (this.#filled === 0 && this.#isPicture)
      while (start < bytes.length && isLineEnd(bytes[start])) start += 1;
    return start;
  }

  #append(bytes: Uint8Array): void {
    const filled = this.#filled + bytes.length;
    if (filled > this.#store.length) {
      const larger = new Uint8Array(2 * filled);
      larger.set(this.#store.subarray(0, this.#filled));
      this.#store = larger;
    }
    this.#store.set(bytes, this.#filled);
    this.#filled = filled;
  }

  #roomFor(size: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#room.before + size + this.#room.after);
  }

  #copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
    const { before } = this.#room;
    const body = this.#roomFor(bytes.length).subarray(before, before + bytes.length);
    body.set(bytes);
    return body;
  }

  #tooLarge(size: number): RangeError {
    return new RangeError(`push stream: a part of ${size} bytes, at most ${this.#maxBody} are taken`);
  }
}

function endsAsJpeg(bytes: Uint8Array): boolean {
  let end = bytes.length;
  while (isLineEnd(bytes[end - 1])) end -= 1;
  return bytes[end - 1] === 0xd9 && bytes[end - 2] === 0xff;
}
