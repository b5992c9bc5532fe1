import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_CODEC_ID_AAC,
  AV_CODEC_ID_H264,
  AV_CODEC_ID_MJPEG,
  AV_CODEC_ID_PCM_ALAW,
  AV_CODEC_ID_PCM_MULAW,
  AV_CODEC_ID_PCM_S16BE,
  AV_NOPTS_VALUE,
  AV_PKT_FLAG_KEY,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
} from "node-av/constants";
import { CodecParameters, Packet, Rational, type Stream } from "node-av/lib";
import type { Size } from "./frame.ts";

/** As much of a track as a decoder has to know. */
export type BareStream = Pick<Stream, "codecpar" | "timeBase">;

/** Sound that comes without a container. */
export interface BareSound {
  readonly codec: "aac" | "pcm_alaw" | "pcm_mulaw" | "pcm_s16be";
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  /** What the codec's packets do not say themselves. */
  readonly extradata?: Uint8Array | undefined;
}

const soundIds = {
  aac: AV_CODEC_ID_AAC,
  pcm_alaw: AV_CODEC_ID_PCM_ALAW,
  pcm_mulaw: AV_CODEC_ID_PCM_MULAW,
  pcm_s16be: AV_CODEC_ID_PCM_S16BE,
} as const;

/** Front centre; front left and right. */
const masks = { 1: 4n, 2: 3n } as const;

/** A track of H.264 as Annex B whose times count in `clockRate`, in Hz. */
export function bareH264(size: Size, clockRate: number): BareStream & Disposable {
  return bareVideo(AV_CODEC_ID_H264, size, clockRate);
}

/** A track of JPEGs, likewise. */
export function bareJpeg(size: Size, clockRate: number): BareStream & Disposable {
  return bareVideo(AV_CODEC_ID_MJPEG, size, clockRate);
}

function bareVideo(
  codecId: typeof AV_CODEC_ID_H264 | typeof AV_CODEC_ID_MJPEG,
  { width, height }: Size,
  clockRate: number,
): BareStream & Disposable {
  const codecpar = new CodecParameters();
  codecpar.alloc();
  codecpar.codecType = AVMEDIA_TYPE_VIDEO;
  codecpar.codecId = codecId;
  codecpar.width = width;
  codecpar.height = height;
  return disposable(codecpar, clockRate);
}

export function bareSound(
  { codec, sampleRate, channels, extradata }: BareSound,
  clockRate: number,
): BareStream & Disposable {
  const codecpar = new CodecParameters();
  codecpar.alloc();
  codecpar.codecType = AVMEDIA_TYPE_AUDIO;
  codecpar.codecId = soundIds[codec];
  codecpar.sampleRate = sampleRate;
  // Where the layout is not said, decoders leave it open, and the resampler does not take that.
  codecpar.channelLayout = { nbChannels: channels, order: AV_CHANNEL_ORDER_NATIVE, mask: masks[channels] };
  if (extradata !== undefined) codecpar.extradata = Buffer.from(extradata);
  return disposable(codecpar, clockRate);
}

function disposable(codecpar: CodecParameters, clockRate: number): BareStream & Disposable {
  return {
    codecpar,
    timeBase: new Rational(1, clockRate),
    [Symbol.dispose]: () => codecpar.free(),
  };
}

/** A packet for a decoder, with a copy of the bytes; `pts` counts in the track's own clock. The caller frees it. */
export function packetOf(data: Uint8Array, pts: number, key: boolean): Packet {
  const packet = new Packet();
  packet.alloc();
  packet.data = Buffer.from(data.buffer, data.byteOffset, data.length);
  packet.pts = BigInt(pts);
  packet.dts = AV_NOPTS_VALUE;
  if (key) packet.flags = AV_PKT_FLAG_KEY;
  return packet;
}
