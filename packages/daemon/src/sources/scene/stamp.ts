import { darken, drawText, type Font, openFont } from "../../glyphs/index.ts";
import type { Planes } from "./brush.ts";

/** The frame number as light and dark cells in the lower right corner: two lines of 16, most significant bit first. */
const columns = 16;
const lines = 2;
/** Cells per width and height of a whole picture: 16 x 16 pixels at 1280 x 720. They scale with the picture, so they survive scaling. */
const across = 80;
const down = 45;
const numberBits = 24;
const dark = 16;
const bright = 235;

/** What is written into a picture. */
export interface Stamp {
  readonly frame: number;
  readonly clock: string;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Writes clock and frame number onto a dark strip at the lower edge, and the number again as cells. */
export function openStamp(): (planes: Planes, size: Size, stamp: Stamp) => void {
  let font: Font | undefined;
  return (planes, size, { frame, clock }) => {
    const picture = { ...planes, width: size.width, height: size.height };
    const top = edge(down - lines, down, size.height);
    const right = edge(across - columns, across, size.width);
    const height = size.height - top;
    const line = Math.max(6, Math.min(400, Math.floor(height * 0.94)));
    if (font?.height !== line) font = openFont(line);
    darken(picture, { x: 0, y: top, width: right, height });
    const y = top + Math.floor((height - line) / 2);
    drawText(picture, `${clock}  #${frame}`, { font, x: font.advance / 2, y });
    drawCells(planes, size, frame);
  };
}

function drawCells(planes: Planes, { width, height }: Size, frame: number): void {
  const number = frame % 2 ** numberBits;
  const bits = ((number << 8) | check(number)) >>> 0;
  for (let cell = 0; cell < columns * lines; cell++) {
    const luma = (bits >>> (columns * lines - 1 - cell)) & 1 ? bright : dark;
    const { left, right, top, bottom } = cellAt(cell, width, height);
    for (let row = top; row < bottom; row++) {
      planes.y.fill(luma, row * planes.strideY + left, row * planes.strideY + right);
    }
  }
  const left = edge(across - columns, across, width) >> 1;
  for (let row = edge(down - lines, down, height) >> 1; row < height >> 1; row++) {
    planes.u.fill(128, row * planes.strideUV + left, row * planes.strideUV + (width >> 1));
    planes.v.fill(128, row * planes.strideUV + left, row * planes.strideUV + (width >> 1));
  }
}

/** A picture's luma in limited range; rows are `stride` bytes apart. */
export interface Luma extends Size {
  readonly y: Uint8Array;
  readonly stride: number;
}

/** Reads the frame number (modulo 2^24) from a decoded picture, scaled or not; undefined where it shows none. */
export function readFrameNumber({ y, stride, width, height }: Luma): number | undefined {
  let bits = 0;
  for (let cell = 0; cell < columns * lines; cell++) {
    const { left, right, top, bottom } = cellAt(cell, width, height);
    const mean = middle(y, stride, { left, right, top, bottom });
    if (mean > 96 && mean < 156) return undefined;
    bits = (bits << 1) | (mean > 126 ? 1 : 0);
  }
  const number = (bits >>> 8) & (2 ** numberBits - 1);
  return check(number) === (bits & 255) ? number : undefined;
}

interface Cell {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function cellAt(cell: number, width: number, height: number): Cell {
  const column = across - columns + (cell % columns);
  const line = down - lines + Math.floor(cell / columns);
  return {
    left: edge(column, across, width),
    right: edge(column + 1, across, width),
    top: edge(line, down, height),
    bottom: edge(line + 1, down, height),
  };
}

function edge(cell: number, cells: number, size: number): number {
  return Math.round((cell * size) / cells);
}

/** Mean luma of the middle half of a cell, away from blurred edges. */
function middle(y: Uint8Array, stride: number, { left, right, top, bottom }: Cell): number {
  const insetX = (right - left) >> 2;
  const insetY = (bottom - top) >> 2;
  let sum = 0;
  let count = 0;
  for (let row = top + insetY; row < bottom - insetY; row++) {
    for (let column = left + insetX; column < right - insetX; column++) {
      sum += y[row * stride + column]!;
      count++;
    }
  }
  return sum / count;
}

/** Eight bits that fit no all-dark, all-bright or slightly misread number. */
function check(number: number): number {
  return ((Math.imul(number + 1, 0x9e3779b1) >>> 24) ^ 0xa5) & 255;
}
