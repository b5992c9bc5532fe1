import type { Planes, Size } from "../av/frame.ts";
import type { PictureSettings } from "./settings.ts";

/** The grid on which masks and motion windows are set, whatever the picture's size. */
const grid = { width: 640, height: 480 };

/** The size of a picture, and of the whole picture that it is the middle of: the same where nothing is cut off. */
export interface Cut {
  readonly size: Size;
  readonly whole: Size;
}

/**
 * Fills each mask's area with its colour: nothing of the picture below is left, in any plane. Areas are those of the
 * whole picture, so that what is hidden in one stream is hidden in another that shows less of it.
 */
export function drawMasks(planes: Planes, { size, whole }: Cut, masks: PictureSettings["masks"]): void {
  // In chroma samples, to which areas are grown, so that no colour of what is hidden shines through at the edges.
  const across = (x: number): number =>
    (x * whole.width) / grid.width / 2 - ((whole.width - size.width) >> 2);
  const down = (y: number): number =>
    (y * whole.height) / grid.height / 2 - ((whole.height - size.height) >> 2);
  for (const { area, color } of masks) {
    const [x0, y0, x1, y1] = area;
    const left = Math.max(Math.floor(across(x0)), 0);
    const top = Math.max(Math.floor(down(y0)), 0);
    const right = Math.min(Math.ceil(across(x1 + 1)), size.width >> 1);
    const bottom = Math.min(Math.ceil(down(y1 + 1)), size.height >> 1);
    if (left >= right) continue;
    const [y, u, v] = yuvOf(color);
    for (let row = top; row < bottom; row++) {
      planes.u.fill(u, row * planes.strideUV + left, row * planes.strideUV + right);
      planes.v.fill(v, row * planes.strideUV + left, row * planes.strideUV + right);
    }
    for (let row = top * 2; row < bottom * 2; row++) {
      planes.y.fill(y, row * planes.strideY + left * 2, row * planes.strideY + right * 2);
    }
  }
}

/** BT.709, limited range, of "RRGGBB". */
export function yuvOf(color: string): readonly [y: number, u: number, v: number] {
  const [r, g, b] = [0, 2, 4].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255) as [
    number,
    number,
    number,
  ];
  const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return [
    Math.round(16 + 219 * luma),
    Math.round(128 + (224 * (b - luma)) / 1.8556),
    Math.round(128 + (224 * (r - luma)) / 1.5748),
  ];
}
