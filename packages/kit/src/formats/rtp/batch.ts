import { rtpHeaderSize } from "./header.ts";

/** All RTP packets of one access unit, made once and shared by all viewers. */
export interface Batch {
  /** Every packet after its interleaved header of 4 bytes: "$", channel, length (RFC 2326 10.12). */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where each interleaved header begins; the RTP packet begins 4 bytes later. */
  readonly offsets: readonly number[];
  /** RTP time stamp of the first packet, 32 bits. */
  readonly timestamp: number;
  /** Sequence number of the first packet, 16 bits. */
  readonly sequence: number;
  /** Whether decoding can begin here. */
  readonly key: boolean;
}

/** What one RTP packet carries. */
export interface Payload {
  readonly pieces: readonly Uint8Array[];
  readonly marker: boolean;
  /** RTP time after the first packet of the batch. */
  readonly delay?: number;
}

/** Turns one access unit into payloads of at most `room` bytes. */
export type Split = (unit: Uint8Array, room: number) => readonly Payload[];

/** What the packets of a batch have in common. */
export interface Heading {
  readonly payloadType: number;
  readonly ssrc: number;
  readonly channel: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly key: boolean;
}

const dollar = 0x24;
const interleavedSize = 4;
const headersSize = interleavedSize + rtpHeaderSize;

/** Writes the payloads behind their headers into one buffer of the exact size. */
export function assemble(payloads: readonly Payload[], heading: Heading): Batch {
  const { payloadType, ssrc, channel, sequence, key } = heading;
  const timestamp = heading.timestamp >>> 0;
  const sizes = payloads.map(sizeOf);
  let total = 0;
  for (const size of sizes) total += headersSize + size;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  const offsets: number[] = [];
  let at = 0;
  for (let n = 0; n < payloads.length; n += 1) {
    const { pieces, marker, delay = 0 } = payloads[n]!;
    offsets.push(at);
    view.setUint8(at, dollar);
    view.setUint8(at + 1, channel);
    view.setUint16(at + 2, rtpHeaderSize + sizes[n]!);
    view.setUint8(at + 4, 0x80);
    view.setUint8(at + 5, marker ? payloadType | 0x80 : payloadType);
    view.setUint16(at + 6, sequence + n);
    view.setUint32(at + 8, timestamp + delay);
    view.setUint32(at + 12, ssrc);
    at += headersSize;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
  }
  return { bytes, offsets, timestamp, sequence, key };
}

/** The same packets for viewers with another interleaved channel: a copy, or the batch itself where it fits. */
export function withChannel(batch: Batch, channel: number): Batch {
  const first = batch.offsets[0];
  if (first === undefined || batch.bytes[first + 1] === channel) return batch;
  const bytes = batch.bytes.slice();
  for (const offset of batch.offsets) bytes[offset + 1] = channel;
  return { ...batch, bytes };
}

/** The RTP packets without their interleaved headers, as views: what goes into one datagram each. */
export function packetsOf(batch: Batch): Uint8Array<ArrayBuffer>[] {
  const { bytes, offsets } = batch;
  return offsets.map((offset, n) => bytes.subarray(offset + interleavedSize, offsets[n + 1] ?? bytes.length));
}

/** Bytes of payload in all packets, as sender reports count them (RFC 3550 6.4.1). */
export function payloadOctets(batch: Batch): number {
  return batch.bytes.length - batch.offsets.length * headersSize;
}

function sizeOf({ pieces }: Payload): number {
  let size = 0;
  for (const piece of pieces) size += piece.length;
  return size;
}
