import assert from "node:assert/strict";
import { test } from "node:test";
import { openRhythm } from "./rhythm.ts";

function after(...times: readonly number[]): readonly [silence: number, hang: number] {
  const rhythm = openRhythm();
  for (const at of times) rhythm.picture(at);
  return [rhythm.silence, rhythm.hang];
}

test("the patience is that of a usual source until pictures tell otherwise", () => {
  assert.deepEqual(after(), [2.5, 15]);
  assert.deepEqual(after(0, 0.04, 0.08, 0.12), [2.5, 15]);
  assert.deepEqual(after(0, 1, 2, 3), [2.5, 15]);
});

test("a source that is slow by nature is waited for", () => {
  assert.deepEqual(after(0), [15, 15], "its first picture tells nothing yet");
  assert.deepEqual(after(0, 10), [25, 40]);
  assert.deepEqual(after(0, 3, 8, 12), [12.5, 20]);
  assert.deepEqual(after(0, 3600), [150, 240]);
});

test("a pause is soon forgotten by a source that is quick again", () => {
  assert.deepEqual(after(0, 10, 10.1, 10.2), [25, 40]);
  assert.deepEqual(after(0, 10, 10.1, 10.2, 10.3, 10.4), [2.5, 15]);
});

test("what comes twice, or after a new beginning, is no pause", () => {
  assert.deepEqual(after(0, 1, 1, 1, 1), [2.5, 15]);
  const rhythm = openRhythm();
  rhythm.picture(0);
  rhythm.picture(1);
  rhythm.pause();
  rhythm.picture(100);
  assert.equal(rhythm.silence, 2.5);
});
