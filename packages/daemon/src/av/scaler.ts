import { AV_PIX_FMT_YUV420P, AVCOL_SPC_BT709, AVCOL_SPC_RGB, type AVPixelFormat } from "node-av/constants";
import { type Frame, SoftwareScaleContext } from "node-av/lib";
import { checked } from "./errors.ts";
import { allocate, type Size } from "./frame.ts";

/** Scales and converts pictures into a frame of its own that each call overwrites. */
export interface Scaler extends Disposable {
  readonly size: Size;
  scale(from: Frame): Frame;
}

/** Converts format, range and matrix as the frames' own tags say; the work is set up at the first picture. */
export function openScaler(size: Size, format: AVPixelFormat = AV_PIX_FMT_YUV420P): Scaler {
  const context = new SoftwareScaleContext();
  context.allocContext();
  checked(context.setOption("sws_flags", "bilinear"), "choose a scaling filter");
  const to = allocate(size, format);
  return {
    size,
    scale: (from) => {
      checked(to.makeWritable(), "make a picture writable");
      if (format === AV_PIX_FMT_YUV420P)
        to.colorSpace = from.colorSpace === AVCOL_SPC_RGB ? AVCOL_SPC_BT709 : from.colorSpace;
      checked(context.scaleFrameSync(to, from), "scale a picture");
      to.pts = from.pts;
      return to;
    },
    [Symbol.dispose]: () => {
      to.free();
      context.freeContext();
    },
  };
}
