import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Packet } from "../bus/packet.ts";
import { openArrivals } from "./arrivals.ts";

/** Arrivals with a clock that each delivery of a stream moves on by so many milliseconds. */
function open(costMs: number) {
  const bench = { now: 0, delivered: [] as string[], lost: [] as string[], turns: [] as (() => void)[] };
  const take = openArrivals({
    deliver: (stream, { pts }) => {
      bench.now += costMs;
      bench.delivered.push(`${stream} ${pts}`);
    },
    lost: (stream) => bench.lost.push(stream),
    now: () => bench.now,
    later: (turn) => bench.turns.push(turn),
  });
  const packet = (pts: number, key = false): Packet => ({ data: Uint8Array.of(1), pts, key });
  /** The event loop's turn. */
  const turn = (): void => {
    for (const next of bench.turns.splice(0)) next();
  };
  return { bench, take, packet, turn };
}

describe("packets from the engine", () => {
  it("go on at once as long as that is quick", () => {
    const { bench, take, packet } = open(1);
    for (let pts = 0; pts < 10; pts++) take(["a", "b"], packet(pts));
    assert.equal(bench.delivered.length, 20);
    assert.equal(bench.turns.length, 1);
  });

  it("leave each turn of the event loop to others once they have had their part of it, and keep their order", () => {
    const { bench, take, packet, turn } = open(8);
    for (let pts = 0; pts < 9; pts++) take(["a"], packet(pts));
    assert.equal(bench.delivered.length, 3);
    turn();
    assert.equal(bench.delivered.length, 6);
    take(["a"], packet(9));
    while (bench.turns.length > 0) turn();
    assert.deepEqual(
      bench.delivered,
      Array.from({ length: 10 }, (_, pts) => `a ${pts}`),
    );
    assert.deepEqual(bench.lost, []);
  });

  it("are left out up to a key frame when they have waited too long", () => {
    const { bench, take, packet, turn } = open(30);
    take(["a", "b"], packet(0, true));
    take(["a", "b"], packet(1));
    take(["c"], packet(1));
    bench.now += 1001;
    take(["c"], packet(2, true));
    take(["a"], packet(2));
    take(["b"], packet(2, true));
    take(["a", "b"], packet(3));
    take(["a"], packet(4, true));
    while (bench.turns.length > 0) turn();
    assert.deepEqual(bench.delivered, ["a 0", "b 0", "c 2", "b 2", "b 3", "a 4"]);
    assert.deepEqual(bench.lost, ["a", "b", "c"]);
  });
});
