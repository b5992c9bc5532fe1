import type { Planes } from "./brush.ts";
import { paint } from "./paint.ts";
import { box, ellipse, line, type Pen, polygon } from "./pen.ts";
import { height, horizon, rows, width } from "./place.ts";
import { tileSize } from "./seeded.ts";

const grass = paint(0x6a9c43);
const vanishing = width / 2;
const stripeMetres = 1.1;

/** Paints the mown lawn: stripes that run away from the camera, noise that grows coarser towards it, and blades of grass. */
export function paintLawn({ y, u, v }: Planes, grain: Int8Array, next: () => number): void {
  const mask = tileSize - 1;
  for (let row = rows.lawn; row < height; row++) {
    const metre = (row - horizon) / 3;
    const fine = 190 / metre;
    const rowFine = ((row * 1.7) & mask) * tileSize;
    const rowCoarse = ((9000 / metre) & mask) * tileSize;
    const stripe = 1 / (metre * stripeMetres * 2);
    let along = (1000 * 2 * stripeMetres * metre - vanishing) * stripe;
    let step = 0;
    const start = row * width;
    for (let x = 0; x < width; x++) {
      const isLight = along - Math.floor(along) < 0.5;
      along += stripe;
      step += fine;
      const noise = grain[rowFine + (step & mask)]! * 14 + grain[rowCoarse + ((step * 0.21) & mask)]! * 9;
      y[start + x] = grass.y + (isLight ? 5 : -5) + (noise >> 7);
    }
    if (row & 1) continue;
    const startUV = (row >> 1) * (width / 2);
    u.fill(grass.u, startUV, startUV + width / 2);
    v.fill(grass.v, startUV, startUV + width / 2);
  }
  for (let blade = 0; blade < 26000; blade++) {
    const near = next();
    const bottom = Math.floor(rows.lawn + 4 + (height - rows.lawn - 5) * near);
    const x = Math.floor(next() * width);
    const change = (next() - 0.5) * 44;
    const length = 2 + (bottom - horizon) / 110;
    for (let i = 0; i < length && bottom - i > rows.lawn; i++) y[(bottom - i) * width + x]! += change;
  }
}

/** Draws the front garden that the camera hangs over: path, beds, pond, terrace. */
export function drawGarden(pen: Pen, next: () => number): void {
  drawPath(pen);
  drawBed(pen, next, [420, 1046, 250, 44]);
  drawBed(pen, next, [1712, 1018, 190, 30]);
  drawPond(pen, next);
  drawGnome(pen, 1520, 1088);
  drawBall(pen, [826, 1180, 30]);
  drawSandbox(pen);
  drawTerrace(pen, next);
  for (let i = 0; i < 240; i++) {
    const y = rows.lawn + 14 + next() * 380;
    const size = (y - horizon) / 190;
    const x = next() * width;
    if (Math.abs(x - vanishing) < (y - horizon) * 0.42 || (x > 1900 && y > 1030)) continue;
    ellipse(pen, paint(i % 3 ? 0xf5f3e8 : 0xf4cf3a), [x, y, size, size * 0.7]);
  }
}

function drawPath(pen: Pen): void {
  const edge = (y: number) => (y - horizon) * 0.3;
  const base = [vanishing - edge(rows.lawn), rows.lawn, vanishing + edge(rows.lawn), rows.lawn];
  polygon(pen, paint(0x8a867c, { grain: 16 }), [
    ...base,
    vanishing + edge(height),
    height,
    vanishing - edge(height),
    height,
  ]);
  const slabs = [0xb9b3a6, 0xaea799, 0xc4bdae].map((rgb) => paint(rgb, { grain: 22 }));
  for (let i = 0; i < 9; i++) {
    const top = horizon + 340 * 1.115 ** i;
    const bottom = horizon + 340 * 1.115 ** (i + 1) - 5 - i;
    for (const side of [-1, 1]) {
      const inner = side * 0.012;
      const outer = side * 0.285;
      polygon(pen, slabs[(i * 2 + side + 3) % 3]!, [
        vanishing + (top - horizon) * inner,
        top,
        vanishing + (top - horizon) * outer,
        top,
        vanishing + (bottom - horizon) * outer,
        bottom,
        vanishing + (bottom - horizon) * inner,
        bottom,
      ]);
    }
  }
}

function drawBed(
  pen: Pen,
  next: () => number,
  [cx, cy, rx, ry]: readonly [number, number, number, number],
): void {
  ellipse(pen, paint(0x8f8a80, { grain: 26 }), [cx, cy + 5, rx + 10, ry + 8]);
  ellipse(pen, paint(0x4a3524, { grain: 30 }), [cx, cy, rx, ry]);
  const leaves = [0x2f6b2f, 0x3f8038, 0x559447].map((rgb) => paint(rgb, { grain: 20 }));
  const petals = [0xe0355f, 0xf6b21b, 0xf2ecf6, 0x9a46c8, 0xff6f3c].map((rgb) => paint(rgb));
  const plants = 90;
  for (let i = 0; i < plants; i++) {
    const angle = next() * 2 * Math.PI;
    const depth = -1 + (2 * i) / plants;
    const x = cx + Math.cos(angle) * rx * 0.92 * Math.sqrt(1 - depth * depth);
    const y = cy + depth * ry * 0.86;
    const size = (y - horizon) / 46;
    ellipse(pen, leaves[i % 3]!, [x, y - size * 0.4, size, size * 0.8]);
    const petal = petals[Math.floor(next() * 5)]!;
    for (const [dx, dy] of [
      [0, -1.5],
      [-0.7, -0.9],
      [0.7, -0.9],
    ] as const)
      ellipse(pen, petal, [x + dx * size, y + dy * size, size * 0.36, size * 0.34]);
  }
}

function drawPond(pen: Pen, next: () => number): void {
  const [cx, cy] = [2120, 1130];
  ellipse(pen, paint(0x8d8677, { grain: 30 }), [cx, cy + 6, 282, 84]);
  for (let i = 0; i < 46; i++) {
    const angle = (i / 46) * 2 * Math.PI;
    const stone = paint([0xa7a196, 0x8e887c, 0xbdb7ab][i % 3]!, { grain: 24 });
    ellipse(pen, stone, [cx + Math.cos(angle) * 264, cy + Math.sin(angle) * 76, 22 + next() * 6, 13]);
  }
  ellipse(pen, paint(0x2f5f74, { grain: 12 }), [cx, cy, 250, 66]);
  ellipse(pen, paint(0x79aecb, { alpha: 0.5 }), [cx - 30, cy - 12, 190, 40]);
  for (let i = 0; i < 9; i++) {
    const x = cx - 150 + next() * 330;
    line(pen, paint(0xd8ecf6, { alpha: 0.45 }), [
      x,
      cy - 30 + i * 8,
      x + 40 + next() * 40,
      cy - 30 + i * 8,
      2,
    ]);
  }
  for (const [x, y] of [
    [2010, 1150],
    [2070, 1166],
    [2228, 1112],
  ] as const) {
    ellipse(pen, paint(0x4f9148, { grain: 14 }), [x, y, 30, 9]);
    ellipse(pen, paint(0xf6c6d8), [x + 4, y - 6, 8, 6]);
  }
  for (let i = 0; i < 26; i++) {
    const x = 2300 + next() * 70;
    line(pen, paint(0x4c7a34), [x, 1176, x + (next() - 0.5) * 40, 1060 + next() * 60, 3]);
  }
}

function drawGnome(pen: Pen, x: number, foot: number): void {
  ellipse(pen, paint(0x0c140a, { alpha: 0.35 }), [x + 12, foot - 2, 32, 8]);
  polygon(pen, paint(0x2d5fa8, { grain: 8 }), [
    x - 20,
    foot,
    x - 14,
    foot - 42,
    x + 14,
    foot - 42,
    x + 20,
    foot,
  ]);
  ellipse(pen, paint(0xeab893), [x, foot - 50, 13, 13]);
  polygon(pen, paint(0xf4f2ee), [x - 13, foot - 50, x + 13, foot - 50, x + 2, foot - 20, x - 2, foot - 20]);
  polygon(pen, paint(0xcf2b22, { grain: 6 }), [x - 17, foot - 54, x + 3, foot - 100, x + 17, foot - 54]);
  ellipse(pen, paint(0x3a2718), [x - 10, foot - 2, 9, 5]);
  ellipse(pen, paint(0x3a2718), [x + 10, foot - 2, 9, 5]);
}

function drawBall(pen: Pen, [x, y, radius]: readonly [number, number, number]): void {
  ellipse(pen, paint(0x0c140a, { alpha: 0.4 }), [x + 12, y + radius * 0.86, radius * 1.1, radius * 0.3]);
  ellipse(pen, paint(0xd83a2c), [x, y, radius, radius]);
  ellipse(pen, paint(0xf2efe8), [x, y, radius * 0.42, radius]);
  ellipse(pen, paint(0x2d6fc0), [x, y, radius * 0.13, radius]);
  ellipse(pen, paint(0xffffff, { alpha: 0.5 }), [
    x - radius * 0.36,
    y - radius * 0.4,
    radius * 0.24,
    radius * 0.2,
  ]);
}

function drawSandbox(pen: Pen): void {
  const plank = paint(0x9a6b3c, { grain: 26 });
  polygon(pen, plank, [40, 1150, 330, 1150, 290, 1278, -40, 1278]);
  polygon(pen, paint(0xdcc48c, { grain: 26 }), [54, 1162, 306, 1162, 268, 1262, -24, 1262]);
  polygon(pen, paint(0xc8502c), [150, 1226, 156, 1192, 190, 1192, 196, 1226]);
  ellipse(pen, paint(0x8f3318), [173, 1192, 17, 5]);
  polygon(pen, paint(0xc9ae72, { grain: 20 }), [90, 1222, 106, 1190, 122, 1222]);
  box(pen, plank, [-40, 1262, 330, 18]);
}

function drawTerrace(pen: Pen, next: () => number): void {
  const top = 1366;
  const planks = [0x8a6038, 0x94683e, 0x7f5731].map((rgb) => paint(rgb, { grain: 26 }));
  box(pen, paint(0x3f2b18), [0, top, width, height - top]);
  for (let i = -30; i < 30; i++) {
    const x = vanishing + i * 70;
    const far = (at: number) => vanishing + ((at - vanishing) * (top - horizon)) / (height - horizon);
    polygon(pen, planks[(i + 30) % 3]!, [far(x), top, far(x + 66), top, x + 66, height, x, height]);
  }
  box(pen, paint(0x5b3f24, { grain: 20 }), [0, top - 5, width, 8]);
  for (const x of [700, 1890]) drawPot(pen, next, { x, foot: 1420 });
}

function drawPot(pen: Pen, next: () => number, { x, foot }: { x: number; foot: number }): void {
  ellipse(pen, paint(0x0c0a06, { alpha: 0.35 }), [x + 16, foot - 2, 64, 14]);
  polygon(pen, paint(0xb9603a, { grain: 14 }), [
    x - 34,
    foot,
    x - 48,
    foot - 74,
    x + 48,
    foot - 74,
    x + 34,
    foot,
  ]);
  box(pen, paint(0xa55231, { grain: 10 }), [x - 53, foot - 84, 106, 16]);
  for (let i = 0; i < 46; i++) {
    const green = paint([0x35702f, 0x478a3a, 0x2c5c2a][i % 3]!, { grain: 20 });
    ellipse(pen, green, [x + (next() - 0.5) * 110, foot - 88 - next() * 46, 13, 10]);
  }
  for (let i = 0; i < 20; i++) {
    ellipse(pen, paint(i % 2 ? 0xe8486e : 0xf7dfe6), [
      x + (next() - 0.5) * 100,
      foot - 96 - next() * 40,
      7,
      6,
    ]);
  }
}
