import { type EncodedPicture, openVideoEncoder, type VideoEncoderOptions } from "../av/encoder.ts";
import type { Frame, Size } from "../av/frame.ts";
import { type JpegEncoder, openJpegEncoder } from "../av/jpeg.ts";

/** Encodes developed pictures of one size. */
export interface VideoChannel extends Disposable {
  encode(frame: Frame, at: number): readonly EncodedPicture[];
  /** The next picture becomes a key frame. */
  refresh(): void;
}

/** An H.264 or MPEG-4 channel; the encoder is opened at the first picture. */
export function openVideoChannel(options: VideoEncoderOptions): VideoChannel {
  let encoder: ReturnType<typeof openVideoEncoder> | undefined;
  let colorSpace: Frame["colorSpace"] | undefined;
  let force = true;
  return {
    encode: (frame, at) => {
      if (frame.colorSpace !== colorSpace) {
        encoder?.[Symbol.dispose]();
        encoder = undefined;
        colorSpace = frame.colorSpace;
      }
      encoder ??= openVideoEncoder(options, frame.colorSpace);
      const pictures = encoder.encode(frame, at, force);
      force = false;
      return pictures;
    },
    refresh: () => {
      force = true;
    },
    [Symbol.dispose]: () => encoder?.[Symbol.dispose](),
  };
}

export interface JpegOptions extends Size {
  /** Of the IJG scale, 1 to 100. */
  readonly quality: number;
  /** Width:height of one pixel. */
  readonly pixelAspect: readonly [number, number];
}

/** Encoders for JPEGs, one for each size that is asked for. */
export interface JpegBench extends Disposable {
  /** The bytes are the caller's own. */
  encode(frame: Frame, options: JpegOptions): Uint8Array<ArrayBuffer>;
}

export function openJpegBench(): JpegBench {
  const encoders = new Map<string, JpegEncoder>();
  return {
    encode: (frame, { width, height, quality, pixelAspect }) => {
      const name = `${width}x${height}/${pixelAspect.join(":")}`;
      const encoder = encoders.get(name) ?? openJpegEncoder({ width, height }, pixelAspect);
      encoders.set(name, encoder);
      return encoder.encode(frame, quality);
    },
    [Symbol.dispose]: () => {
      for (const encoder of encoders.values()) encoder[Symbol.dispose]();
      encoders.clear();
    },
  };
}
