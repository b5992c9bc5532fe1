import assert from "node:assert/strict";
import { it } from "node:test";
import { openTimeline } from "./timeline.ts";

it("begins at 0 and counts milliseconds for all tracks alike", () => {
  const at = openTimeline();
  assert.deepEqual([at(0, 1444723002), at(1, 1444723002.0204), at(0, 1444723002.04)], [0, 20, 40]);
  assert.equal(at(0, 1444723002 + 50 * 86_400), 50 * 86_400_000);
});

it("never stands still nor goes back on one track", () => {
  const at = openTimeline();
  assert.deepEqual([at(0, 100), at(0, 100), at(0, 99.99), at(1, 99.5), at(1, 100.1)], [0, 1, 2, 0, 100]);
});

it("goes on from where it was when the clock is set back", () => {
  const at = openTimeline();
  assert.deepEqual(
    [at(0, 5000), at(0, 5010), at(0, 1400), at(1, 1400.02), at(0, 1400.04)],
    [0, 10_000, 10_001, 10_020, 10_040],
  );
  assert.equal(at(0, 1399.5), 10_041);
});

it("hurries through what is past, and is in time from then on", () => {
  const at = openTimeline();
  assert.deepEqual([at(0, 100, true), at(0, 100.04, true), at(0, 101.5, true)], [0, 1, 2]);
  assert.deepEqual([at(0, 101.54), at(1, 101.56), at(0, 101.58)], [42, 62, 82]);
});
