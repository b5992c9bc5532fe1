import assert from "node:assert/strict";
import { test } from "node:test";
import { openBudget, openCadence, openRation } from "./cadence.ts";

interface Run {
  readonly source: number;
  readonly wanted: number;
  readonly jitter?: number;
}

/** The places that ten seconds of pictures get, with the time of each. */
function places({ source, wanted, jitter = 0 }: Run): { readonly at: number; readonly place: number }[] {
  const cadence = openCadence(wanted);
  return Array.from({ length: Math.round(source * 10) }, (_, n) => 1000 + n / source + ((n * 7) % 5) * jitter)
    .map((at) => ({ at, place: cadence(at) }))
    .filter((picked): picked is { at: number; place: number } => picked.place !== undefined);
}

test("a cadence keeps the wanted rate on the average", () => {
  for (const [source, wanted] of [
    [25, 15],
    [30, 25],
    [30, 10],
    [25, 1],
    [60, 30],
    [29.97, 15],
  ] as const) {
    const { length } = places({ source, wanted });
    assert.ok(Math.abs(length - wanted * 10) <= 1, `${source} to ${wanted}: ${length}`);
  }
});

test("a source at or below the wanted rate is passed whole, jitter or not", () => {
  assert.equal(places({ source: 25, wanted: 25 }).length, 250);
  assert.equal(places({ source: 25, wanted: 25, jitter: 0.002 }).length, 250);
  assert.equal(places({ source: 10, wanted: 25 }).length, 100);
});

test("places are even where times are not, and never half a period from the picture", () => {
  for (const run of [
    { source: 30, wanted: 25 },
    { source: 25, wanted: 25, jitter: 0.003 },
    { source: 24.9, wanted: 25 },
  ]) {
    const picked = places(run);
    const period = 1 / run.wanted;
    for (const [n, { at, place }] of picked.entries()) {
      assert.ok(Math.abs(at - place) <= period / 2 + 0.001, `${at} got ${place}`);
      const step = n === 0 ? period : place - picked[n - 1]!.place;
      assert.ok(step > period * 0.9 && step < period * 1.1, `a step of ${step} at ${place}`);
    }
  }
});

test("a clock that jumps does not stop the pictures", () => {
  const cadence = openCadence(10);
  assert.equal(cadence(1000), 1000);
  assert.equal(cadence(10), 10);
  assert.equal(cadence(5000), 5000);
  assert.equal(cadence(5000.01), undefined);
});

/** How many of ten seconds of pictures remain. */
function remaining({ source, wanted, jitter = 0 }: Run): number {
  const ration = openRation(wanted);
  let count = 0;
  for (let n = 0; n < source * 10; n++) if (ration(1000 + n / source + ((n * 7) % 5) * jitter)) count++;
  return count;
}

test("a ration keeps the rate of a faster source down", () => {
  for (const [source, wanted] of [
    [25, 15],
    [30, 5],
    [30, 10],
    [60, 1],
  ] as const) {
    const count = remaining({ source, wanted });
    assert.ok(count >= wanted * 10 && count <= wanted * 10.3 + 1, `${source} to ${wanted}: ${count}`);
  }
});

test("a ration costs a source of its own rate nothing, however uneven its pictures come", () => {
  assert.equal(remaining({ source: 10, wanted: 25 }), 100);
  assert.equal(remaining({ source: 15, wanted: 15 }), 150);
  assert.ok(remaining({ source: 15, wanted: 15, jitter: 0.015 }) >= 149);
});

test("a ration survives a clock that jumps", () => {
  const ration = openRation(10);
  assert.deepEqual([1000, 10, 5000, 5000.001].map(ration), [true, true, true, true]);
  assert.deepEqual([5000.002, 5000.003].map(ration), [true, false]);
});

test("a budget leaves pictures out by their sizes, and is none without a limit", () => {
  const sizes = (kbps: number): number[] => {
    const budget = openBudget(kbps);
    const sent: number[] = [];
    for (let n = 0; n < 250; n++) {
      const at = 1000 + n / 25;
      if (!budget.allows(at)) continue;
      const bytes = n % 2 === 0 ? 4000 : 8000;
      budget.spend(bytes, at);
      sent.push(bytes);
    }
    return sent;
  };
  const kbit = sizes(256).reduce((sum, bytes) => sum + (bytes * 8) / 1000, 0);
  assert.ok(kbit > 2000 && kbit <= 2560 + 64, `${kbit} kbit in ten seconds`);
  assert.equal(sizes(Number.POSITIVE_INFINITY).length, 250);
});

test("a budget begins anew when the clock goes back", () => {
  const budget = openBudget(1);
  budget.spend(1_000_000, 1000);
  assert.equal(budget.allows(1001), false);
  assert.equal(budget.allows(10), true);
});
