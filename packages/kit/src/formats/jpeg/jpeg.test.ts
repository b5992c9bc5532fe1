import assert from "node:assert/strict";
import { test } from "node:test";
import { readJpegSize } from "./index.ts";

const jpeg = Uint8Array.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xff, 0xdb, 0, 3, 9, 0xff, 0xc0, 0, 17, 8, 0x02, 0xd0, 0x05,
  0, 3, 1,
]);

test("the size stands in the frame header", () => {
  assert.deepEqual(readJpegSize(jpeg), { width: 1280, height: 720 });
});

test("what is no JPEG is refused with the place", () => {
  assert.throws(() => readJpegSize(Uint8Array.of()), /byte 0: no start of image/);
  assert.throws(() => readJpegSize(jpeg.subarray(0, 15)), /byte 15: no frame header/);
  assert.throws(() => readJpegSize(jpeg.subarray(0, 20)), /byte 15: the frame header is cut off/);
  assert.throws(() => readJpegSize(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 1, 0)), /a segment of 1 bytes/);
});

test("damaged JPEGs give an answer or an error, never a hang", () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 2000; round++) {
    const damaged = jpeg.slice(0, 1 + random(jpeg.length));
    for (let n = 0; n < 3; n++) damaged[random(damaged.length)] = random(256);
    try {
      const { width, height } = readJpegSize(damaged);
      assert.ok(width <= 65_535 && height <= 65_535);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }
});
