import { inflateRawSync } from "node:zlib";
import { masterHeight, masterWidth, packedGlyphs, ranges } from "./data.ts";

/** One character at a font's size, with the dark rim around it. Both are cells of `width` x `height`, row by row. */
export interface Glyph {
  readonly width: number;
  readonly height: number;
  /** How much of the pixel the letter covers, 0..256. */
  readonly ink: Uint16Array;
  /** How much of the picture behind shows through letter and rim, 0..256. */
  readonly through: Uint16Array;
}

/** A monospaced font at one size. Glyphs are rendered at their first use and kept. */
export interface Font {
  /** Height of a line in pixels; capitals are about 0.6 of it. */
  readonly height: number;
  /** Width of a character in pixels. */
  readonly advance: number;
  /** Width of the dark rim in pixels, on every side of a glyph's cell. */
  readonly rim: number;
  /** The glyph of a Unicode code point; a box for one that the font lacks. */
  glyph(codePoint: number): Glyph;
}

const masterSize = masterWidth * masterHeight;

/** Opens the font at a line height of 6 to 400 pixels. It covers ASCII and Latin-1. */
export function openFont(heightPx: number): Font {
  if (!(Number.isInteger(heightPx) && heightPx >= 6 && heightPx <= 400)) {
    throw new RangeError(`font height ${heightPx}: must be a whole number of pixels from 6 to 400`);
  }
  const packed = inflateRawSync(Buffer.from(packedGlyphs, "base64"));
  const advance = Math.round((heightPx * masterWidth) / masterHeight);
  const rim = Math.max(1, Math.round(heightPx / 16));
  const glyphs = new Map<number, Glyph>();
  return {
    height: heightPx,
    advance,
    rim,
    glyph(codePoint) {
      const index = indexOf(codePoint);
      const known = glyphs.get(index);
      if (known) return known;
      const letter = scaleDown(index < 0 ? box() : unpack(packed, index), advance, heightPx);
      const glyph = withRim(letter, { width: advance, height: heightPx, rim });
      glyphs.set(index, glyph);
      return glyph;
    },
  };
}

/** Position of a code point among the packed glyphs, or -1. */
function indexOf(codePoint: number): number {
  let before = 0;
  for (const [first, last] of ranges) {
    if (codePoint >= first && codePoint <= last) return before + codePoint - first;
    before += last - first + 1;
  }
  return -1;
}

function unpack(packed: Uint8Array, index: number): Uint8Array {
  const master = new Uint8Array(masterSize);
  const start = (index * masterSize) / 2;
  for (let i = 0; i < masterSize; i += 2) {
    const pair = packed[start + i / 2]!;
    master[i] = (pair >> 4) * 17;
    master[i + 1] = (pair & 15) * 17;
  }
  return master;
}

function box(): Uint8Array {
  const master = new Uint8Array(masterSize);
  for (let y = 10; y < 39; y++) {
    for (let x = 3; x < 21; x++) {
      if (y < 13 || y >= 36 || x < 6 || x >= 18) master[y * masterWidth + x] = 255;
    }
  }
  return master;
}

/** Averages the master over the area of every target pixel, 0..256. */
function scaleDown(master: Uint8Array, width: number, height: number): Uint16Array {
  const scaled = new Uint16Array(width * height);
  const dx = masterWidth / width;
  const dy = masterHeight / height;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let y = Math.floor(row * dy); y < Math.min(masterHeight, (row + 1) * dy); y++) {
        const rows = Math.min(y + 1, (row + 1) * dy) - Math.max(y, row * dy);
        for (let x = Math.floor(column * dx); x < Math.min(masterWidth, (column + 1) * dx); x++) {
          const columns = Math.min(x + 1, (column + 1) * dx) - Math.max(x, column * dx);
          sum += master[y * masterWidth + x]! * rows * columns;
        }
      }
      scaled[row * width + column] = Math.min(256, Math.round((sum / (dx * dy) / 255) * 256));
    }
  }
  return scaled;
}

function withRim(letter: Uint16Array, cell: { width: number; height: number; rim: number }): Glyph {
  const { rim } = cell;
  const width = cell.width + 2 * rim;
  const height = cell.height + 2 * rim;
  const ink = new Uint16Array(width * height);
  const dark = new Uint16Array(width * height);
  const reach = (rim + 0.5) ** 2;
  for (let i = 0; i < letter.length; i++) {
    const cover = letter[i]!;
    if (cover === 0) continue;
    const x = (i % cell.width) + rim;
    const y = Math.floor(i / cell.width) + rim;
    ink[y * width + x] = cover;
    for (let v = -rim; v <= rim; v++) {
      for (let h = -rim; h <= rim; h++) {
        if (v * v + h * h > reach) continue;
        const at = (y + v) * width + x + h;
        dark[at] = Math.max(dark[at]!, cover);
      }
    }
  }
  const through = dark.map((cover, i) => ((256 - cover) * (256 - ink[i]!)) >> 8);
  return { width, height, ink, through };
}
