import assert from "node:assert/strict";
import { test } from "node:test";
import { keepInStep } from "./in-step.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("what is wanted is open, once, and opened anew when it changes", async () => {
  const happened: string[] = [];
  let wanted: string | undefined;
  const step = keepInStep({
    want: () => wanted,
    open: async () => {
      const key = wanted;
      happened.push(`open ${key}`);
      return { [Symbol.asyncDispose]: async () => void happened.push(`close ${key}`) };
    },
    failed: assert.fail,
  });
  await settled();
  wanted = "a";
  step.update();
  step.update();
  await settled();
  step.update();
  wanted = "b";
  step.update();
  await settled();
  wanted = undefined;
  step.update();
  await settled();
  wanted = "c";
  step.update();
  await step[Symbol.asyncDispose]();
  step.update();
  await settled();
  assert.deepEqual(happened.slice(0, 4), ["open a", "close a", "open b", "close b"]);
  assert.ok(happened.length === 4 || happened.at(-1) === "close c", happened.join());
});

test("a failure is told, and tried again when its time has come", async () => {
  const told: string[] = [];
  let tries = 0;
  const step = keepInStep({
    want: () => "a",
    open: async () => {
      tries++;
      if (tries === 1) throw new Error("the port is taken");
      return { [Symbol.asyncDispose]: async () => {} };
    },
    failed: (words) => told.push(words),
    retryMs: 0,
  });
  await settled();
  step.update();
  await step[Symbol.asyncDispose]();
  assert.deepEqual([told, tries], [["the port is taken"], 2]);
});
