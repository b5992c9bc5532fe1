import { AV_PIX_FMT_YUV420P, AVCOL_SPC_BT709, AVCOL_SPC_RGB, type AVPixelFormat } from "node-av/constants";
import { type Frame, SoftwareScaleContext } from "node-av/lib";
import { checked } from "./errors.ts";
import { allocate, type Canvas, openCanvas, type Size } from "./frame.ts";

/** Scales and converts pictures into a frame of its own that each call overwrites. */
export interface Scaler extends Disposable {
  readonly size: Size;
  scale(from: Frame): Frame;
  /** The picture that was scaled last, to be read or, where it is yuv420p, drawn on. */
  readonly canvas: Pick<Canvas, "draw" | "views">;
}

/** Converts format, range and matrix as the frames' own tags say; the work is set up at the first picture. */
export function openScaler(size: Size, format: AVPixelFormat = AV_PIX_FMT_YUV420P): Scaler {
  const context = new SoftwareScaleContext();
  context.allocContext();
  checked(context.setOption("sws_flags", "bilinear"), "choose a scaling filter");
  const canvas = openCanvas(allocate(size, format));
  const to = canvas.frame;
  return {
    size,
    scale: (from) => {
      canvas.own();
      if (format === AV_PIX_FMT_YUV420P)
        to.colorSpace = from.colorSpace === AVCOL_SPC_RGB ? AVCOL_SPC_BT709 : from.colorSpace;
      checked(context.scaleFrameSync(to, from), "scale a picture");
      to.pts = from.pts;
      return to;
    },
    canvas,
    [Symbol.dispose]: () => {
      canvas[Symbol.dispose]();
      context.freeContext();
    },
  };
}

/** Scales pictures of any format to grey values, row by row, in a buffer that each call overwrites. */
export interface GreyScaler extends Disposable {
  scale(from: Frame): Uint8Array;
}

export function openGreyScaler(size: Size): GreyScaler {
  const { width, height } = size;
  // Asked for grey, FFmpeg goes by way of RGB, and the colours get into it.
  const scaler = openScaler(size);
  const grey = new Uint8Array(width * height);
  return {
    scale: (from) => {
      const frame = scaler.scale(from);
      const plane = frame.data?.[0];
      const stride = frame.linesize[0];
      if (!(plane && stride)) throw new TypeError("a grey picture has no plane");
      for (let y = 0; y < height; y++) grey.set(plane.subarray(y * stride, y * stride + width), y * width);
      return grey;
    },
    [Symbol.dispose]: () => scaler[Symbol.dispose](),
  };
}
