import { toNtp } from "./ntp.ts";
import { canonicalName, headerSize, rtcpTypes } from "./wire.ts";

/** What a sender says of its stream. */
export interface SenderInfo {
  readonly ssrc: number;
  /** Unix seconds, and the same instant on the RTP clock. */
  readonly ntp: number;
  readonly rtpTimestamp: number;
  /** Packets and bytes of payload sent so far. */
  readonly packets: number;
  readonly octets: number;
}

/** What a receiver says of one sender. */
export interface ReceptionReport {
  /** Whom it is about. */
  readonly ssrc: number;
  /** 0 to 1, since the report before. */
  readonly fractionLost: number;
  /** Packets lost so far; below 0 where more came than were sent. */
  readonly lost: number;
  /** With the count of wraps in the upper 16 bits. */
  readonly highestSequence: number;
  /** In RTP time. */
  readonly jitter: number;
  /** Middle 32 bits of the last sender report's NTP time; 0 where none came. */
  readonly lastReport: number;
  /** Seconds since that report came. */
  readonly delay: number;
}

const mostReports = 31;

/** A compound packet of a sender report and the sender's canonical name. */
export function encodeSenderReport(info: SenderInfo, cname: string): Uint8Array<ArrayBuffer> {
  const [seconds, fraction] = toNtp(info.ntp);
  const words = [info.ssrc, seconds, fraction, info.rtpTimestamp, info.packets, info.octets];
  return compound([wordsPacket(rtcpTypes.senderReport, 0, words), descriptionPacket(info.ssrc, cname)]);
}

/** A compound packet of a receiver report about up to 31 senders and the receiver's canonical name. */
export function encodeReceiverReport(
  ssrc: number,
  reports: readonly ReceptionReport[],
  cname: string,
): Uint8Array<ArrayBuffer> {
  if (reports.length > mostReports) {
    throw new RangeError(`rtcp: ${reports.length} reports, at most ${mostReports} are allowed`);
  }
  const words = [ssrc, ...reports.flatMap(reportWords)];
  return compound([
    wordsPacket(rtcpTypes.receiverReport, reports.length, words),
    descriptionPacket(ssrc, cname),
  ]);
}

/** A compound packet that ends the stream: an empty receiver report, the canonical name and BYE. */
export function encodeBye(ssrc: number, cname: string): Uint8Array<ArrayBuffer> {
  return compound([
    wordsPacket(rtcpTypes.receiverReport, 0, [ssrc]),
    descriptionPacket(ssrc, cname),
    wordsPacket(rtcpTypes.bye, 1, [ssrc]),
  ]);
}

function reportWords(report: ReceptionReport): number[] {
  const fraction = Math.max(0, Math.min(255, Math.floor(report.fractionLost * 256)));
  const lost = Math.max(-0x800000, Math.min(0x7fffff, report.lost)) & 0xffffff;
  const { ssrc, highestSequence, jitter, lastReport } = report;
  const delay = Math.max(0, Math.min(0xffffffff, Math.round(report.delay * 65_536)));
  return [ssrc, fraction * 0x1000000 + lost, highestSequence, jitter, lastReport, delay];
}

function wordsPacket(type: number, count: number, words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(headerSize + 4 * words.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x80 | count);
  view.setUint8(1, type);
  view.setUint16(2, words.length);
  for (const [n, word] of words.entries()) view.setUint32(headerSize + 4 * n, word);
  return bytes;
}

function descriptionPacket(ssrc: number, cname: string): Uint8Array {
  const name = new TextEncoder().encode(cname);
  if (name.length < 1 || name.length > 255) {
    throw new RangeError(`rtcp cname of ${name.length} bytes, 1 to 255 are allowed`);
  }
  // The item ends in at least one zero and at a multiple of 4 bytes (RFC 3550 6.5).
  const words = 1 + Math.ceil((2 + name.length + 1) / 4);
  const bytes = new Uint8Array(headerSize + 4 * words);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x81);
  view.setUint8(1, rtcpTypes.description);
  view.setUint16(2, words);
  view.setUint32(4, ssrc);
  view.setUint8(8, canonicalName);
  view.setUint8(9, name.length);
  bytes.set(name, 10);
  return bytes;
}

function compound(packets: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(packets.reduce((size, packet) => size + packet.length, 0));
  let at = 0;
  for (const packet of packets) {
    bytes.set(packet, at);
    at += packet.length;
  }
  return bytes;
}
