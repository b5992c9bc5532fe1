import { paint } from "./paint.ts";
import { box, ellipse, line, type Pen, polygon } from "./pen.ts";
import { door, houses, rows } from "./place.ts";

const ground = rows.houses;

const frame = paint(0xf2f0ea);
const glass = paint(0x4b6072, { grain: 10 });
const sheen = paint(0xc4d8e6, { alpha: 0.35 });
const seam = paint(0x000000, { alpha: 0.16 });
const shade = paint(0x10141c, { alpha: 0.34 });
const wood = paint(0x6b4a30, { grain: 16 });

/** Draws the three houses on the other side of the street. */
export function drawHouses(pen: Pen): void {
  drawBrickHouse(pen, houses.brick);
  drawCreamHouse(pen, houses.cream);
  drawModernHouse(pen, houses.modern);
}

function drawBrickHouse(pen: Pen, x: number): void {
  const wall = paint(0x9c4a38, { grain: 20 });
  const roof = paint(0x4d4347, { grain: 18 });
  box(pen, paint(0x83402f, { grain: 18 }), [x + 262, 424, 30, 70]);
  box(pen, paint(0x5d4b45), [x + 258, 420, 38, 8]);
  box(pen, wall, [x, 538, 370, ground - 538]);
  drawBricks(pen, [x, 538, 370, ground - 538]);
  polygon(pen, roof, [x - 16, 544, x + 44, 452, x + 330, 452, x + 386, 544]);
  drawTiles(pen, { left: x - 16, right: x + 386, top: 452, bottom: 544, inset: 58 });
  polygon(pen, wall, [x + 26, 548, x + 98, 466, x + 170, 548]);
  polygon(pen, frame, [x + 16, 550, x + 98, 456, x + 180, 550, x + 170, 550, x + 98, 469, x + 26, 550]);
  box(pen, shade, [x, 544, 370, 9]);
  for (const left of [30, 110, 220, 300]) drawWindow(pen, [x + left, 566, 42, 50]);
  for (const left of [30, 110, 300]) drawWindow(pen, [x + left, 640, 42, 42]);
  ellipse(pen, frame, [x + 98, 516, 15, 15]);
  ellipse(pen, glass, [x + 98, 516, 11, 11]);
  drawDoor(pen, paint(0x2d5a3d), [x + 226, 636, 34, ground - 636]);
  box(pen, paint(0xa8a39a, { grain: 14 }), [x + 214, ground - 5, 58, 8]);
}

function drawCreamHouse(pen: Pen, x: number): void {
  const wall = paint(0xe9dcb8, { grain: 8 });
  const roof = paint(0x5a6470, { grain: 16 });
  box(pen, paint(0xb9a488, { grain: 14 }), [x + 380, 436, 26, 60]);
  box(pen, wall, [x, 534, 450, ground - 534]);
  for (let y = 542; y < ground; y += 7) line(pen, seam, [x, y, x + 450, y, 1.2]);
  polygon(pen, roof, [x - 18, 540, x + 52, 458, x + 410, 458, x + 468, 540]);
  drawTiles(pen, { left: x - 18, right: x + 468, top: 458, bottom: 540, inset: 64 });
  polygon(pen, wall, [x + 130, 542, x + 221, 446, x + 312, 542]);
  for (let y = 470; y < 540; y += 7) {
    const half = (y - 449) * 0.92;
    line(pen, seam, [x + 221 - half, y, x + 221 + half, y, 1.2]);
  }
  polygon(pen, paint(0x3f8f92), [
    x + 116,
    546,
    x + 221,
    434,
    x + 326,
    546,
    x + 312,
    546,
    x + 221,
    450,
    x + 130,
    546,
  ]);
  box(pen, shade, [x, 540, 128, 9]);
  box(pen, shade, [x + 314, 540, 136, 9]);
  drawWindow(pen, [x + 198, 484, 46, 44]);
  for (const left of [28, 90, 334, 394]) {
    drawWindow(pen, [x + left, 564, 38, 48]);
    drawShutters(pen, [x + left, 564, 38, 48]);
  }
  drawWindow(pen, [x + 198, 564, 46, 48]);
  for (const left of [34, 342]) {
    drawWindow(pen, [x + left, 640, 76, 40]);
    drawFlowerBox(pen, { x: x + left - 3, y: 682, width: 82 });
  }
  drawPorch(pen, x + 160);
  drawGarage(pen, x + 450);
}

function drawPorch(pen: Pen, x: number): void {
  box(pen, paint(0xd8c9a2), [x, 628, 126, ground - 628]);
  drawDoor(pen, paint(0x1f7a80), [x + 44, 634, 38, ground - 634]);
  box(pen, paint(0x2b2b2e), [door.x - 4, door.y - 18, 8, 12]);
  box(pen, paint(0xffe9b0), [door.x - 3, door.y - 15, 6, 8]);
  box(pen, frame, [x - 2, 628, 7, ground - 628]);
  box(pen, frame, [x + 121, 628, 7, ground - 628]);
  polygon(pen, paint(0x55606c, { grain: 14 }), [x - 14, 630, x + 63, 600, x + 140, 630]);
  box(pen, frame, [x - 14, 628, 154, 4]);
  box(pen, paint(0x9a958c, { grain: 14 }), [x - 8, ground - 6, 142, 6]);
  box(pen, paint(0xb3aea5, { grain: 14 }), [x - 16, ground, 158, 7]);
}

function drawGarage(pen: Pen, x: number): void {
  box(pen, paint(0xded0a8, { grain: 8 }), [x, 602, 134, ground - 602]);
  polygon(pen, paint(0x55606c, { grain: 16 }), [x - 4, 606, x - 4, 582, x + 130, 582, x + 146, 606]);
  box(pen, shade, [x, 606, 134, 5]);
  box(pen, frame, [x + 14, 624, 106, ground - 624]);
  for (let y = 640; y < ground; y += 16) line(pen, seam, [x + 14, y, x + 120, y, 2]);
  for (let i = 0; i < 4; i++) box(pen, glass, [x + 19 + i * 26, 628, 18, 8]);
}

function drawModernHouse(pen: Pen, x: number): void {
  const wall = paint(0x7d8f9b, { grain: 12 });
  box(pen, wall, [x, 520, 300, ground - 520]);
  for (let i = 8; i < 300; i += 12) line(pen, seam, [x + i, 520, x + i, ground, 1.4]);
  box(pen, paint(0xf0efec, { grain: 6 }), [x + 180, 480, 270, 124]);
  box(pen, paint(0x3a4046), [x - 10, 512, 196, 10]);
  box(pen, paint(0x3a4046), [x + 172, 472, 288, 10]);
  box(pen, shade, [x, 522, 180, 8]);
  box(pen, paint(0xa8763f, { grain: 22 }), [x + 300, 604, 136, ground - 604]);
  for (let y = 612; y < ground; y += 8) line(pen, seam, [x + 300, y, x + 436, y, 1.4]);
  box(pen, shade, [x + 300, 604, 136, 12]);
  for (const left of [200, 284, 368]) drawWindow(pen, [x + left, 502, 66, 76]);
  drawWindow(pen, [x + 24, 548, 110, 50]);
  drawWindow(pen, [x + 24, 632, 130, 52]);
  drawDoor(pen, paint(0xc8452e), [x + 212, 632, 38, ground - 632]);
  drawWindow(pen, [x + 322, 630, 92, 46]);
  for (const i of [0, 1, 2]) {
    polygon(pen, paint(0x1d2f57, { grain: 8 }), [
      x + 30 + i * 46,
      512,
      x + 44 + i * 46,
      488,
      x + 82 + i * 46,
      488,
      x + 68 + i * 46,
      512,
    ]);
  }
}

type Area = readonly [left: number, top: number, width: number, height: number];

function drawWindow(pen: Pen, [x, y, width, height]: Area): void {
  box(pen, frame, [x - 3, y - 3, width + 6, height + 6]);
  box(pen, glass, [x, y, width, height]);
  const slant = height * 0.5;
  polygon(pen, sheen, [
    x,
    y + height,
    x + slant,
    y,
    x + slant + width * 0.25,
    y,
    x + width * 0.25,
    y + height,
  ]);
  box(pen, frame, [x + width / 2 - 1.2, y, 2.4, height]);
  box(pen, frame, [x, y + height * 0.42, width, 2]);
  box(pen, paint(0xcfc8bb), [x - 5, y + height + 2, width + 10, 4]);
  box(pen, shade, [x, y, width, 3]);
}

function drawShutters(pen: Pen, [x, y, width, height]: Area): void {
  const shutter = paint(0x3f8f92);
  for (const left of [x - 15, x + width + 4]) {
    box(pen, shutter, [left, y - 2, 11, height + 4]);
    for (let row = y + 3; row < y + height; row += 5) line(pen, seam, [left, row, left + 11, row, 1.5]);
  }
}

function drawDoor(pen: Pen, leaf: ReturnType<typeof paint>, [x, y, width, height]: Area): void {
  box(pen, frame, [x - 4, y - 4, width + 8, height + 4]);
  box(pen, leaf, [x, y, width, height]);
  for (const top of [5, height * 0.52]) box(pen, seam, [x + 5, y + top, width - 10, height * 0.38]);
  ellipse(pen, paint(0xe8c860), [x + width - 6, y + height * 0.52, 2.4, 2.4]);
}

function drawFlowerBox(pen: Pen, { x, y, width }: { x: number; y: number; width: number }): void {
  box(pen, wood, [x, y, width, 8]);
  const colours = [0xd8345a, 0xf2b632, 0xe9e4f0, 0x9b3fb0].map((rgb) => paint(rgb));
  for (let i = 0; i < width / 4; i++) {
    ellipse(pen, paint(0x3d7a35), [x + 2 + i * 4, y - 1, 3, 3]);
    ellipse(pen, colours[(i * 7) % 4]!, [x + 2 + i * 4, y - 3 - (i % 2), 2, 2]);
  }
}

function drawBricks(pen: Pen, [x, y, width, height]: Area): void {
  const mortar = paint(0xcbb6a4, { alpha: 0.42 });
  for (let row = 0; row * 6 < height; row++) {
    box(pen, mortar, [x, y + row * 6, width, 1]);
    for (let left = row % 2 ? 2 : 8; left < width; left += 12)
      box(pen, mortar, [x + left, y + row * 6, 1, 6]);
  }
}

interface Roof {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly inset: number;
}

function drawTiles(pen: Pen, { left, right, top, bottom, inset }: Roof): void {
  for (let y = top + 5; y < bottom; y += 7) {
    const cut = (inset * (bottom - y)) / (bottom - top);
    line(pen, seam, [left + cut, y, right - cut, y, 1.6]);
    for (let x = left + cut + 9 + ((y * 5) % 11); x < right - cut; x += 11)
      line(pen, seam, [x, y - 6, x + 1, y, 1]);
  }
}
