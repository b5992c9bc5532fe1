import assert from "node:assert/strict";
import { it } from "node:test";
import { openInterleave } from "./interleave.ts";

const [video, audio] = [0, 1] as const;

function run(
  order: ReturnType<typeof openInterleave<number>>,
  ...items: readonly (readonly [number, number])[]
) {
  return items.map(([track, pts]) => order.push(track, pts, pts));
}

it("a single track waits for nobody", () => {
  assert.deepEqual(run(openInterleave(1), [0, 1], [0, 2], [0, 1.5]), [[1], [2], [1.5]]);
});

it("what comes too early waits until the other track has come as far", () => {
  const order = openInterleave<number>(2);
  assert.deepEqual(run(order, [video, 10], [audio, 9.98], [video, 10.04], [audio, 10.02], [video, 10.08]), [
    [10],
    [9.98],
    [],
    [10.02],
    [],
  ]);
  assert.deepEqual(run(order, [audio, 10.06], [audio, 10.1]), [[10.04, 10.06], [10.08]]);
});

it("items of one time come out in the order in which they came", () => {
  const order = openInterleave<string>(2);
  order.push(video, 1, "a");
  order.push(audio, 0.9, "b");
  assert.deepEqual(order.push(video, 1.2, "c"), []);
  assert.deepEqual(order.push(audio, 1.2, "d"), ["c", "d"]);
});

it("a track that is 0.3 s behind is no longer waited for", () => {
  const order = openInterleave<number>(2);
  run(order, [video, 5], [audio, 5]);
  assert.deepEqual(run(order, [video, 5.1], [video, 5.2], [video, 5.31], [video, 5.4]), [
    [],
    [],
    [5.1, 5.2, 5.31],
    [5.4],
  ]);
  assert.deepEqual(run(order, [audio, 5.02]), [[5.02]]);
});

it("goes on when the clock is set back or forward", () => {
  const order = openInterleave<number>(2);
  run(order, [video, 5000], [audio, 5000]);
  const times = [1, 1.01, 1.04, 1.05, 9000, 9000.01, 9000.04, 9000.06];
  const out = times.flatMap((pts, n) => order.push(n % 2, pts, pts));
  assert.deepEqual(
    out.toSorted((a, b) => a - b),
    out,
  );
  assert.ok(out.length >= times.length - 1);
});
