import type { LightTable } from "./light.ts";
import type { Paint } from "./paint.ts";
import type { Pen } from "./pen.ts";
import { tileSize } from "./seeded.ts";

/** The planes of a yuv420p picture in limited range, BT.709; rows are `strideY` and `strideUV` bytes apart. */
export interface Planes {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
  readonly strideY: number;
  readonly strideUV: number;
}

/** A part of the scene, in scene pixels; all four are even. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const maxPoints = 512;
const linesPerRow = 4;

/** Fills outlines with soft edges: four lines per pixel row, exact along the row. */
export class Brush implements Pen {
  readonly #grain: Int8Array;
  readonly #px = new Float64Array(maxPoints);
  readonly #py = new Float64Array(maxPoints);
  #cover = new Float64Array(0);
  #points = 0;
  #planes: Planes = {
    y: new Uint8Array(),
    u: new Uint8Array(),
    v: new Uint8Array(),
    strideY: 0,
    strideUV: 0,
  };
  #view: View = { x: 0, y: 0, width: 0, height: 0 };
  #light: LightTable | undefined;
  #glow = 0;

  constructor(grain: Int8Array) {
    this.#grain = grain;
  }

  /** Draws from now on into planes of the view's size, as the light falls; without light in plain colours. */
  aim(planes: Planes, view: View, light?: LightTable): void {
    this.#planes = planes;
    this.#view = view;
    this.#light = light;
    this.#glow = 0;
    if (this.#cover.length < view.width + 2) this.#cover = new Float64Array(view.width + 2);
  }

  /** How much lamp light falls on what is drawn next, 0..63. */
  glow(strength: number): void {
    this.#glow = strength << 8;
  }

  point(x: number, y: number): void {
    this.#px[this.#points] = x - this.#view.x;
    this.#py[this.#points] = y - this.#view.y;
    this.#points++;
  }

  fill(paint: Paint): void {
    const count = this.#points;
    this.#points = 0;
    let left = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    let top = Number.POSITIVE_INFINITY;
    let bottom = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      const x = this.#px[i]!;
      const y = this.#py[i]!;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      if (y > bottom) bottom = y;
    }
    const first = Math.max(0, Math.floor(left));
    const last = Math.min(this.#view.width - 1, Math.floor(right));
    const lastRow = Math.min(this.#view.height - 1, Math.floor(bottom));
    if (first > last) return;
    for (let row = Math.max(0, Math.floor(top)); row <= lastRow; row++) {
      this.#trace(row, count);
      this.#paintRow(row, { first, last, paint });
    }
  }

  /** Notes where the outline enters and leaves the row; the running sum over the row is then how much of each pixel is covered. */
  #trace(row: number, count: number): void {
    const px = this.#px;
    const py = this.#py;
    const cover = this.#cover;
    const width = this.#view.width;
    let xa = px[count - 1]!;
    let ya = py[count - 1]!;
    for (let i = 0; i < count; i++) {
      const xb = px[i]!;
      const yb = py[i]!;
      if (Math.max(ya, yb) > row && Math.min(ya, yb) < row + 1) {
        const slope = (xb - xa) / (yb - ya);
        const share = (yb > ya ? 1 : -1) / linesPerRow;
        for (let k = 0; k < linesPerRow; k++) {
          const y = row + (k + 0.5) / linesPerRow;
          if (ya <= y === yb <= y) continue;
          const x = Math.min(width, Math.max(0, xa + (y - ya) * slope));
          const column = Math.floor(x);
          cover[column]! += share * (column + 1 - x);
          cover[column + 1]! += share * (x - column);
        }
      }
      xa = xb;
      ya = yb;
    }
  }

  #paintRow(row: number, { first, last, paint }: Span): void {
    const { y, u, v, strideY, strideUV } = this.#planes;
    const cover = this.#cover;
    const grain = this.#grain;
    const light = paint.shines ? undefined : this.#light;
    const luma = light ? light.y[this.#glow + paint.y]! : paint.y;
    const cu = light ? light.u[this.#glow + paint.u]! : paint.u;
    const cv = light ? light.v[this.#glow + paint.v]! : paint.v;
    const rowY = row * strideY;
    const rowUV = (row >> 1) * strideUV;
    const rowGrain = (row % tileSize) * tileSize;
    const hasChroma = (row & 1) === 0;
    let sum = 0;
    for (let x = first; x <= last; x++) {
      sum += cover[x]!;
      cover[x] = 0;
      const share = Math.abs(sum) * paint.alpha;
      if (share < 0.004) continue;
      const value = paint.grain
        ? luma + ((grain[rowGrain + (x & (tileSize - 1))]! * paint.grain) >> 7)
        : luma;
      const old = y[rowY + x]!;
      y[rowY + x] = share > 0.996 ? value : old + (value - old) * share + 0.5;
      if (!hasChroma || x & 1) continue;
      const at = rowUV + (x >> 1);
      u[at] = u[at]! + (cu - u[at]!) * share + 0.5;
      v[at] = v[at]! + (cv - v[at]!) * share + 0.5;
    }
    cover[last + 1] = 0;
    cover[last + 2 < cover.length ? last + 2 : last + 1] = 0;
  }
}

interface Span {
  readonly first: number;
  readonly last: number;
  readonly paint: Paint;
}
