import { paint } from "./paint.ts";
import { box, ellipse, line, type Pen, polygon } from "./pen.ts";
import { horizon, rows, streetLamps, streetLampTop, width } from "./place.ts";

/** Lines that run away from the camera meet on the horizon, in the middle of the panorama. */
const vanishing = width / 2;

const kerb = paint(0xb9b6ae, { grain: 16 });
const joint = paint(0x3a3a3a, { alpha: 0.28 });
const marking = paint(0xe6e3d6, { grain: 24 });
const steel = paint(0x43494e);

/** Draws the road with its markings, both walks and what stands on the far one. */
export function drawStreet(pen: Pen): void {
  box(pen, paint(0xa9a59b, { grain: 18 }), [0, rows.farWalk, width, rows.farCurb - rows.farWalk]);
  drawJoints(pen, { top: rows.farWalk, bottom: rows.farCurb, every: 62 });
  box(pen, kerb, [0, rows.farCurb, width, rows.road - rows.farCurb]);
  box(pen, paint(0x56585b, { grain: 15 }), [0, rows.road, width, rows.nearCurb - rows.road]);
  box(pen, paint(0x2a2b2d, { alpha: 0.3 }), [0, rows.road, width, 5]);
  drawRoad(pen);
  box(pen, kerb, [0, rows.nearCurb, width, 7]);
  box(pen, paint(0x7c7972, { grain: 16 }), [0, rows.nearCurb + 7, width, rows.nearWalk - rows.nearCurb - 7]);
  box(pen, paint(0xb4afa4, { grain: 18 }), [0, rows.nearWalk, width, rows.lawn - rows.nearWalk]);
  drawJoints(pen, { top: rows.nearWalk, bottom: rows.lawn, every: 110 });
  line(pen, joint, [0, rows.nearWalk, width, rows.nearWalk, 2]);
  for (const { x } of streetLamps) drawLamp(pen, x);
  drawHydrant(pen, 648);
  drawMailbox(pen, 952);
  drawSign(pen, 2010);
}

function drawJoints(pen: Pen, { top, bottom, every }: { top: number; bottom: number; every: number }): void {
  const spread = (bottom - horizon) / (top - horizon);
  for (let x = vanishing % every; x < width; x += every) {
    line(pen, joint, [x, top, vanishing + (x - vanishing) * spread, bottom, 1.6]);
  }
}

function drawRoad(pen: Pen): void {
  for (let x = -60; x < width; x += 270) {
    polygon(pen, marking, [x, 800, x + 132, 800, x + 134, 807, x - 2, 807]);
  }
  for (let i = 0; i < 8; i++) {
    const x = 2070 + i * 34;
    const lean = (x - vanishing) * 0.5;
    polygon(pen, marking, [
      x,
      rows.road + 6,
      x + 18,
      rows.road + 6,
      x + 28 + lean,
      rows.nearCurb - 4,
      x + lean,
      rows.nearCurb - 4,
    ]);
  }
  ellipse(pen, paint(0x2e3032), [1388, 838, 46, 9]);
  ellipse(pen, paint(0x5c5f61, { grain: 30 }), [1388, 837, 41, 7]);
  const crack = paint(0x1c1d1f, { alpha: 0.55 });
  for (const [x, y] of [
    [310, 770],
    [880, 846],
    [1130, 778],
    [1720, 830],
    [2440, 790],
  ] as const) {
    line(pen, crack, [x, y, x + 70, y + 8, 2]);
    line(pen, crack, [x + 70, y + 8, x + 104, y + 3, 1.6]);
    line(pen, crack, [x + 70, y + 8, x + 120, y + 17, 1.4]);
  }
  polygon(pen, paint(0x45474a, { grain: 14 }), [560, 820, 742, 820, 752, 850, 552, 850]);
}

function drawLamp(pen: Pen, x: number): void {
  const foot = rows.farCurb - 2;
  ellipse(pen, paint(0x101010, { alpha: 0.3 }), [x + 14, foot, 26, 4]);
  box(pen, steel, [x - 6, foot - 26, 12, 26]);
  polygon(pen, steel, [
    x - 3.6,
    foot - 20,
    x + 3.6,
    foot - 20,
    x + 2.4,
    streetLampTop,
    x - 2.4,
    streetLampTop,
  ]);
  line(pen, steel, [x, streetLampTop + 2, x - 30, streetLampTop - 8, 4]);
  polygon(pen, steel, [
    x - 56,
    streetLampTop - 4,
    x - 28,
    streetLampTop - 13,
    x - 22,
    streetLampTop - 5,
    x - 26,
    streetLampTop,
  ]);
  ellipse(pen, paint(0xfff3cf), [x - 40, streetLampTop - 2, 14, 4]);
}

function drawHydrant(pen: Pen, x: number): void {
  const red = paint(0xc8301f, { grain: 10 });
  const foot = rows.farCurb - 3;
  ellipse(pen, paint(0x101010, { alpha: 0.3 }), [x + 6, foot, 16, 3]);
  box(pen, red, [x - 7, foot - 30, 14, 30]);
  ellipse(pen, red, [x, foot - 31, 8, 7]);
  box(pen, paint(0x8f2015), [x - 11, foot - 22, 22, 7]);
  box(pen, paint(0xe8d8b0), [x - 8, foot - 32, 16, 2.4]);
}

function drawMailbox(pen: Pen, x: number): void {
  const yellow = paint(0xf0b400, { grain: 8 });
  const foot = rows.farWalk + 2;
  box(pen, paint(0x5b4632), [x - 3, foot - 40, 6, 40]);
  box(pen, yellow, [x - 19, foot - 66, 38, 30]);
  ellipse(pen, yellow, [x, foot - 66, 19, 9]);
  box(pen, paint(0x4a3c10), [x - 13, foot - 56, 26, 3]);
  box(pen, paint(0xc02b22), [x + 19, foot - 70, 3, 14]);
}

function drawSign(pen: Pen, x: number): void {
  const foot = rows.farCurb - 3;
  box(pen, steel, [x - 2, foot - 112, 4, 112]);
  polygon(pen, paint(0xcf2a22), [x, foot - 158, x + 29, foot - 106, x - 29, foot - 106]);
  polygon(pen, paint(0xf4f4f4), [x, foot - 147, x + 20, foot - 111, x - 20, foot - 111]);
  ellipse(pen, paint(0x202020), [x, foot - 134, 4, 4]);
  line(pen, paint(0x202020), [x, foot - 130, x - 1, foot - 120, 5]);
  line(pen, paint(0x202020), [x, foot - 122, x - 6, foot - 113, 3]);
  line(pen, paint(0x202020), [x, foot - 122, x + 6, foot - 113, 3]);
}
