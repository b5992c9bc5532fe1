import { middleOfNtp, parseRtcp, type ReceptionReport } from "@pinhole/kit/formats/rtcp";
import { openDepacketizer, parseRtp, type RtpCodec, type RtpUnit } from "@pinhole/kit/formats/rtp";

/** A unit with its time on the track's clock, which does not wrap. */
export interface TimedUnit extends RtpUnit {
  readonly ticks: number;
}

/** What is received of one track. */
export interface Receiver {
  /** Units that are whole with this packet; damaged packets and those of other payload types are left out. */
  rtp(bytes: Uint8Array): readonly TimedUnit[];
  rtcp(bytes: Uint8Array, now: number): void;
  /** What the sender is told; undefined before its first packet. `now` in seconds on any clock. */
  report(now: number): ReceptionReport | undefined;
  /** Seconds by which the sender's common clock is ahead of this track's; undefined where it did not say. */
  readonly ahead: number | undefined;
  readonly counts: { readonly packets: number; readonly dropped: number };
}

export interface ReceiverOptions {
  readonly codec: RtpCodec;
  readonly payloadType: number;
  readonly clockRate: number;
}

export function openReceiver({ codec, payloadType, clockRate }: ReceiverOptions): Receiver {
  const depacketizer = openDepacketizer(codec, { fromStart: true });
  let ssrc: number | undefined;
  let ticks: number | undefined;
  let stamp = 0;
  let highest = 0;
  let told = { expected: 0, lost: 0 };
  let expected = 0;
  let heard: { readonly middle: number; readonly at: number } | undefined;
  let ahead: number | undefined;

  /** The time of a stamp on a clock that does not wrap. */
  const unwrapped = (timestamp: number): number => {
    ticks = ticks === undefined ? timestamp : ticks + ((timestamp - stamp) | 0);
    stamp = timestamp;
    return ticks;
  };
  const countUp = (sequence: number): void => {
    if (expected === 0) {
      highest = sequence;
      expected = 1;
      return;
    }
    const step = (sequence - (highest & 0xffff)) & 0xffff;
    if (step === 0 || step >= 0x8000) return;
    highest += step;
    expected += step;
  };
  return {
    rtp: (bytes) => {
      let packet: ReturnType<typeof parseRtp>;
      try {
        packet = parseRtp(bytes);
      } catch (error) {
        if (error instanceof RangeError) return [];
        throw error;
      }
      if (packet.payloadType !== payloadType) return [];
      if (packet.ssrc !== ssrc) {
        ssrc = packet.ssrc;
        ahead = undefined;
        heard = undefined;
        expected = 0;
        told = { expected: 0, lost: 0 };
      }
      countUp(packet.sequence);
      const units = depacketizer.push(packet);
      return units.length === 0 ? none : units.map((unit) => ({ ...unit, ticks: unwrapped(unit.timestamp) }));
    },
    rtcp: (bytes, now) => {
      try {
        for (const packet of parseRtcp(bytes)) {
          if (packet.kind !== "sender-report" || packet.ssrc !== ssrc) continue;
          heard = { middle: middleOfNtp(packet.ntp), at: now };
          if (ticks === undefined) continue;
          ahead = packet.ntp - (ticks + ((packet.rtpTimestamp - stamp) | 0)) / clockRate;
        }
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    },
    report: (now) => {
      if (ssrc === undefined || expected === 0) return undefined;
      const { lost } = depacketizer.counts;
      const since = { expected: expected - told.expected, lost: lost - told.lost };
      told = { expected, lost };
      return {
        ssrc,
        fractionLost: since.expected > 0 ? Math.min(1, Math.max(0, since.lost / since.expected)) : 0,
        lost,
        highestSequence: highest % 0x1_0000_0000,
        jitter: 0,
        lastReport: heard?.middle ?? 0,
        delay: heard === undefined ? 0 : now - heard.at,
      };
    },
    get ahead() {
      return ahead;
    },
    get counts() {
      return depacketizer.counts;
    },
  };
}

const none: readonly TimedUnit[] = [];
