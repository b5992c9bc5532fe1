import { jpegLength } from "../jpeg/index.ts";

const dash = 0x2d;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Bytes of a boundary line from which on it is found also where no line begins. */
const distinct = 8;

/** Line ends that may stand between a picture and its boundary. */
const mostLineEnds = 4;

/** Bytes before a boundary that it takes to know it for one. */
export const lead = mostLineEnds + 2;

/**
 * Where the boundary behind a body begins, from an offset on: a line that begins with this one, or any where a JPEG ends.
 */
export function delimiterIn(bytes: Uint8Array, from: number, boundary: Uint8Array): number | undefined {
  const first = boundary[0] ?? dash;
  for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (isAt(bytes, at, boundary)) return at;
    if (first === dash && bytes[at + 1] === dash && followsPicture(bytes, at)) return at;
  }
  return undefined;
}

/** Where a part ends whose boundary begins at an offset: the line end before it belongs to the boundary (RFC 2046, 5.1.1). */
export function endBefore(bytes: Uint8Array, at: number): number {
  if (bytes[at - 1] !== lineFeed) return at;
  return bytes[at - 2] === carriageReturn ? at - 2 : at - 1;
}

export function isLineEnd(byte: number | undefined): boolean {
  return byte === lineFeed || byte === carriageReturn;
}

function isAt(bytes: Uint8Array, at: number, boundary: Uint8Array): boolean {
  if (boundary.length < 3 || at + boundary.length > bytes.length) return false;
  for (let n = 0; n < boundary.length; n += 1) if (bytes[at + n] !== boundary[n]) return false;
  return boundary.length >= distinct || at === 0 || bytes[at - 1] === lineFeed || bytes[at - 1] === 0xd9;
}

function followsPicture(bytes: Uint8Array, at: number): boolean {
  let end = at;
  while (end > at - mostLineEnds && isLineEnd(bytes[end - 1])) end -= 1;
  // A thumbnail in a segment may end so too.
  return bytes[end - 1] === 0xd9 && bytes[end - 2] === 0xff && jpegLength(bytes.subarray(0, end)) === end;
}
