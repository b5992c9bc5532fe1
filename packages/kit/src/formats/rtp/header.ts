/** One RTP packet (RFC 3550 5.1); `payload` is a view without padding and extensions. */
export interface RtpPacket {
  readonly payloadType: number;
  readonly marker: boolean;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly payload: Uint8Array;
}

/** Bytes of the header that the packetizers write. */
export const rtpHeaderSize = 12;

const version = 2;

/** Reads an RTP packet; throws with the offset of what does not fit. */
export function parseRtp(bytes: Uint8Array): RtpPacket {
  if (bytes.length < rtpHeaderSize) throw new RangeError(`rtp: ${bytes.length} bytes of at least 12`);
  const flags = bytes[0]!;
  if (flags >> 6 !== version)
    throw new RangeError(`rtp at byte 0: version ${flags >> 6}, only ${version} is known`);
  const extensionAt = rtpHeaderSize + 4 * (flags & 0x0f);
  const start = (flags & 0x10) === 0 ? extensionAt : extensionEnd(bytes, extensionAt);
  const padding = (flags & 0x20) === 0 ? 0 : bytes[bytes.length - 1]!;
  if ((flags & 0x20) !== 0 && padding === 0) {
    throw new RangeError(`rtp at byte ${bytes.length - 1}: padding of 0 bytes`);
  }
  const end = bytes.length - padding;
  if (start > end) throw new RangeError(`rtp at byte ${end}: the header goes to byte ${start}`);
  const kind = bytes[1]!;
  return {
    payloadType: kind & 0x7f,
    marker: (kind & 0x80) !== 0,
    sequence: (bytes[2]! << 8) | bytes[3]!,
    timestamp: word(bytes, 4),
    ssrc: word(bytes, 8),
    payload: bytes.subarray(start, end),
  };
}

function extensionEnd(bytes: Uint8Array, at: number): number {
  if (at + 4 > bytes.length) throw new RangeError(`rtp at byte ${at}: the extension is cut off`);
  return at + 4 + 4 * ((bytes[at + 2]! << 8) | bytes[at + 3]!);
}

/** 32 bits, without the view that a DataView would be: thousands of packets come each second. */
function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0;
}
