import assert from "node:assert/strict";
import { test } from "node:test";
import { firingsOf } from "./firings.ts";

test("a window fires each time that it comes from below, and only what was watched is known", () => {
  const minutes = [[0, 1], [90, 1], [100, 1], null, [81, 1], [80, 1]];
  assert.deepEqual(firingsOf(minutes, 0, 80), { times: 2, known: 5 });
  assert.deepEqual(firingsOf(minutes, 0, 95), { times: 1, known: 5 });
  assert.deepEqual(firingsOf(minutes, 1, 80), { times: 0, known: 5 });
  assert.deepEqual(firingsOf([null, null], 0, 80), { times: 0, known: 0 });
});
