import assert from "node:assert/strict";
import { test } from "node:test";
import { Brush, type Planes } from "./brush.ts";
import { paint } from "./paint.ts";
import { box, ellipse, polygon } from "./pen.ts";
import { numbers, tileSize } from "./seeded.ts";

const size = 32;

function canvas() {
  const planes: Planes = {
    y: new Uint8Array(size * size).fill(16),
    u: new Uint8Array((size * size) / 4).fill(128),
    v: new Uint8Array((size * size) / 4).fill(128),
    strideY: size,
    strideUV: size / 2,
  };
  const brush = new Brush(new Int8Array(tileSize * tileSize));
  brush.aim(planes, { x: 100, y: 200, width: size, height: size });
  return { planes, brush, at: (x: number, y: number) => planes.y[(y - 200) * size + x - 100]! };
}

const white = paint(0xffffff);

test("colours are BT.709 in limited range", () => {
  assert.deepEqual(paint(0x000000), { y: 16, u: 128, v: 128, alpha: 1, grain: 0, shines: false });
  assert.equal(white.y, 235);
  const { y, u, v } = paint(0xff0000);
  assert.deepEqual([y, u, v], [63, 102, 240]);
});

test("whole pixels are filled, cut ones in part", () => {
  const { brush, at } = canvas();
  box(brush, white, [104, 204, 4.5, 3.25]);
  assert.equal(at(104, 204), 235);
  assert.equal(at(107, 206), 235);
  assert.equal(at(103, 204), 16);
  assert.ok(Math.abs(at(108, 204) - 125.5) <= 1);
  assert.ok(Math.abs(at(105, 207) - 70.75) <= 1);
  assert.equal(at(105, 208), 16);
});

test("either way round fills the same", () => {
  const one = canvas();
  const other = canvas();
  polygon(one.brush, white, [102, 202, 120, 210, 106, 226]);
  polygon(other.brush, white, [106, 226, 120, 210, 102, 202]);
  assert.deepEqual(one.planes.y, other.planes.y);
});

test("shapes that stick out are clipped, and leave nothing behind for the next", () => {
  const { brush, planes } = canvas();
  box(brush, white, [-1e6, -1e6, 2e6 + 200, 2e6]);
  assert.ok(planes.y.every((value) => value === 235));
  const next = numbers(3);
  for (let i = 0; i < 300; i++) {
    ellipse(brush, white, [60 + next() * 110, 160 + next() * 110, next() * 60, next() * 60]);
  }
  const fresh = canvas();
  fresh.planes.y.fill(16);
  brush.aim(fresh.planes, { x: 100, y: 200, width: size, height: size });
  box(brush, white, [110, 210, 2, 2]);
  assert.equal(fresh.planes.y.filter((value) => value !== 16).length, 4);
});

test("half transparent paint mixes with what is there", () => {
  const { brush, at } = canvas();
  box(brush, paint(0xffffff, { alpha: 0.5 }), [104, 204, 4, 4]);
  assert.ok(Math.abs(at(105, 205) - 125.5) <= 1);
});
