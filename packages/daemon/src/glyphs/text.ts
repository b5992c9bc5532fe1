import type { Font, Glyph } from "./font.ts";

/** A yuv420p picture in limited range; rows are `strideY` and `strideUV` bytes apart. */
export interface Picture {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  readonly strideY: number;
  readonly strideUV: number;
  readonly width: number;
  readonly height: number;
}

/** Where and how a line of text stands in a picture. */
export interface TextStyle {
  readonly font: Font;
  /** Left edge and top of the line in pixels; may lie outside of the picture. */
  readonly x: number;
  readonly y: number;
  /** Luma of the letters, 16..235; white unless named. */
  readonly luma?: number;
  /** What makes the text readable on any picture: a dark rim around the letters (the default), or a dark box behind them as well. */
  readonly back?: "rim" | "box";
}

const black = 16;
const white = 235;
const neutral = 128;

/** Draws one line of text into a picture, clipped at its edges. A character that the font lacks becomes a box. */
export function drawText(picture: Picture, text: string, style: TextStyle): void {
  const { font, luma = white } = style;
  const left = Math.round(style.x);
  const top = Math.round(style.y);
  if (style.back === "box") {
    const { rim, height } = font;
    darken(picture, { x: left - rim, y: top, width: textWidth(text, font) + 2 * rim, height });
  }
  let x = left - font.rim;
  for (let i = 0; i < text.length && x < picture.width; x += font.advance) {
    const codePoint = text.codePointAt(i)!;
    i += codePoint > 0xffff ? 2 : 1;
    blit(picture, font.glyph(codePoint), { x, y: top - font.rim, luma });
  }
}

/** Width of a line of text in pixels, without the rim. */
export function textWidth(text: string, font: Font): number {
  let characters = 0;
  for (let i = 0; i < text.length; characters++) i += text.codePointAt(i)! > 0xffff ? 2 : 1;
  return characters * font.advance;
}

/** Darkens an area of a picture to a third of its light and colour, clipped at the picture's edges. */
export function darken(
  picture: Picture,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const left = Math.max(0, area.x);
  const right = Math.min(picture.width, area.x + area.width);
  const bottom = Math.min(picture.height, area.y + area.height);
  for (let y = Math.max(0, area.y); y < bottom; y++) {
    const row = y * picture.strideY;
    for (let at = row + left; at < row + right; at++) {
      picture.y[at] = black + (((picture.y[at]! - black) * 85) >> 8);
    }
    if (y & 1) continue;
    const rowUV = (y >> 1) * picture.strideUV;
    for (let at = rowUV + ((left + 1) >> 1); at < rowUV + ((right + 1) >> 1); at++) {
      picture.u[at] = neutral + (((picture.u[at]! - neutral) * 85) >> 8);
      picture.v[at] = neutral + (((picture.v[at]! - neutral) * 85) >> 8);
    }
  }
}

function blit(picture: Picture, glyph: Glyph, place: { x: number; y: number; luma: number }): void {
  const { y: planeY, u: planeU, v: planeV } = picture;
  const { ink, through, width } = glyph;
  const { x, y, luma } = place;
  const left = Math.max(0, x);
  const right = Math.min(picture.width, x + width);
  const bottom = Math.min(picture.height, y + glyph.height);
  for (let row = Math.max(0, y); row < bottom; row++) {
    const from = (row - y) * width - x;
    const to = row * picture.strideY;
    for (let column = left; column < right; column++) {
      const keep = through[from + column]!;
      if (keep === 256) continue;
      const cover = ink[from + column]!;
      const at = to + column;
      planeY[at] = (planeY[at]! * keep + luma * cover + black * (256 - keep - cover)) >> 8;
      if ((row | column) & 1) continue;
      const chroma = (row >> 1) * picture.strideUV + (column >> 1);
      planeU[chroma] = (planeU[chroma]! * keep + neutral * (256 - keep)) >> 8;
      planeV[chroma] = (planeV[chroma]! * keep + neutral * (256 - keep)) >> 8;
    }
  }
}
