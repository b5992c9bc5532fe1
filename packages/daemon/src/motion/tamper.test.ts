import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Grey, sight } from "./sight.ts";
import { openGuard } from "./tamper.ts";

const { width, height } = sight;

type Shade = (x: number, y: number, n: number) => number;

function paint(shade: Shade, n: number): Grey {
  const picture = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) picture[y * width + x] = shade(x, y, n);
  return picture;
}

function hash(n: number): number {
  const mixed = Math.imul(n ^ (n >>> 7), 2_246_822_519);
  return Math.imul(mixed ^ (mixed >>> 13), 3_266_489_917) >>> 20;
}

/** Noise that is another in each picture. */
const noise = (x: number, y: number, n: number): number =>
  Math.imul(x * 7 + y * 131 + n * 977, 2_654_435_761) >>> 30;

/** A wall of bricks; `seed` is another one. */
const bricks =
  (seed: number): Shade =>
  (x, y, n) =>
    70 + (hash((x >> 4) + 100 * (y >> 3) + 10_000 * seed) % 110) + noise(x, y, n);

/** What is said of twenty seconds of one picture and then of another, each word once. */
function told(first: Shade, then: Shade, seconds = 12): string[] {
  const guard = openGuard();
  const words: string[] = [];
  for (let n = 0; n < (20 + seconds) * 5; n++) {
    const tamper = guard.take(paint(n < 100 ? first : then, n), 1000 + n / 5);
    if (tamper === undefined) continue;
    assert.ok(n >= 100 + 15, `${tamper} after ${n / 5} s`);
    if (words.at(-1) !== tamper) words.push(tamper);
  }
  return words;
}

describe("what somebody may have done to the camera", () => {
  const wall = bricks(1);

  it("is nothing while the picture stays, with its noise, light and what moves in it", () => {
    assert.deepEqual(told(wall, wall), []);
    assert.deepEqual(
      told(wall, (x, y, n) => wall(x, y, n) * 0.55),
      [],
    );
    assert.deepEqual(
      told(wall, (x, y, n) => Math.min(255, wall(x, y, n) + 50)),
      [],
    );
    assert.deepEqual(
      told(wall, (x, y, n) => (x > 90 && y > 20 ? 30 : wall(x, y, n))),
      [],
    );
  });

  it("is told: covered, black, moved, frozen", () => {
    assert.deepEqual(
      told(wall, (x, y, n) => 60 + x / 20 + noise(x, y, n) / 2),
      ["covered"],
    );
    assert.deepEqual(
      told(wall, () => 16),
      ["black"],
    );
    assert.deepEqual(told(wall, bricks(2)), ["moved"]);
    assert.deepEqual(
      told(wall, (x, y) => wall(x, y, 0), 14),
      ["frozen"],
    );
  });

  it("is not told of a picture that never had any change, nor of a night that comes slowly", () => {
    const still: Shade = (x, y) => wall(x, y, 0);
    assert.deepEqual(told(still, still, 30), []);
    const guard = openGuard();
    for (let n = 0; n < 700; n++) {
      const light = Math.max(0, 1 - n / 600);
      const dusk = paint((x, y) => 16 + (wall(x, y, n) - 16) * light, n);
      assert.equal(guard.take(dusk, n * 2), undefined, `${n}`);
    }
  });

  it("takes a view for the usual one after a while, and at once when it was turned on purpose", () => {
    assert.deepEqual(told(wall, bricks(2), 60), ["moved"]);
    const guard = openGuard();
    for (let n = 0; n < 100; n++) guard.take(paint(wall, n), n / 5);
    guard.reset();
    for (let n = 100; n < 200; n++) assert.equal(guard.take(paint(bricks(2), n), n / 5), undefined);
  });
});
