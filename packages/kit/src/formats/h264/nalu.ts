/** Types of NAL units that the code asks for by name (H.264, table 7-1). */
export const naluTypes = {
  slice: 1,
  idrSlice: 5,
  sei: 6,
  sps: 7,
  pps: 8,
  accessUnitDelimiter: 9,
  endOfSequence: 10,
  endOfStream: 11,
  filler: 12,
} as const;

/** The type of a NAL unit, 0 to 31; 0 for an empty one. */
export function naluType(nalu: Uint8Array): number {
  return (nalu[0] ?? 0) & 0x1f;
}

/**
 * The NAL units of an Annex B stream as views into it, without start codes and the zeros around them. Units without a
 * byte and what stands before the first start code are left out.
 */
export function splitAnnexB(bytes: Uint8Array): Uint8Array[] {
  const nalus: Uint8Array[] = [];
  let start = startCodeAt(bytes, 0) + 3;
  while (start <= bytes.length) {
    const next = startCodeAt(bytes, start);
    let end = next;
    while (end > start && bytes[end - 1] === 0) end -= 1;
    if (end > start) nalus.push(bytes.subarray(start, end));
    start = next + 3;
  }
  return nalus;
}

/** The NAL units as one Annex B stream, each after a start code of 4 bytes. */
export function joinAnnexB(nalus: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join(nalus, (bytes, at) => {
    bytes[at + 3] = 1;
  });
}

/** The NAL units as MP4 and FLV hold them, each after its length in 4 bytes. */
export function joinLengthPrefixed(nalus: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return join(nalus, (bytes, at, size) => {
    bytes[at] = size >>> 24;
    bytes[at + 1] = size >>> 16;
    bytes[at + 2] = size >>> 8;
    bytes[at + 3] = size;
  });
}

/**
 * The NAL units of an access unit from MP4 or FLV as views into it; `lengthSize` is 1 to 4 bytes. Throws with the offset
 * of a length that does not fit.
 */
export function splitLengthPrefixed(bytes: Uint8Array, lengthSize = 4): Uint8Array[] {
  if (!Number.isInteger(lengthSize) || lengthSize < 1 || lengthSize > 4) {
    throw new RangeError(`h264 lengthSize is ${lengthSize}, 1 to 4 are allowed`);
  }
  const nalus: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at + lengthSize;
    if (start > bytes.length) throw new RangeError(`h264 at byte ${at}: the length is cut off`);
    let size = 0;
    for (; at < start; at += 1) size = size * 256 + bytes[at]!;
    if (start + size > bytes.length) {
      throw new RangeError(
        `h264 at byte ${start}: a unit of ${size} bytes where ${bytes.length - start} are left`,
      );
    }
    if (size > 0) nalus.push(bytes.subarray(start, start + size));
    at = start + size;
  }
  return nalus;
}

/** Where the next 00 00 01 begins, or the length where none follows. */
function startCodeAt(bytes: Uint8Array, from: number): number {
  const last = bytes.length - 3;
  let at = from;
  while (at <= last) {
    const third = bytes[at + 2]!;
    if (third === 0) at += 1;
    else if (third === 1 && bytes[at] === 0 && bytes[at + 1] === 0) return at;
    else at += 3;
  }
  return bytes.length;
}

function join(
  nalus: readonly Uint8Array[],
  writePrefix: (bytes: Uint8Array, at: number, size: number) => void,
): Uint8Array<ArrayBuffer> {
  let size = 0;
  for (const nalu of nalus) size += 4 + nalu.length;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const nalu of nalus) {
    writePrefix(bytes, at, nalu.length);
    bytes.set(nalu, at + 4);
    at += 4 + nalu.length;
  }
  return bytes;
}
