import { Brush, type Planes } from "./brush.ts";
import { drawGarden, paintLawn } from "./garden.ts";
import { drawHouses } from "./houses.ts";
import { paint } from "./paint.ts";
import { box, ellipse, line, type Pen, polygon } from "./pen.ts";
import { height, horizon, rows, trees, width } from "./place.ts";
import { numbers } from "./seeded.ts";
import { drawStreet } from "./street.ts";

/** Everything that stands still, in full daylight, and where the sky shows. */
export interface Backdrop {
  readonly planes: Planes;
  readonly sky: SkyArea;
}

/** The parts of each row that are sky: columns `runs[i]` up to before `runs[i + 1]`, i from `starts[row]` to `starts[row + 1]`; all even. */
export interface SkyArea {
  readonly starts: Int32Array;
  readonly runs: Int16Array;
}

const skyTop = paint(0x4f8fcf);
const skyBottom = paint(0xd9e6ee);
const shortestRun = 8;

/** Paints the whole panorama once. */
export function paintBackdrop(seed: number, grain: Int8Array): Backdrop {
  const planes: Planes = {
    y: new Uint8Array(width * height),
    u: new Uint8Array((width * height) / 4),
    v: new Uint8Array((width * height) / 4),
    strideY: width,
    strideUV: width / 2,
  };
  const brush = new Brush(grain);
  brush.aim(planes, { x: 0, y: 0, width, height });
  paintSky(planes);
  drawHills(brush, numbers(seed + 1));
  box(brush, paint(0x6f9a4c, { grain: 26 }), [0, 690, width, rows.farWalk - 690]);
  drawHedges(brush, numbers(seed + 2));
  drawHouses(brush);
  drawFences(brush);
  drawTrunks(brush);
  drawStreet(brush);
  paintLawn(planes, grain, numbers(seed + 3));
  drawGarden(brush, numbers(seed + 4));
  return { planes, sky: findSky(planes) };
}

function paintSky({ y, u, v }: Planes): void {
  for (let row = 0; row < horizon + 100; row++) {
    const low = Math.min(1, row / horizon) ** 1.3;
    y.fill(skyTop.y + (skyBottom.y - skyTop.y) * low, row * width, (row + 1) * width);
    if (row & 1) continue;
    const rowUV = (row * width) / 4;
    u.fill(skyTop.u + (skyBottom.u - skyTop.u) * low, rowUV, rowUV + width / 2);
    v.fill(skyTop.v + (skyBottom.v - skyTop.v) * low, rowUV, rowUV + width / 2);
  }
}

/** Sky is what still has the colour of the sky in its row. */
function findSky({ y, u, v }: Planes): SkyArea {
  const starts = new Int32Array(height + 1);
  const runs: number[] = [];
  for (let row = 0; row < height; row++) {
    starts[row] = runs.length;
    if (row >= horizon) continue;
    const low = Math.min(1, row / horizon) ** 1.3;
    const luma = Math.floor(skyTop.y + (skyBottom.y - skyTop.y) * low);
    const lowUV = Math.min(1, (row & ~1) / horizon) ** 1.3;
    const cu = Math.floor(skyTop.u + (skyBottom.u - skyTop.u) * lowUV);
    const cv = Math.floor(skyTop.v + (skyBottom.v - skyTop.v) * lowUV);
    let from = -1;
    for (let x = 0; x <= width; x += 2) {
      const at = row * width + x;
      const pair = (row >> 1) * (width / 2) + (x >> 1);
      const isSky = x < width && y[at] === luma && y[at + 1] === luma && u[pair] === cu && v[pair] === cv;
      if (isSky && from < 0) from = x;
      if (isSky || from < 0) continue;
      if (x - from >= shortestRun) runs.push(from, x);
      from = -1;
    }
  }
  starts[height] = runs.length;
  return { starts, runs: Int16Array.from(runs) };
}

function drawHills(pen: Pen, next: () => number): void {
  drawRidge(pen, next, { rgb: 0x9db6c8, top: 452, swing: 58, step: 64, grain: 6 });
  drawWaterTower(pen, 2394);
  drawRidge(pen, next, { rgb: 0x7fa08f, top: 530, swing: 36, step: 48, grain: 12 });
  drawChurch(pen, 640);
  drawRidge(pen, next, { rgb: 0x5c8352, top: 590, swing: 26, step: 40, grain: 22 });
  const greens = [0x3f6b3a, 0x4b7a40, 0x37603a].map((rgb) => paint(rgb, { grain: 40 }));
  for (let i = 0; i < 150; i++) {
    const x = (i * width) / 150 + next() * 14;
    const size = 13 + next() * 22;
    ellipse(pen, greens[i % 3]!, [x, 668 - next() * 22, size, size * 1.15]);
  }
  box(pen, paint(0x47703f, { grain: 34 }), [0, 672, width, 30]);
}

interface Ridge {
  readonly rgb: number;
  readonly top: number;
  readonly swing: number;
  readonly step: number;
  readonly grain: number;
}

function drawRidge(pen: Pen, next: () => number, { rgb, top, swing, step, grain }: Ridge): void {
  const phase = next() * 6;
  pen.point(width, 700);
  pen.point(0, 700);
  for (let x = 0; x <= width; x += step) {
    const wave = Math.sin(x / 310 + phase) + 0.6 * Math.sin(x / 127 + phase * 2);
    pen.point(x, top - wave * swing * 0.5 - next() * swing * 0.12);
  }
  pen.fill(paint(rgb, { grain }));
}

function drawChurch(pen: Pen, x: number): void {
  const stone = paint(0xc9c0ae, { grain: 12 });
  polygon(pen, paint(0x7a4a3c, { grain: 10 }), [x, 600, x + 8, 566, x + 92, 566, x + 104, 600]);
  box(pen, stone, [x + 4, 598, 96, 60]);
  box(pen, stone, [x - 30, 500, 40, 160]);
  polygon(pen, paint(0x41565e, { grain: 8 }), [x - 35, 502, x - 10, 386, x + 15, 502]);
  line(pen, paint(0x3a3a30), [x - 10, 388, x - 10, 366, 2.4]);
  line(pen, paint(0x3a3a30), [x - 16, 374, x - 4, 374, 2.4]);
  ellipse(pen, paint(0xf5f2e6), [x - 10, 528, 12, 12]);
  line(pen, paint(0x26221c), [x - 10, 528, x - 10, 519, 2]);
  line(pen, paint(0x26221c), [x - 10, 528, x - 4, 531, 2]);
}

function drawWaterTower(pen: Pen, x: number): void {
  const steel = paint(0xb2bcc4, { grain: 6 });
  for (const lean of [-30, -11, 11, 30]) line(pen, paint(0x8a959d), [x + lean, 520, x + lean * 0.7, 392, 4]);
  line(pen, paint(0x8a959d), [x - 27, 470, x + 27, 470, 3]);
  ellipse(pen, steel, [x, 392, 44, 22]);
  box(pen, steel, [x - 44, 346, 88, 46]);
  polygon(pen, paint(0x8496a2, { grain: 6 }), [x - 47, 348, x, 318, x + 47, 348]);
  box(pen, paint(0xb83a30), [x - 44, 362, 88, 12]);
}

function drawHedges(pen: Pen, next: () => number): void {
  const greens = [0x2f5a2c, 0x3a6a34, 0x4a7d3e].map((rgb) => paint(rgb, { grain: 44 }));
  for (const [left, right] of [
    [56, 92],
    [462, 540],
    [1594, 1660],
    [2354, 2560],
  ] as const) {
    for (let x = left; x < right; x += 13) {
      ellipse(pen, greens[Math.floor(next() * 3)]!, [x, 680 + next() * 8, 17, 26]);
    }
  }
  for (const x of [560, 2388, 2466, 2530]) drawConifer(pen, x);
}

function drawConifer(pen: Pen, x: number): void {
  box(pen, paint(0x4c3826), [x - 5, 690, 10, 22]);
  for (let i = 0; i < 6; i++) {
    const base = 696 - i * 34;
    const half = 50 - i * 7.4;
    const shadeRow = paint(i % 2 ? 0x2b5138 : 0x31593e, { grain: 40 });
    polygon(pen, shadeRow, [
      x - half,
      base,
      x - half * 0.5,
      base - 16,
      x,
      base - 66,
      x + half * 0.5,
      base - 16,
      x + half,
      base,
    ]);
  }
}

function drawFences(pen: Pen): void {
  const white = paint(0xf3f1ea, { grain: 4 });
  const shadow = paint(0x1a2418, { alpha: 0.3 });
  for (const [left, right] of [
    [480, 980],
    [1650, 1884],
    [2356, 2560],
  ] as const) {
    box(pen, shadow, [left, 712, right - left, 5]);
    box(pen, white, [left, 682, right - left, 4]);
    box(pen, white, [left, 700, right - left, 4]);
    for (let x = left; x < right; x += 13) {
      polygon(pen, white, [x, 713, x, 677, x + 4, 671, x + 8, 677, x + 8, 713]);
      box(pen, paint(0xa8a79c), [x + 7, 678, 1.4, 35]);
    }
  }
}

function drawTrunks(pen: Pen): void {
  const bark = paint(0x5d4330, { grain: 36 });
  for (const { x, ground, reach } of trees) {
    ellipse(pen, paint(0x0c140a, { alpha: 0.34 }), [x + reach * 0.4, ground - 1, reach * 0.9, 8]);
    polygon(pen, bark, [
      x - 15,
      ground,
      x - 8,
      ground - 40,
      x - 9,
      ground - 170,
      x + 9,
      ground - 170,
      x + 8,
      ground - 40,
      x + 17,
      ground,
    ]);
    line(pen, bark, [x, ground - 130, x - reach * 0.5, ground - 190, 8]);
    line(pen, bark, [x, ground - 140, x + reach * 0.5, ground - 205, 8]);
  }
}
