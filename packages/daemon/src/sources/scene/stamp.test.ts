import assert from "node:assert/strict";
import { test } from "node:test";
import { numbers } from "./seeded.ts";
import { openStamp, readFrameNumber } from "./stamp.ts";

function stamped(frame: number, width: number, height: number) {
  const planes = {
    y: new Uint8Array(width * height).fill(120),
    u: new Uint8Array((width * height) / 4).fill(90),
    v: new Uint8Array((width * height) / 4).fill(160),
    strideY: width,
    strideUV: width / 2,
  };
  openStamp()(planes, { width, height }, { frame, clock: "2025-06-01 12:34:56" });
  return planes;
}

/** Nearest pixel, or the mean of all pixels that fall into one. */
function scale(
  y: Uint8Array,
  from: readonly [number, number],
  to: readonly [number, number],
  isBox: boolean,
): Uint8Array {
  const [width, height] = from;
  const small = new Uint8Array(to[0] * to[1]);
  for (let i = 0; i < small.length; i++) {
    const column = i % to[0];
    const row = Math.floor(i / to[0]);
    const left = Math.floor((column * width) / to[0]);
    const top = Math.floor((row * height) / to[1]);
    const right = isBox ? Math.ceil(((column + 1) * width) / to[0]) : left + 1;
    const bottom = isBox ? Math.ceil(((row + 1) * height) / to[1]) : top + 1;
    let sum = 0;
    for (let v = top; v < bottom; v++) for (let h = left; h < right; h++) sum += y[v * width + h]!;
    small[i] = sum / ((right - left) * (bottom - top));
  }
  return small;
}

test("the number is read back from pictures of all sizes", () => {
  for (const [width, height] of [
    [320, 240],
    [640, 480],
    [800, 600],
    [1280, 720],
    [1920, 1080],
  ] as const) {
    for (const frame of [0, 1, 255, 77_777, 0xffffff]) {
      const { y } = stamped(frame, width, height);
      assert.equal(readFrameNumber({ y, stride: width, width, height }), frame);
    }
  }
});

test("the number survives scaling, nearest and averaged, and noise", () => {
  const next = numbers(5);
  for (let round = 0; round < 20; round++) {
    const frame = Math.floor(next() * 2 ** 24);
    const { y } = stamped(frame, 1280, 720);
    for (const [width, height] of [
      [640, 480],
      [640, 360],
      [320, 240],
    ] as const) {
      for (const isBox of [true, false]) {
        const small = scale(y, [1280, 720], [width, height], isBox);
        for (let i = 0; i < small.length; i++)
          small[i] = Math.max(0, Math.min(255, small[i]! + (next() - 0.5) * 50));
        assert.equal(readFrameNumber({ y: small, stride: width, width, height }), frame);
      }
    }
  }
});

test("a picture without a number, or with a damaged one, reads as undefined", () => {
  const size = { stride: 640, width: 640, height: 480 };
  for (const luma of [0, 16, 128, 235, 255]) {
    assert.equal(readFrameNumber({ ...size, y: new Uint8Array(640 * 480).fill(luma) }), undefined);
  }
  for (let cell = 0; cell < 32; cell++) {
    const { y } = stamped(123_456, 640, 480);
    const left = 512 + (cell % 16) * 8;
    const top = cell < 16 ? 459 : 469;
    const inverse = y[(top + 4) * 640 + left + 4]! > 128 ? 16 : 235;
    for (let row = top; row < top + 11; row++) y.fill(inverse, row * 640 + left, row * 640 + left + 8);
    assert.equal(readFrameNumber({ ...size, y }), undefined, `cell ${cell}`);
  }
});

test("cells are grey, the strip is darkened, and the rest of the picture is untouched", () => {
  const { y, u } = stamped(9, 1280, 720);
  assert.equal(u[(710 >> 1) * 640 + 620], 128);
  assert.ok(y[719 * 1280 + 1000]! < 60);
  assert.ok(y.subarray(0, 680 * 1280).every((value) => value === 120));
});
