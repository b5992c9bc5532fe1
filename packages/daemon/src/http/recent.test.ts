import assert from "node:assert/strict";
import { it } from "node:test";
import { Recent } from "./recent.ts";

it("keeps what was set or got last", () => {
  const recent = new Recent<string, number>(2);
  recent.set("a", 1);
  recent.set("b", 2);
  assert.equal(recent.get("a"), 1);
  recent.set("c", 3);
  assert.deepEqual([recent.get("a"), recent.get("b"), recent.get("c"), recent.size], [1, undefined, 3, 2]);
  recent.set("c", 4);
  recent.delete("a");
  assert.deepEqual([recent.get("a"), recent.get("c"), recent.size], [undefined, 4, 1]);
  recent.clear();
  assert.equal(recent.size, 0);
});
