import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rect } from "@pinhole/kit/model";
import { corners, moved, wayOf } from "./areas.ts";

const area: Rect = [100, 100, 200, 180];

test("an area moves as a whole and keeps its size at the edges", () => {
  assert.deepEqual(moved(area, "all", [10.4, -20]), [110, 80, 210, 160]);
  assert.deepEqual(moved(area, "all", [-999, 999]), [0, 399, 100, 479]);
});

test("a corner moves two sides, never past the others or off the grid", () => {
  assert.deepEqual(moved(area, "tl", [-10, 5]), [90, 105, 200, 180]);
  assert.deepEqual(moved(area, "br", [999, 999]), [100, 100, 639, 479]);
  assert.deepEqual(moved(area, "tl", [999, 999]), [184, 164, 200, 180]);
  for (const corner of corners) {
    for (const way of [-5000, -3, 0, 7, 5000]) {
      const [x0, y0, x1, y1] = moved(area, corner, [way, -way]);
      assert.ok(x0 >= 0 && y0 >= 0 && x1 < 640 && y1 < 480 && x1 - x0 >= 16 && y1 - y0 >= 16);
    }
  }
});

test("keys are ways", () => {
  assert.deepEqual(wayOf("ArrowLeft", 4), [-4, 0]);
  assert.equal(wayOf("toString", 4), undefined);
});
