import { randomBytes } from "node:crypto";
import { encodeBye, encodeSenderReport } from "@pinhole/kit/formats/rtcp";
import {
  type Batch,
  openPacketizer,
  type Packetizer,
  packetsOf,
  payloadOctets,
  withChannel,
} from "@pinhole/kit/formats/rtp";
import type { Packet } from "../../bus/packet.ts";
import { type Run, runsOf } from "../direct/index.ts";
import { RtpClock } from "./clock.ts";
import { firstKey } from "./first-key.ts";
import type { Track } from "./media.ts";

const cname = "pinhole";

/** Seconds of stream time between two sender reports. */
const reportInterval = 5;

/** One access unit as RTP, in the forms in which viewers take it; each form is made once. */
export class Parcel {
  readonly batch: Batch;
  /** A sender report that is due with it, for all viewers. */
  readonly report: Uint8Array | undefined;
  readonly #forms = new Map<number, Buffer>();
  #form: Buffer | undefined;
  #formChannels = -1;
  #datagrams: readonly Uint8Array[] | undefined;
  #runs: readonly Run[] | undefined;

  constructor(batch: Batch, report?: Uint8Array) {
    this.batch = batch;
    this.report = report;
  }

  /** All packets with their interleaved headers, the report before them: what one write sends. */
  interleaved(rtp: number, rtcp: number): Buffer {
    // Nearly all viewers have the same channels.
    const channels = rtp * 256 + rtcp;
    if (channels === this.#formChannels) return this.#form!;
    let form = this.#forms.get(channels);
    if (form === undefined) {
      const { buffer } = withChannel(this.batch, rtp).bytes;
      // A socket would make a Buffer of anything else, anew for each viewer.
      form = Buffer.from(buffer);
      if (this.report) form = Buffer.concat([interleavedFrame(rtcp, this.report), form]);
      this.#forms.set(channels, form);
    }
    this.#form = form;
    this.#formChannels = channels;
    return form;
  }

  get datagrams(): readonly Uint8Array[] {
    this.#datagrams ??= packetsOf(this.batch);
    return this.#datagrams;
  }

  get runs(): readonly Run[] {
    this.#runs ??= runsOf(this.datagrams);
    return this.#runs;
  }
}

/** Turns a track's packets into RTP, once for all of its viewers: they share SSRC, sequence numbers and time stamps. */
export class Packing {
  readonly ssrc = randomBytes(4).readUInt32BE();
  readonly #track: Track;
  readonly #clock: RtpClock;
  #packetizer: Packetizer | undefined;
  #packetSize = 0;
  #sequence = randomBytes(2).readUInt16BE() >> 1;
  #viewers = 0;
  #packets = 0;
  #octets = 0;
  /** Kept as long as the packets are: viewers that join late take the same ones. */
  #parcels = new WeakMap<Packet, Parcel>();
  #report: Uint8Array | undefined;
  /** Capture time of the packet that the last report for all went with. */
  #reportedAt = Number.NEGATIVE_INFINITY;
  #newest: { readonly packet: Packet; readonly parcel: Parcel } | undefined;
  #key: Packet | undefined;
  #wait: Promise<Packet | undefined> | undefined;

  constructor(track: Track) {
    this.#track = track;
    this.#clock = new RtpClock(clockRate(track), randomBytes(4).readUInt32BE());
  }

  /** Whether it makes what this track says. */
  fits(track: Track): boolean {
    const own = this.#track;
    if (own.codec !== track.codec) return false;
    if (own.kind === "video" || track.kind === "video") return true;
    return own.sampleRate === track.sampleRate && own.channels === track.channels;
  }

  /** Counts a viewer. The packet size is from then on that of all: who came before gets the next packets in it, too. */
  join(packetSize: number): Disposable {
    if (this.#viewers++ === 0) {
      this.#clock.restart();
      this.#key = undefined;
      this.#parcels = new WeakMap();
      this.#newest = undefined;
    }
    if (packetSize !== this.#packetSize) this.#packetizer = undefined;
    this.#packetSize = packetSize;
    let joined = true;
    return {
      [Symbol.dispose]: () => {
        if (joined) this.#viewers--;
        joined = false;
      },
    };
  }

  /** The RTP of a packet. Throws a RangeError where RTP can not carry it. */
  pack(packet: Packet): Parcel {
    // Every viewer asks for it, one after the other.
    if (packet === this.#newest?.packet) return this.#newest.parcel;
    const known = this.#parcels.get(packet);
    if (known !== undefined) return known;
    this.#packetizer ??= this.#open();
    const batch = this.#packetizer.packetize(packet.data, this.#clock.next(packet.pts), packet.key);
    this.#sequence = (batch.sequence + batch.offsets.length) & 0xffff;
    this.#packets += batch.offsets.length;
    this.#octets += payloadOctets(batch);
    this.#report = undefined;
    if (packet.key) this.#key = packet;
    const isDue = Math.abs(packet.pts - this.#reportedAt) >= reportInterval;
    if (isDue) this.#reportedAt = packet.pts;
    const parcel = new Parcel(batch, isDue ? this.report(packet) : undefined);
    this.#parcels.set(packet, parcel);
    this.#newest = { packet, parcel };
    return parcel;
  }

  /** A sender report that ties the RTP time of the newest packet to its capture time. */
  report(packet: Packet): Uint8Array {
    this.#report ??= encodeSenderReport(
      {
        ssrc: this.ssrc,
        ntp: packet.pts,
        rtpTimestamp: this.#clock.at(packet.pts),
        packets: this.#packets >>> 0,
        octets: this.#octets % 2 ** 32,
      },
      cname,
    );
    return this.#report;
  }

  bye(): Uint8Array {
    return encodeBye(this.ssrc, cname);
  }

  /** Where a viewer that joins now begins: the sequence number of its first packet, and the RTP time of `pts`. */
  position(pts: number): { readonly sequence: number; readonly timestamp: number } {
    const first = this.#track.stream.recent.find((packet) => packet.pts >= pts);
    const parcel = first && this.#viewers > 0 ? this.#parcels.get(first) : undefined;
    return { sequence: parcel?.batch.sequence ?? this.#sequence, timestamp: this.#clock.at(pts) };
  }

  /** A recent key frame: that of the viewers where there are any, else one is asked for; undefined when none comes. */
  key(seconds: number): Promise<Packet | undefined> {
    if (this.#viewers > 0 && this.#key !== undefined) return Promise.resolve(this.#key);
    this.#wait ??= firstKey(this.#track.stream, seconds).finally(() => {
      this.#wait = undefined;
    });
    return this.#wait;
  }

  #open(): Packetizer {
    const track = this.#track;
    return openPacketizer({
      codec: track.codec,
      payloadType: payloadType(track),
      ssrc: this.ssrc,
      packetSize: this.#packetSize,
      channel: usualChannel(track),
      sequence: this.#sequence,
      ...(track.kind === "audio" && { channels: track.channels }),
      ...(track.kind === "audio" &&
        track.bitsPerSample !== undefined && { bitsPerSample: track.bitsPerSample }),
    });
  }
}

/** Bytes for an interleaved channel (RFC 2326, 10.12). */
export function interleavedFrame(channel: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(0x24, channel, bytes.length >> 8, bytes.length & 0xff), bytes]);
}

/** The interleaved channel that most clients choose: they count tracks up in pairs. */
export function usualChannel({ number }: Track): number {
  return (number - 1) * 2;
}

/** Hz of the RTP time stamps. */
export function clockRate(track: Track): number {
  return track.kind === "video" ? 90_000 : track.sampleRate;
}

/** Fixed ones of RFC 3551 where they fit, else one of the free range. */
export function payloadType(track: Track): number {
  if (track.kind === "video") return track.codec === "mjpeg" ? 26 : 96;
  const { codec, sampleRate, channels } = track;
  if (sampleRate === 8000 && channels === 1) {
    if (codec === "pcm_mulaw") return 0;
    if (codec === "pcm_alaw") return 8;
  }
  if (codec === "pcm_s16be" && sampleRate === 44_100) return channels === 2 ? 10 : 11;
  return 97;
}
