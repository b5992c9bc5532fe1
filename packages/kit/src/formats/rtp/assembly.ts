import type { RtpPacket } from "./header.ts";

/** One access unit that came whole: H.264 as Annex B, JPEG as a file, AAC without ADTS. */
export interface RtpUnit {
  readonly data: Uint8Array<ArrayBuffer>;
  readonly timestamp: number;
  readonly key: boolean;
  /** Whether packets or units before it were lost: pictures that refer to earlier ones may be damaged. */
  readonly gap: boolean;
}

/** What a codec makes of packets in order: units without their gap, undefined for one that was thrown away. */
export type Part = Omit<RtpUnit, "gap"> | undefined;

export interface Assembly {
  add(packet: RtpPacket): Part[];
  /** Packets are missing before the next one. */
  gap(): Part[];
}
