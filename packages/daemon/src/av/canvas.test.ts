import assert from "node:assert/strict";
import { test } from "node:test";
import { allocate, look, openCanvas, share } from "./frame.ts";

const size = { width: 64, height: 48 };

test("a canvas is drawn on again and again, and what somebody holds of it stays as it was", () => {
  using canvas = openCanvas(allocate(size));
  const fill = (luma: number): void => canvas.draw(({ y }) => y.fill(luma));
  const lumaOf = (frame: Parameters<typeof look>[0]): number => {
    let luma = -1;
    look(frame, ({ y }) => {
      luma = y[100] ?? -1;
    });
    return luma;
  };
  fill(50);
  const views = canvas.views();
  fill(60);
  assert.equal(canvas.views(), views, "the same memory needs no new view");
  assert.equal(lumaOf(canvas.frame), 60);
  const kept = share(canvas.frame);
  for (const luma of [70, 80]) fill(luma);
  assert.equal(lumaOf(kept), 60);
  assert.equal(lumaOf(canvas.frame), 80);
  assert.notEqual(canvas.views(), views);
  kept.free();
});
