import assert from "node:assert/strict";
import { it } from "node:test";
import { unixNow, until } from "./pace.ts";

it("until waits for its time, and no less", async () => {
  const due = unixNow() + 0.02;
  await until(due, new AbortController().signal);
  assert.ok(unixNow() >= due);
});

it("until gives others their turn although it is late, and hears of the end", async () => {
  const stop = new AbortController();
  let turns = 0;
  const timer = setInterval(() => {
    turns++;
    if (turns === 3) stop.abort(new Error("over"));
  }, 1);
  const busy = async (): Promise<never> => {
    for (;;) await until(0, stop.signal);
  };
  await assert.rejects(busy(), /over|abort/i);
  clearInterval(timer);
  assert.equal(turns, 3);
});
