import {
  AV_PIX_FMT_GRAY8,
  AV_PIX_FMT_NV12,
  AV_PIX_FMT_NV21,
  AV_PIX_FMT_YUV420P,
  AV_PIX_FMT_YUV422P,
  AV_PIX_FMT_YUV444P,
  AV_PIX_FMT_YUVJ420P,
  AV_PIX_FMT_YUVJ422P,
  AV_PIX_FMT_YUVJ444P,
  AVCOL_RANGE_JPEG,
  AVCOL_SPC_BT709,
  AVCOL_SPC_RGB,
  AVCOL_SPC_UNSPECIFIED,
  type AVPixelFormat,
} from "node-av/constants";
import { type Frame, SoftwareScaleContext } from "node-av/lib";
import { checked } from "./errors.ts";
import { allocate, type Canvas, openCanvas, type Size, share } from "./frame.ts";

/** Scales and converts pictures into a frame of its own that each call overwrites. */
export interface Scaler extends Disposable {
  readonly size: Size;
  scale(from: Frame): Frame;
  /** The picture that was scaled last, to be read or, where it is yuv420p, drawn on. */
  readonly canvas: Pick<Canvas, "draw" | "views">;
}

/** Converts format, range and matrix as the frames' own tags say; the work is set up at the first picture. */
export function openScaler(
  size: Size,
  format: AVPixelFormat = AV_PIX_FMT_YUV420P,
  filter: "bilinear" | "area" = "bilinear",
): Scaler {
  const context = new SoftwareScaleContext();
  context.allocContext();
  checked(context.setOption("sws_flags", filter), "choose a scaling filter");
  const canvas = openCanvas(allocate(size, format));
  const to = canvas.frame;
  return {
    size,
    scale: (from) => {
      canvas.own();
      if (format === AV_PIX_FMT_YUV420P)
        to.colorSpace = from.colorSpace === AVCOL_SPC_RGB ? AVCOL_SPC_BT709 : from.colorSpace;
      if (format === AV_PIX_FMT_GRAY8) to.colorRange = from.colorRange;
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

/** Formats whose first plane is the luma, a byte for each pixel. */
const withLuma: readonly AVPixelFormat[] = [
  ...[AV_PIX_FMT_GRAY8, AV_PIX_FMT_NV12, AV_PIX_FMT_NV21],
  ...[AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P],
  ...[AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P],
];

export function openGreyScaler(size: Size): GreyScaler {
  const { width, height } = size;
  // Each grey value is the mean of an area, so that noise goes down with the size.
  const plain = openScaler(size, AV_PIX_FMT_GRAY8, "area");
  // Asked for grey, FFmpeg goes by way of RGB, and the colours get into it.
  let coloured: Scaler | undefined;
  const grey = new Uint8Array(width * height);
  const scaled = (scaler: Scaler, from: Frame): Uint8Array => {
    const [stride] = scaler.scale(from).linesize;
    const [plane] = scaler.canvas.views();
    if (!(plane && stride)) throw new TypeError("a grey picture has no plane");
    for (let y = 0; y < height; y++) grey.set(plane.subarray(y * stride, y * stride + width), y * width);
    return grey;
  };
  return {
    scale: (from) => {
      if (!withLuma.includes(from.format as AVPixelFormat)) {
        coloured ??= openScaler(size);
        return scaled(coloured, from);
      }
      const luma = share(from);
      try {
        luma.format = AV_PIX_FMT_GRAY8;
        // The same on both sides, so that its range stays as it is.
        luma.colorRange = AVCOL_RANGE_JPEG;
        luma.colorSpace = AVCOL_SPC_UNSPECIFIED;
        return scaled(plain, luma);
      } finally {
        luma.free();
      }
    },
    [Symbol.dispose]: () => {
      plain[Symbol.dispose]();
      coloured?.[Symbol.dispose]();
    },
  };
}
