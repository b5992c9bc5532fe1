import assert from "node:assert/strict";
import { test } from "node:test";
import { completions } from "./completion.ts";

const complete = (...words: readonly string[]) => completions(words, new AbortController().signal);

test("commands, flags and settings are completed from their tables", async () => {
  const names = await complete("");
  for (const name of ["serve", "config", "info", "watch", "completion"])
    assert.ok(names.includes(name), name);
  assert.deepEqual(await complete("sna"), ["snapshot"]);
  assert.deepEqual(await complete("snapshot", "door", "--q"), ["--quality"]);
  assert.deepEqual(await complete("get", "door", "motionW"), ["motionWindow"]);
  assert.deepEqual(await complete("set", "door", "motionWindow.2.thr"), ["motionWindow.2.threshold="]);
  assert.deepEqual(await complete("ptz", "door", "pre"), ["preset"]);
  assert.deepEqual(await complete("camera", "r"), ["remove"]);
});

test("the program's own commands are too, and nonsense has no words", async () => {
  assert.deepEqual(await complete("config", "ver"), ["versions"]);
  assert.deepEqual(await complete("serve", "--mod"), ["--model"]);
  assert.deepEqual(await complete("serve", "--model", "RC82"), ["RC8221", "RC8230"]);
  assert.deepEqual(await complete("completion", "f"), ["fish"]);
  assert.deepEqual(await complete("nonsense", "x"), []);
});
