import type { VideoEncoderOptions } from "../av/encoder.ts";
import type { Size } from "../av/frame.ts";
import type { JpegOptions } from "../codec/channel.ts";
import { jpegQuality } from "../codec/quality.ts";
import type { PictureWant } from "../codec/want.ts";
import type { Fit } from "../picture/plate.ts";
import type { EngineSettings } from "./protocol.ts";

/** What a want comes to under the present settings. */
export type Order = { readonly size: Size; readonly fit: Fit; readonly frameRate: number } & (
  | {
      readonly codec: "mjpeg";
      readonly jpeg: JpegOptions;
      readonly still: boolean;
      /** Most bits per second, in thousands. */
      readonly mostKbps: number;
    }
  | { readonly codec: "h264" | "mpeg4"; readonly video: VideoEncoderOptions }
);

/** Still pictures that somebody watches are renewed this often. */
const stillRate = 30;

/** `shape` is the size of the source's pictures. */
export function orderOf(want: PictureWant, settings: EngineSettings, shape: Size): Order {
  if (!("channel" in want)) {
    const { width, height, quality } = want;
    const size = { width, height };
    const jpeg = { ...size, quality, pixelAspect: pixelAspectOf(size, shape) };
    const mostKbps = Number.POSITIVE_INFINITY;
    return { codec: "mjpeg", size, fit: "whole", frameRate: stillRate, jpeg, still: true, mostKbps };
  }
  const { codec } = want;
  const channel = settings[codec][want.channel - 1]!;
  const { frameRate, cropping } = channel;
  const size = sizeOf(channel.resolution);
  const fit = cropping ? "middle" : "whole";
  const pixelAspect = cropping ? square : pixelAspectOf(size, shape);
  if (codec === "mjpeg") {
    return {
      codec,
      size,
      fit,
      frameRate,
      jpeg: { ...size, quality: jpegQuality(channel.quality), pixelAspect },
      still: false,
      mostKbps: limitKbps(channel.bandwidthLimit),
    };
  }
  const encoded = settings[codec][want.channel - 1]!;
  const profile = codec === "h264" ? settings.h264[want.channel - 1]!.profile : "baseline";
  const video = { ...size, codec, frameRate, gop: encoded.gop, profile, rate: rateOf(encoded), pixelAspect };
  return { codec, size, fit, frameRate, video };
}

const square = [1, 1] as const;

/** Width:height of a pixel when a whole picture of a shape is squeezed into a size. */
export function pixelAspectOf({ width, height }: Size, shape: Size): readonly [number, number] {
  const across = shape.width * height;
  const down = shape.height * width;
  const divisor = gcd(across, down);
  return [across / divisor, down / divisor];
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function rateOf(channel: EngineSettings["mpeg4"][number]): VideoEncoderOptions["rate"] {
  const mostKbps = limitKbps(channel.bandwidthLimit);
  if (channel.rateControl === "bitrate") return { bitrateKbps: Math.min(channel.bitrateKbps, mostKbps) };
  const quality = channel.quality as 1 | 2 | 3 | 4 | 5;
  return Number.isFinite(mostKbps) ? { quality, mostKbps } : { quality };
}

export function sizeOf(resolution: string): Size {
  const [width = 0, height = 0] = resolution.split("x").map(Number);
  return { width, height };
}

function limitKbps(limit: string): number {
  return limit === "none" ? Number.POSITIVE_INFINITY : Number.parseInt(limit, 10);
}
