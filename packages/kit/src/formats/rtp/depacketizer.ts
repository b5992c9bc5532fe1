import { AacAssembly } from "./aac.ts";
import type { Assembly, Part, RtpUnit } from "./assembly.ts";
import type { RtpCodec } from "./codecs.ts";
import { H264Layout } from "./h264.ts";
import type { RtpPacket } from "./header.ts";
import { JpegLayout } from "./jpeg-layout.ts";
import { Mpeg4Layout } from "./mpeg4.ts";
import { PictureAssembly } from "./picture-assembly.ts";

export interface Depacketizer {
  /** Takes the next packet of the stream and returns the units that it completes; never throws. */
  push(packet: RtpPacket): RtpUnit[];
  readonly counts: DepacketizerCounts;
}

export interface DepacketizerCounts {
  /** Packets that were taken, that never came, and that came too late or twice. */
  readonly packets: number;
  readonly lost: number;
  readonly late: number;
  /** Units thrown away because a part of them was missing, damaged or too much. */
  readonly dropped: number;
}

const defaultMaxUnit = 4 * 1024 * 1024;

export interface DepacketizerOptions {
  /** Bytes of a unit; larger ones are dropped. */
  readonly maxUnit?: number;
  /** Whether the first packet is the first of a unit, as where a sender begins when it is asked to. */
  readonly fromStart?: boolean;
}

/** Makes the depacketizer of one stream. */
export function openDepacketizer(
  codec: RtpCodec,
  { maxUnit = defaultMaxUnit, fromStart = false }: DepacketizerOptions = {},
): Depacketizer {
  return new OrderedDepacketizer(assemblyOf(codec, { maxUnit, fromStart }));
}

function assemblyOf(codec: RtpCodec, options: Required<DepacketizerOptions>): Assembly {
  switch (codec) {
    case "h264":
      return new PictureAssembly(new H264Layout(), options);
    case "mjpeg":
      return new PictureAssembly(new JpegLayout(), options);
    case "mpeg4":
      return new PictureAssembly(new Mpeg4Layout(), options);
    case "aac":
      return new AacAssembly();
    default:
      return {
        add: ({ payload, timestamp }) => [{ data: payload.slice(), timestamp, key: true }],
        gap: () => [],
      };
  }
}

/** Sees by the sequence numbers what is missing; packets that come late or twice are left out. */
class OrderedDepacketizer implements Depacketizer {
  readonly #assembly: Assembly;
  #expected: number | undefined;
  #ssrc = 0;
  #restart: number | undefined;
  #gap = false;
  #packets = 0;
  #lost = 0;
  #late = 0;
  #dropped = 0;

  constructor(assembly: Assembly) {
    this.#assembly = assembly;
  }

  get counts(): DepacketizerCounts {
    return { packets: this.#packets, lost: this.#lost, late: this.#late, dropped: this.#dropped };
  }

  push(packet: RtpPacket): RtpUnit[] {
    const missing = this.#missing(packet);
    if (missing === undefined) {
      this.#late += 1;
      return [];
    }
    this.#packets += 1;
    this.#expected = (packet.sequence + 1) & 0xffff;
    this.#restart = undefined;
    if (missing === 0) return this.#finish(this.#assembly.add(packet));
    this.#lost += missing;
    const before = this.#finish(this.#assembly.gap());
    this.#gap = true;
    return [...before, ...this.#finish(this.#assembly.add(packet))];
  }

  /** How many packets are missing before this one; undefined when it comes too late. */
  #missing({ sequence, ssrc }: RtpPacket): number | undefined {
    const expected = this.#expected;
    const isNew = expected === undefined || ssrc !== this.#ssrc;
    this.#ssrc = ssrc;
    if (isNew) return expected === undefined ? 0 : 1;
    const ahead = (sequence - expected) & 0xffff;
    if (ahead < 0x8000) return ahead;
    // RFC 3550 A.1: two packets in a row from the past mean that the sender counts anew.
    if (sequence === this.#restart) return 1;
    this.#restart = (sequence + 1) & 0xffff;
    return undefined;
  }

  #finish(parts: readonly Part[]): RtpUnit[] {
    const units: RtpUnit[] = [];
    for (const part of parts) {
      if (part === undefined) {
        this.#dropped += 1;
        this.#gap = true;
      } else {
        units.push({ ...part, gap: this.#gap });
        this.#gap = false;
      }
    }
    return units;
  }
}
