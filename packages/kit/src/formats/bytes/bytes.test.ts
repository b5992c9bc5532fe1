import assert from "node:assert/strict";
import { it } from "node:test";
import { ByteQueue } from "./index.ts";

it("gives bytes back in order, whatever the sizes of the chunks and of the drops", () => {
  const queue = new ByteQueue();
  let pushed = 0;
  let dropped = 0;
  for (let round = 0; round < 500; round += 1) {
    const chunk = Uint8Array.from({ length: (round * 7) % 23 }, (_, i) => (pushed + i) & 0xff);
    queue.push(chunk);
    pushed += chunk.length;
    assert.deepEqual(
      [...queue.bytes],
      Array.from({ length: pushed - dropped }, (_, i) => (dropped + i) & 0xff),
    );
    const count = Math.min((round * 5) % 29, pushed - dropped);
    queue.drop(count);
    dropped += count;
  }
});

it("drops no more than there is", () => {
  const queue = new ByteQueue();
  queue.push(Uint8Array.of(1, 2));
  queue.drop(5);
  assert.equal(queue.bytes.length, 0);
  queue.push(Uint8Array.of(3));
  assert.deepEqual([...queue.bytes], [3]);
});
