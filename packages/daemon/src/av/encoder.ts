import {
  AV_CODEC_FLAG_CLOSED_GOP,
  AV_CODEC_FLAG_QSCALE,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AVCOL_RANGE_MPEG,
  type AVColorSpace,
  FF_ENCODER_LIBX264,
  FF_ENCODER_MPEG4,
  FF_QP2LAMBDA,
} from "node-av/constants";
import { Codec, CodecContext, type Frame, Packet, Rational } from "node-av/lib";
import { checked, isDry } from "./errors.ts";
import type { Size } from "./frame.ts";

export interface VideoEncoderOptions extends Size {
  readonly codec: "h264" | "mpeg4";
  readonly frameRate: number;
  /** Pictures from one key frame to the next. */
  readonly gop: number;
  readonly rate:
    | { readonly bitrateKbps: number }
    /** That quality, or less where it would take more than `mostKbps`. */
    | { readonly quality: 1 | 2 | 3 | 4 | 5; readonly mostKbps?: number };
  /** H.264 only. */
  readonly profile: "baseline" | "main" | "high";
  /** Width:height of one pixel. */
  readonly pixelAspect: readonly [number, number];
}

export interface EncodedPicture {
  /** The caller's own bytes: one access unit, Annex B for H.264, with parameter sets before a key frame. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Seconds, as given to `encode`. */
  readonly pts: number;
  readonly key: boolean;
}

export interface VideoEncoder extends Disposable {
  encode(frame: Frame, pts: number, forceKey: boolean): readonly EncodedPicture[];
}

// x264's constant rate factor and MPEG-4's quantiser for the quality levels 1 (very low) to 5 (very high).
const crf = { 1: 35, 2: 30, 3: 26, 4: 23, 5: 20 } as const;
const qscale = { 1: 20, 2: 13, 3: 8, 4: 5, 5: 3 } as const;

const clockRate = 90_000;

/** A live encoder: no look-ahead, no reordering, one picture in, one out. `colorSpace` is that of the pictures. */
export function openVideoEncoder(options: VideoEncoderOptions, colorSpace: AVColorSpace): VideoEncoder {
  const codec = Codec.findEncoderByName(options.codec === "h264" ? FF_ENCODER_LIBX264 : FF_ENCODER_MPEG4);
  if (codec === null) throw new TypeError(`this FFmpeg has no ${options.codec} encoder`);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = options.width;
  context.height = options.height;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.colorRange = AVCOL_RANGE_MPEG;
  context.colorSpace = colorSpace;
  context.sampleAspectRatio = new Rational(...options.pixelAspect);
  // MPEG-4 part 2 has only 16 bits for a second's ticks.
  context.timeBase = new Rational(1, options.codec === "h264" ? clockRate : 1000);
  context.framerate = new Rational(options.frameRate, 1);
  context.gopSize = options.gop;
  context.maxBFrames = 0;
  context.threadCount = 1;
  setRate(context, options);
  if (options.codec === "h264") {
    context.setFlags(AV_CODEC_FLAG_CLOSED_GOP);
    set(context, "preset", "superfast");
    set(context, "tune", "zerolatency");
    set(context, "profile", options.profile);
    set(context, "forced-idr", "1");
    set(context, "x264-params", "repeat-headers=1:scenecut=0");
  }
  // Options go in one by one: a dictionary given to open2 is freed twice by the binding.
  checked(context.open2Sync(codec, null), `open the ${options.codec} encoder`);
  const packet = new Packet();
  packet.alloc();
  const quantiser = options.codec === "mpeg4" ? context.globalQuality : undefined;
  const ticks = options.codec === "h264" ? clockRate : 1000;
  let first: number | undefined;
  let last = -1n;
  return {
    encode: (frame, pts, forceKey) => {
      first ??= pts;
      const at = BigInt(Math.round((pts - first) * ticks));
      last = at > last ? at : last + 1n;
      frame.pts = last;
      // MPEG-4's constant quantiser is read from each picture, not from the encoder.
      if (quantiser !== undefined) frame.quality = quantiser;
      frame.pictType = forceKey ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
      checked(context.sendFrameSync(frame), "encode a picture");
      return receive(context, packet, pts);
    },
    [Symbol.dispose]: () => {
      packet.free();
      context.freeContext();
    },
  };
}

function set(context: CodecContext, name: string, value: string): void {
  checked(context.setOption(name, value), `set the encoder's ${name} to ${value}`);
}

function setRate(context: CodecContext, { codec, rate }: VideoEncoderOptions): void {
  const most = "bitrateKbps" in rate ? rate.bitrateKbps : rate.mostKbps;
  if (most !== undefined) {
    context.rcMaxRate = BigInt(most * 1000);
    context.rcBufferSize = most * 1000;
  }
  if (!("bitrateKbps" in rate) && codec === "h264") return set(context, "crf", String(crf[rate.quality]));
  if (most !== undefined) {
    context.bitRate = BigInt(most * 1000);
    // MPEG-4 has no quality with a limit: this one aims at the limit and is never better than the quality.
    if (!("bitrateKbps" in rate)) context.qMin = qscale[rate.quality];
    return;
  }
  if ("bitrateKbps" in rate) return;
  context.setFlags(AV_CODEC_FLAG_QSCALE);
  context.globalQuality = qscale[rate.quality] * FF_QP2LAMBDA;
}

function receive(context: CodecContext, packet: Packet, pts: number): EncodedPicture[] {
  const pictures: EncodedPicture[] = [];
  for (;;) {
    const status = context.receivePacketSync(packet);
    if (isDry(status)) return pictures;
    checked(status, "take an encoded picture");
    const { data } = packet;
    if (data) pictures.push({ data: new Uint8Array(data), pts, key: packet.isKeyframe });
    packet.unref();
  }
}
