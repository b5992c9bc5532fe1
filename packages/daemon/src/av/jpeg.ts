import turbo from "@julusian/jpeg-turbo";
import { AV_PIX_FMT_BGR0 } from "node-av/constants";
import type { Frame } from "node-av/lib";
import { roomAround as room } from "../bus/packet.ts";
import type { Size } from "./frame.ts";
import { openScaler } from "./scaler.ts";

/** Makes JPEGs of one size from yuv420p pictures of that size. */
export interface JpegEncoder extends Disposable {
  /** `quality` is that of the IJG scale, 1 to 100. The bytes are the caller's own, with `roomAround` them. */
  encode(frame: Frame, quality: number): Uint8Array<ArrayBuffer>;
}

// The APP0 segment follows the start marker: marker 2, length 2, "JFIF\0" 5, version 2, then units and densities.
const densityUnits = 13;

/** `pixelAspect` (width:height of one pixel) goes into the JFIF header when it is not square. */
export function openJpegEncoder(size: Size, pixelAspect: readonly [number, number]): JpegEncoder {
  const bgr = openScaler(size, AV_PIX_FMT_BGR0);
  const options = { ...size, subsampling: turbo.SAMP_420, format: turbo.FORMAT_BGRX };
  const scratch = Buffer.allocUnsafeSlow(turbo.bufferSize(options));
  return {
    encode: (frame, quality) => {
      const picture = bgr.scale(frame);
      const [pixels] = bgr.canvas.views();
      const [stride = 0] = picture.linesize;
      if (!pixels) throw new TypeError("a picture without pixels can not become a JPEG");
      // The binding counts a stride in pixels, here of four bytes.
      const made = turbo.compressSync(pixels as Buffer, scratch, { ...options, stride: stride / 4, quality });
      const jpeg = new Uint8Array(room.before + made.length + room.after).subarray(room.before, -room.after);
      jpeg.set(made);
      if (pixelAspect[0] !== pixelAspect[1]) writeDensity(jpeg, pixelAspect);
      return jpeg;
    },
    [Symbol.dispose]: () => bgr[Symbol.dispose](),
  };
}

/** JFIF 1.02: without a unit the densities are the shape of a pixel; libjpeg, FFmpeg and GStreamer read X:Y. */
function writeDensity(jpeg: Uint8Array, [width, height]: readonly [number, number]): void {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset);
  view.setUint8(densityUnits, 0);
  view.setUint16(densityUnits + 1, width);
  view.setUint16(densityUnits + 3, height);
}
