import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { paint, pixels, type Yuv } from "../av/fixtures/pictures.ts";
import { openLens, viewOf } from "./view.ts";

const ramp = (x: number, y: number): Yuv => [16 + ((x + 3 * y) % 200), 100 + (x >> 5), 150 - (y >> 5)];

describe("the view", () => {
  it("is all at home, and goes from edge to edge", () => {
    const hd = { width: 1920, height: 1080 };
    assert.deepEqual(viewOf([0, 0], hd), { x: 0, y: 0, width: 1920, height: 1080 });
    const left = viewOf([-1, 0], hd);
    assert.deepEqual([left.x, left.width, left.height], [0, 1152, 648]);
    assert.equal(left.y + left.height / 2, 540);
    const right = viewOf([1, 1], hd);
    assert.deepEqual([right.x + right.width, right.y + right.height], [1920, 1080]);
  });

  it("shows a large picture pixel by pixel and magnifies a small one", () => {
    assert.equal(viewOf([1, 0], { width: 3840, height: 2160 }).width, 1280);
    assert.equal(viewOf([1, 0], { width: 7680, height: 4320 }).width, 2560);
    assert.equal(viewOf([1, 0], { width: 640, height: 480 }).width, 384);
  });

  it("moves without jumps, in even numbers, within the picture", () => {
    const size = { width: 1281, height: 719 };
    let before = viewOf([-1, -1], size);
    for (let n = -1000; n <= 1000; n++) {
      const view = viewOf([n / 1000, n / 2000], size);
      const all = [view.x, view.y, view.width, view.height];
      assert.ok(all.every((value) => value % 2 === 0 && value >= 0));
      assert.ok(view.x + view.width <= size.width && view.y + view.height <= size.height);
      if (n > -1000) assert.ok(Math.abs(view.x - before.x) <= 6 && Math.abs(view.width - before.width) <= 6);
      before = view;
    }
  });
});

describe("the lens", () => {
  it("cuts out what is aimed at, to the pixel, and leaves the source alone", () => {
    using lens = openLens();
    const source = paint({ width: 640, height: 480 }, ramp);
    try {
      const before = pixels(source);
      assert.equal(lens.look(source, [0, 0]), source);
      for (const aim of [
        [-1, -1],
        [0.5, -0.25],
        [1, 1],
      ] as const) {
        const view = viewOf(aim, source);
        const seen = pixels(lens.look(source, aim));
        assert.deepEqual([seen.width, seen.height], [view.width, view.height]);
        for (const [x, y] of [
          [0, 0],
          [view.width - 1, view.height - 1],
          [view.width >> 1, 7],
        ] as const) {
          assert.deepEqual(seen.at(x, y), before.at(view.x + x, view.y + y));
        }
      }
      assert.deepEqual(pixels(source).y, before.y);
    } finally {
      source.free();
    }
  });
});
