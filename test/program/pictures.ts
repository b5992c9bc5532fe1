import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { output } from "./clients.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** A picture as its pixels. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): Colour;
  /** The mean colour of a part of the picture, its corners given as parts of 1. */
  mean(left: number, top: number, right: number, bottom: number): Colour;
}

/** Has ffmpeg decode a JPEG. */
export async function decode(jpeg: Uint8Array): Promise<Picture> {
  const { width, height } = readJpegSize(jpeg);
  const raw = ["-f", "rawvideo", "-pix_fmt", "rgb24"];
  const pixels = await output(
    "ffmpeg",
    ["-v", "error", "-f", "mjpeg", "-i", "pipe:0", ...raw, "pipe:1"],
    jpeg,
  );
  const at = (x: number, y: number): Colour => {
    const start = (y * width + x) * 3;
    return [pixels[start] as number, pixels[start + 1] as number, pixels[start + 2] as number];
  };
  return {
    width,
    height,
    at,
    mean: (left, top, right, bottom) => {
      const sum: [number, number, number] = [0, 0, 0];
      let count = 0;
      for (let y = Math.floor(top * height); y < bottom * height; y++) {
        for (let x = Math.floor(left * width); x < right * width; x++) {
          for (const [n, value] of at(x, y).entries()) sum[n] = (sum[n] as number) + value;
          count++;
        }
      }
      return sum.map((value) => value / count) as unknown as Colour;
    },
  };
}

/** How far two colours are apart: 0 to 255, the widest of the three. */
export function distance(one: Colour, other: Colour): number {
  return Math.max(...one.map((value, n) => Math.abs(value - (other[n] as number))));
}

/** The first eight numbers of a JPEG's quantisation table for brightness, in zigzag order. */
export function quantisation(jpeg: Uint8Array): readonly number[] {
  const start = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xdb]));
  return [...jpeg.subarray(start + 5, start + 13)];
}

/** The same numbers as libjpeg makes them for a quality of 1 to 100. */
export function libjpegTable(quality: number): readonly number[] {
  const scale = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality;
  const standard = [16, 11, 12, 14, 12, 10, 16, 14];
  return standard.map((value) => Math.max(1, Math.floor((value * scale + 50) / 100)));
}
