import { AV_PIX_FMT_YUV420P, AVCOL_RANGE_MPEG, AVCOL_SPC_BT709, type AVPixelFormat } from "node-av/constants";
import { Frame } from "node-av/lib";
import { checked } from "./errors.ts";

export type { Frame } from "node-av/lib";

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The planes of a yuv420p frame; they are views of native memory, valid only inside `draw`. */
export interface Planes {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  readonly strideY: number;
  readonly strideUV: number;
}

/** A frame with its own memory; yuv420p, limited range, BT.709 unless another format is named. Free it with `free()`. */
export function allocate({ width, height }: Size, format: AVPixelFormat = AV_PIX_FMT_YUV420P): Frame {
  const frame = new Frame();
  frame.alloc();
  frame.format = format;
  frame.width = width;
  frame.height = height;
  if (format === AV_PIX_FMT_YUV420P) {
    frame.colorRange = AVCOL_RANGE_MPEG;
    frame.colorSpace = AVCOL_SPC_BT709;
  }
  checked(frame.getBuffer(0), `allocate a picture of ${width}x${height}`);
  return frame;
}

/** Lets `pen` read and write the pixels of a yuv420p frame; the planes must not leave the call. */
export function draw(frame: Frame, pen: (planes: Planes) => void): void {
  checked(frame.makeWritable(), "make a picture writable");
  look(frame, pen);
}

/** Lets `eye` read the pixels of a yuv420p frame; the planes must not leave the call. */
export function look(frame: Frame, eye: (planes: Planes) => void): void {
  const [y, u, v] = frame.data ?? [];
  const [strideY, strideUV] = frame.linesize;
  if (!(y && u && v && strideY && strideUV)) throw new TypeError("a picture without planes was looked at");
  eye({ y, u, v, strideY, strideUV });
}

/** Whether a frame is yuv420p in limited range, as everything after a source expects. */
export function isPlain(frame: Frame): boolean {
  return frame.format === AV_PIX_FMT_YUV420P && frame.colorRange === AVCOL_RANGE_MPEG;
}

/** Another handle on the same pixels; writing to either makes a copy first. */
export function share(frame: Frame): Frame {
  const shared = frame.clone();
  if (shared === null) throw new TypeError("a picture without pixels was shared");
  return shared;
}
