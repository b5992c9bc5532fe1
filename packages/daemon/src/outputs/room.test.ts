import assert from "node:assert/strict";
import { it } from "node:test";
import { openRoom } from "./room.ts";

it("a viewer has room for what it begins with, and for a bounded backlog from then on", async () => {
  let waiting = 0;
  const room = openRoom(() => waiting, 100);
  waiting = 5000;
  assert.equal(room(), true, "while it joins");
  await Promise.resolve();
  assert.equal(room(), true);
  waiting = 5101;
  assert.equal(room(), false, "no more than the backlog beyond what it joined with");
  waiting = 5000;
  assert.equal(room(), true);
  waiting = 90;
  assert.equal(room(), true);
  waiting = 101;
  assert.equal(room(), false, "once it was up to date nothing is granted any more");
});
