import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openPace, unixNow, until } from "./pace.ts";

/** The two ways to wait, by a signal. */
const ways = {
  until: (signal: AbortSignal) => (at: number) => until(at, signal),
  "a pace": (signal: AbortSignal) => openPace(signal).until,
};

for (const [name, open] of Object.entries(ways)) {
  describe(name, () => {
    it("waits for its time, and no less", async () => {
      const wait = open(new AbortController().signal);
      for (let n = 0; n < 3; n++) {
        const due = unixNow() + 0.02;
        await wait(due);
        assert.ok(unixNow() >= due);
      }
    });

    it("gives others their turn although it is late, and hears of the end", async () => {
      const stop = new AbortController();
      const wait = open(stop.signal);
      let turns = 0;
      const timer = setInterval(() => {
        turns++;
        if (turns === 3) stop.abort(new Error("over"));
      }, 1);
      const busy = async (): Promise<never> => {
        for (;;) await wait(0);
      };
      await assert.rejects(busy(), /over|abort/i);
      clearInterval(timer);
      assert.equal(turns, 3);
    });

    it("ends in the middle of a wait with the signal", async () => {
      const stop = new AbortController();
      const waiting = open(stop.signal)(unixNow() + 3600);
      setImmediate(() => stop.abort(new Error("over")));
      await assert.rejects(waiting, /over|abort/i);
    });
  });
}
