import { openPacketizer, type Packetizer, packetsOf, parseRtp } from "@pinhole/kit/formats/rtp";
import { RtpClock } from "../rtsp/clock.ts";
import type { Unit } from "./protocol.ts";

/** Fits a packet of Ethernet, IPv6 and a tunnel or two, beside what encryption adds. */
const packetSize = 1200;

/** One unit as the payloads of RTP packets, the same for all viewers. */
export interface Parcel {
  readonly timestamp: number;
  readonly payloads: readonly { readonly bytes: Buffer; readonly marker: boolean }[];
}

/** Cuts the units of a stream into payloads, once for all viewers. Headers and encryption are each viewer's own. */
export class Packing {
  readonly #packetizer: Packetizer;
  readonly #clock: RtpClock;

  constructor(kind: "video" | "audio") {
    const codec = kind === "video" ? "h264" : "pcm_mulaw";
    this.#packetizer = openPacketizer({
      codec,
      payloadType: 0,
      ssrc: 0,
      packetSize,
      channel: 0,
      sequence: 0,
    });
    this.#clock = new RtpClock(kind === "video" ? 90_000 : 8000, 0);
  }

  /** Nothing to send for a unit that RTP can not carry: a camera that is passed through may send what is no H.264. */
  pack(unit: Unit): Parcel {
    return this.#cut(unit, this.#clock.next(unit.pts));
  }

  /** The parcel of a unit that the other viewers have had already. */
  packPast(unit: Unit): Parcel {
    return this.#cut(unit, this.#clock.at(unit.pts));
  }

  #cut({ data, key }: Unit, timestamp: number): Parcel {
    try {
      const packets = packetsOf(this.#packetizer.packetize(data, timestamp, key)).map(parseRtp);
      const payloads = packets.map(({ payload, marker }) => ({
        bytes: Buffer.from(payload.buffer, payload.byteOffset, payload.length),
        marker,
      }));
      return { timestamp, payloads };
    } catch (error) {
      if (error instanceof RangeError) return { timestamp, payloads: [] };
      throw error;
    }
  }
}
