import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { openHold } from "./hold.ts";

/** A hold whose clock is that of the test. */
function open(test: TestContext) {
  test.mock.timers.enable({ apis: ["setTimeout"] });
  const time = { now: 0 };
  const got: string[] = [];
  const hold = openHold<string>(
    (item) => got.push(`${item} at ${time.now}`),
    () => time.now,
  );
  const pass = (ms: number): void => {
    for (let n = 0; n < ms; n++) {
      time.now++;
      test.mock.timers.tick(1);
    }
  };
  return { hold, got, pass };
}

describe("what comes before its time", () => {
  it("is handed on when it is due, also what came while something else waited", (test) => {
    const { hold, got, pass } = open(test);
    hold.take("a", 40);
    hold.take("b", 80);
    pass(10);
    assert.deepEqual(got, []);
    hold.take("c", 110);
    pass(200);
    assert.deepEqual(got, ["a at 40", "b at 80", "c at 120"]);
    hold.take("d", 5);
    pass(5);
    assert.equal(got.at(-1), "d at 215");
  });

  it("keeps its order and is never held for long, whatever it says", (test) => {
    const { hold, got, pass } = open(test);
    hold.take("late", 1e9);
    hold.take("soon", 1);
    pass(1000);
    assert.deepEqual(got, ["late at 1000", "soon at 1000"]);
  });

  it("is forgotten when nobody is to get it any more", (test) => {
    const { hold, got, pass } = open(test);
    hold.take("a", 40);
    hold.clear();
    pass(100);
    assert.deepEqual(got, []);
    hold.take("b", 40);
    pass(100);
    assert.deepEqual(got, ["b at 140"]);
  });
});
