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

/**
 * A picture of our own that is written again and again. Each view of a frame's memory counts for V8 as if it had
 * allocated that memory: taken anew for each picture, the views alone make it collect its whole heap every second.
 */
export interface Canvas extends Disposable {
  readonly frame: Frame;
  /** Makes the memory the canvas's own where somebody still holds what was in it. Goes before everything that writes. */
  own(): void;
  /** The frame's planes as they lie in memory; they must not outlive the canvas, nor its next `own`. */
  views(): readonly Uint8Array[];
  /** As `draw`. */
  draw(pen: (planes: Planes) => void): void;
}

/** `frame` is one of `allocate`, whose memory nobody else exchanges; the canvas frees it. */
export function openCanvas(frame: Frame): Canvas {
  const { linesize } = frame;
  let views: readonly Uint8Array[] | undefined;
  const own = (): void => {
    // Only what is shared gets other memory when it is made writable.
    if (frame.isWritable) return;
    views = undefined;
    checked(frame.makeWritable(), "make a picture writable");
  };
  const look = (): readonly Uint8Array[] => {
    views ??= frame.data ?? [];
    return views;
  };
  return {
    frame,
    own,
    views: look,
    draw: (pen) => {
      own();
      pen(planesOf(look(), linesize));
    },
    [Symbol.dispose]: () => {
      views = undefined;
      frame.free();
    },
  };
}

/** Lets `pen` read and write the pixels of a yuv420p frame; the planes must not leave the call. */
export function draw(frame: Frame, pen: (planes: Planes) => void): void {
  checked(frame.makeWritable(), "make a picture writable");
  look(frame, pen);
}

/** Lets `eye` read the pixels of a yuv420p frame; the planes must not leave the call. */
export function look(frame: Frame, eye: (planes: Planes) => void): void {
  eye(planesOf(frame.data ?? [], frame.linesize));
}

function planesOf([y, u, v]: readonly Uint8Array[], [strideY, strideUV]: readonly number[]): Planes {
  if (!(y && u && v && strideY && strideUV)) throw new TypeError("a picture without planes was looked at");
  return { y, u, v, strideY, strideUV };
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
