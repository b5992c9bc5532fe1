import assert from "node:assert/strict";
import { test } from "node:test";
import { countMissed, fitLine, mean, median, quantile } from "./stats.ts";

test("the median does not depend on the order and lies between two middle values", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([7]), 7);
});

test("numbers are sorted as numbers", () => {
  assert.equal(median([10, 9, 100]), 10);
});

test("a quantile reaches both ends and interpolates", () => {
  const values = Array.from({ length: 101 }, (_, n) => 100 - n);
  assert.equal(quantile(values, 0), 0);
  assert.equal(quantile(values, 0.99), 99);
  assert.equal(quantile(values, 1), 100);
  assert.equal(quantile([0, 1], 0.25), 0.25);
});

test("a quantile leaves its input as it was", () => {
  const values = [3, 1, 2];
  quantile(values, 0.5);
  assert.deepEqual(values, [3, 1, 2]);
});

test("nothing can be said of no values, nor with a share outside 0 to 1", () => {
  assert.throws(() => median([]), RangeError);
  assert.throws(() => mean([]), RangeError);
  assert.throws(() => quantile([1], 1.01), RangeError);
  assert.throws(() => quantile([1], Number.NaN), RangeError);
});

test("a line through exact points has no error", () => {
  const { slope, intercept, slopeError } = fitLine([
    [0, 1],
    [1, 3],
    [2, 5],
    [3, 7],
  ]);
  assert.equal(slope, 2);
  assert.equal(intercept, 1);
  assert.equal(slopeError, 0);
});

test("scattered points give the textbook slope and its standard error", () => {
  const { slope, slopeError } = fitLine([
    [1, 2],
    [2, 1],
    [3, 4],
    [4, 3],
  ]);
  assert.ok(Math.abs(slope - 0.6) < 1e-12);
  assert.ok(Math.abs(slopeError - Math.sqrt(0.32)) < 1e-12);
});

test("a line needs three points at different x", () => {
  assert.throws(
    () =>
      fitLine([
        [0, 0],
        [1, 1],
      ]),
    RangeError,
  );
  assert.throws(
    () =>
      fitLine([
        [1, 0],
        [1, 1],
        [1, 2],
      ]),
    RangeError,
  );
});

test("a viewer that saw everything missed nothing", () => {
  const all = [5, 6, 7, 8, 9];
  assert.equal(countMissed(all, all), 0);
  assert.equal(countMissed(all, [6, 7, 8]), 0, "it came later and left earlier");
});

test("gaps are counted, single and long", () => {
  assert.equal(countMissed([1, 2, 3, 4, 5, 6], [1, 2, 4, 5, 6]), 1);
  assert.equal(countMissed([1, 2, 3, 4, 5, 6], [1, 6]), 4);
});

test("a cycle of pictures is followed round", () => {
  const cycle = [1, 2, 3];
  const all = [...cycle, ...cycle, ...cycle];
  assert.equal(countMissed(all, [3, 1, 2, 3, 1]), 0);
  assert.equal(countMissed(all, [3, 2, 3]), 1);
});

test("what only this viewer saw is not missed, and does not lose the place", () => {
  assert.equal(countMissed([1, 2, 3, 4], [1, 2, 99, 3, 4]), 0);
  assert.equal(countMissed([1, 2, 3, 4], []), 0);
  assert.equal(countMissed([1, 2, 3, 4], [99]), 0);
});
