import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Nonces } from "./nonces.ts";

function bench() {
  const time = { now: 1000 };
  const nonces = new Nonces(() => time.now);
  const count = (nonce: string, n: number) =>
    nonces.use({ nonce, nc: n.toString(16).padStart(8, "0"), response: "r" });
  return { nonces, time, count };
}

describe("nonces", () => {
  it("take each count once, also when requests overtake each other", () => {
    const { nonces, count } = bench();
    const nonce = nonces.issue();
    assert.deepEqual(
      [1, 3, 2, 2, 3, 1, 10, 40, 9, 41, 8, 10, 11].map((n) => count(nonce, n)),
      [true, true, true, false, false, false, true, true, true, true, false, false, true],
    );
    assert.equal(count(nonce, 0), false);
    assert.equal(count(nonce, 0xffffffff), true);
    assert.equal(count(nonce, 42), false);
  });

  it("take each response once without counts, or always where that is asked for", () => {
    const { nonces } = bench();
    const nonce = nonces.issue();
    const use = (response: string, repeatable = false) =>
      nonces.use({ nonce, nc: undefined, response, repeatable });
    assert.deepEqual(
      [use("a"), use("b"), use("a"), use("a", true), use("a", true)],
      [true, true, false, true, true],
    );
    for (let n = 0; n < 300; n += 1) use(`r${n}`);
    assert.equal(use("more"), false);
  });

  it("are good for five minutes", () => {
    const { nonces, time, count } = bench();
    const [used, unused] = [nonces.issue(), nonces.issue()];
    assert.equal(count(used, 1), true);
    time.now += 300;
    assert.equal(count(used, 2), true);
    time.now += 1;
    assert.deepEqual([count(used, 3), count(unused, 1)], [false, false]);
  });

  it("of somebody else are not taken, nor ones that were changed", () => {
    const { nonces, count } = bench();
    const nonce = nonces.issue();
    const flipped = (nonce[3] === "A" ? "B" : "A") + nonce.slice(1);
    for (const bad of [
      "",
      "x",
      flipped,
      `${nonce}=`,
      `${nonce}A`,
      nonce.slice(0, -1),
      bench().nonces.issue(),
    ]) {
      assert.equal(count(bad, 1), false, bad);
    }
    assert.equal(count(nonce, 1), true);
  });

  it("that are forgotten early are not new again", () => {
    const { nonces, time, count } = bench();
    const first = nonces.issue();
    assert.equal(count(first, 1), true);
    time.now += 1;
    for (let n = 0; n < 4096; n += 1) assert.equal(count(nonces.issue(), 1), true);
    assert.equal(count(first, 1), false);
    time.now += 1;
    assert.equal(count(nonces.issue(), 1), true);
  });
});
