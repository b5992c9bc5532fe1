import type { ReceptionReport, SenderInfo } from "./encode.ts";
import { fromNtp } from "./ntp.ts";
import { canonicalName, headerSize, reportSize, rtcpTypes, senderInfoSize } from "./wire.ts";

/** One packet of a compound packet; those of other types are left out. */
export type RtcpPacket =
  | ({ readonly kind: "sender-report"; readonly reports: readonly ReceptionReport[] } & SenderInfo)
  | { readonly kind: "receiver-report"; readonly ssrc: number; readonly reports: readonly ReceptionReport[] }
  | { readonly kind: "description"; readonly ssrc: number; readonly cname: string }
  | { readonly kind: "bye"; readonly sources: readonly number[]; readonly reason: string };

const version = 2;
const mostPackets = 64;

/**
 * The packets of a compound RTCP packet. Throws where the first one is no RTCP; what cannot be read later ends the list,
 * as senders pad and cut in many ways.
 */
export function parseRtcp(bytes: Uint8Array): RtcpPacket[] {
  if (bytes.length < 8) throw new RangeError(`rtcp: ${bytes.length} bytes of at least 8`);
  const packets: RtcpPacket[] = [];
  let at = 0;
  for (let n = 0; n < mostPackets && at + headerSize <= bytes.length; n += 1) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at);
    const problem = problemOf(view);
    if (problem !== undefined && at === 0) throw new RangeError(`rtcp at byte 0: ${problem}`);
    if (problem !== undefined) break;
    const size = 4 + 4 * view.getUint16(2);
    packets.push(...parsePacket(new DataView(view.buffer, view.byteOffset, size)));
    at += size;
  }
  return packets;
}

function problemOf(view: DataView): string | undefined {
  const flags = view.getUint8(0);
  if (flags >> 6 !== version) return `version ${flags >> 6}, only ${version} is known`;
  const type = view.getUint8(1);
  // RFC 5761 4: what else arrives with these values is RTP.
  if (type < 192 || type > 223) return `type ${type}, 192 to 223 are known`;
  const size = 4 + 4 * view.getUint16(2);
  return size > view.byteLength ? `a packet of ${size} bytes where ${view.byteLength} are left` : undefined;
}

function parsePacket(view: DataView): RtcpPacket[] {
  const count = view.getUint8(0) & 0x1f;
  switch (view.getUint8(1)) {
    case rtcpTypes.senderReport:
      return parseSenderReport(view, count);
    case rtcpTypes.receiverReport:
      return view.byteLength < 8
        ? []
        : [{ kind: "receiver-report", ssrc: view.getUint32(4), reports: parseReports(view, 8, count) }];
    case rtcpTypes.description:
      return parseDescriptions(view, count);
    case rtcpTypes.bye:
      return [parseBye(view, count)];
    default:
      return [];
  }
}

function parseSenderReport(view: DataView, count: number): RtcpPacket[] {
  const end = headerSize + senderInfoSize;
  if (view.byteLength < end) return [];
  return [
    {
      kind: "sender-report",
      ssrc: view.getUint32(4),
      ntp: fromNtp(view.getUint32(8), view.getUint32(12)),
      rtpTimestamp: view.getUint32(16),
      packets: view.getUint32(20),
      octets: view.getUint32(24),
      reports: parseReports(view, end, count),
    },
  ];
}

function parseReports(view: DataView, start: number, count: number): ReceptionReport[] {
  const reports: ReceptionReport[] = [];
  for (let n = 0; n < count; n += 1) {
    const at = start + n * reportSize;
    if (at + reportSize > view.byteLength) break;
    reports.push({
      ssrc: view.getUint32(at),
      fractionLost: view.getUint8(at + 4) / 256,
      lost: (view.getInt32(at + 4) << 8) >> 8,
      highestSequence: view.getUint32(at + 8),
      jitter: view.getUint32(at + 12),
      lastReport: view.getUint32(at + 16),
      delay: view.getUint32(at + 20) / 65_536,
    });
  }
  return reports;
}

function parseDescriptions(view: DataView, count: number): RtcpPacket[] {
  const packets: RtcpPacket[] = [];
  let at = headerSize;
  for (let n = 0; n < count && at + 4 <= view.byteLength; n += 1) {
    const ssrc = view.getUint32(at);
    at += 4;
    while (at < view.byteLength && view.getUint8(at) !== 0) {
      const size = at + 1 < view.byteLength ? view.getUint8(at + 1) : 0;
      if (at + 2 + size > view.byteLength) return packets;
      if (view.getUint8(at) === canonicalName)
        packets.push({ kind: "description", ssrc, cname: textOf(view, at + 2, size) });
      at += 2 + size;
    }
    at = 4 * (Math.floor(at / 4) + 1);
  }
  return packets;
}

function parseBye(view: DataView, count: number): RtcpPacket {
  const sources: number[] = [];
  for (let at = 4; sources.length < count && at + 4 <= view.byteLength; at += 4)
    sources.push(view.getUint32(at));
  const at = 4 + 4 * count;
  const size = at < view.byteLength ? view.getUint8(at) : 0;
  return { kind: "bye", sources, reason: at + 1 + size <= view.byteLength ? textOf(view, at + 1, size) : "" };
}

function textOf(view: DataView, at: number, size: number): string {
  return size === 0 ? "" : new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, size));
}
