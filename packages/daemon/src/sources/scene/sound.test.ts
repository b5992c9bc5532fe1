import assert from "node:assert/strict";
import { test } from "node:test";
import { drawSound, sampleRate } from "./sound.ts";

const loudest = (sound: Int16Array): number =>
  sound.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

test("a tone begins at each whole second and is over soon", () => {
  const sound = drawSound(1000.5, sampleRate);
  const half = sampleRate / 2;
  assert.ok(loudest(sound.subarray(0, half - 1)) < 400, "before the second");
  assert.ok(loudest(sound.subarray(half, half + 160)) > 4000, "within 10 ms of the second");
  assert.ok(loudest(sound.subarray(half + 0.09 * sampleRate)) < 400, "90 ms after the second");
});

test("the minute's tone is an octave above the second's", () => {
  const crossings = (sound: Int16Array): number =>
    sound.filter((value, n) => n > 0 && value >= 0 && sound[n - 1]! < 0).length;
  const length = Math.round(0.08 * sampleRate);
  const second = crossings(drawSound(1_000_001, length));
  const minute = crossings(drawSound(1_000_020, length));
  assert.ok(Math.abs(second - 70) <= 3 && Math.abs(minute - 141) <= 4, `${second} and ${minute}`);
});

test("pieces join without a seam in the tone", () => {
  const whole = drawSound(2000, 320);
  const second = drawSound(2000 + 160 / sampleRate, 160);
  for (let n = 0; n < 160; n++) assert.ok(Math.abs(whole[160 + n]! - second[n]!) < 700, `sample ${n}`);
});
