import { deflateSync } from "node:zlib";
import type { Pixels } from "./picture.ts";

/** Ways in which a terminal shows pictures. */
export const ways = ["kitty", "sixel", "blocks"] as const;

export type Way = (typeof ways)[number];

/** Pixels as half blocks: two of them in each character, one above the other, in 24 bits of colour. */
export function drawBlocks({ width, height, data }: Pixels): string {
  const colour = (x: number, y: number): string => {
    const at = (Math.min(y, height - 1) * width + x) * 3;
    return `${data[at]};${data[at + 1]};${data[at + 2]}`;
  };
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = "";
    let [above, below] = ["", ""];
    for (let x = 0; x < width; x += 1) {
      const [upper, lower] = [colour(x, y), colour(x, y + 1)];
      if (upper !== above) line += `\x1b[38;2;${upper}m`;
      if (lower !== below) line += `\x1b[48;2;${lower}m`;
      line += "▀";
      [above, below] = [upper, lower];
    }
    lines.push(`${line}\x1b[0m`);
  }
  return lines.join("\r\n");
}

/** Levels of each colour in sixels: 216 colours, as all terminals that know them have 256. */
const levels = 6;
// Ordered dithering (Bayer, 4 x 4) hides the steps between so few levels.
const bayer = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

/** Pixels as sixels (DEC STD 070, 5.6). */
export function drawSixel({ width, height, data }: Pixels): string {
  const used = new Set<number>();
  const indexes = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const shift = ((bayer[(y & 3) * 4 + (x & 3)] as number) + 0.5) / 16;
      const level = (n: number): number =>
        Math.floor(((data[at * 3 + n] as number) / 255) * (levels - 1) + shift);
      const index = (level(0) * levels + level(1)) * levels + level(2);
      indexes[at] = index;
      used.add(index);
    }
  }
  const percent = (level: number): number => Math.round((level * 100) / (levels - 1));
  const palette = [...used].map((index) => {
    const [red, green, blue] = [Math.floor(index / 36), Math.floor(index / 6) % 6, index % 6];
    return `#${index};2;${percent(red)};${percent(green)};${percent(blue)}`;
  });
  let bands = "";
  for (let top = 0; top < height; top += 6) {
    const rows = new Map<number, Uint8Array>();
    for (let y = top; y < Math.min(top + 6, height); y += 1) {
      for (let x = 0; x < width; x += 1) {
        const index = indexes[y * width + x] as number;
        const row = rows.get(index) ?? new Uint8Array(width);
        rows.set(index, row);
        row[x] = (row[x] as number) | (1 << (y - top));
      }
    }
    bands += `${[...rows].map(([index, row]) => `#${index}${shortened(row)}`).join("$")}-`;
  }
  return `\x1bP0;1q"1;1;${width};${height}${palette.join("")}${bands}\x1b\\`;
}

/** A row of one colour; what repeats is counted. */
function shortened(row: Uint8Array): string {
  let text = "";
  for (let x = 0; x < row.length; ) {
    let end = x + 1;
    while (end < row.length && row[end] === row[x]) end += 1;
    const letter = String.fromCharCode(63 + (row[x] as number));
    const count = end - x;
    text += count > 3 ? `!${count}${letter}` : letter.repeat(count);
    x = end;
  }
  return text;
}

/** Bytes that kitty takes in one piece. */
const piece = 4096;

/** Pixels by kitty's protocol, over as many columns and rows of characters; the next picture takes its place. */
export function drawKitty(
  { width, height, data }: Pixels,
  { columns, rows }: { readonly columns: number; readonly rows: number },
): string {
  const text = deflateSync(data, { level: 1 }).toString("base64");
  const pieces = Array.from({ length: Math.ceil(text.length / piece) }, (_, n) =>
    text.slice(n * piece, (n + 1) * piece),
  );
  const head = `a=T,f=24,o=z,q=2,C=1,i=1,p=1,s=${width},v=${height},c=${columns},r=${rows},`;
  return pieces
    .map((part, n) => `\x1b_G${n === 0 ? head : ""}m=${n === pieces.length - 1 ? 0 : 1};${part}\x1b\\`)
    .join("");
}
