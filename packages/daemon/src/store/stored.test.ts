import assert from "node:assert/strict";
import test from "node:test";
import { Stored } from "./stored.ts";

/** A disk whose writes end when the test says so. */
function slowDisk() {
  const writes: { value: number; end: PromiseWithResolvers<void> }[] = [];
  const write = (value: number) => {
    const end = Promise.withResolvers<void>();
    writes.push({ value, end });
    return end.promise;
  };
  return { writes, write };
}

const turns = async (count = 20) => {
  for (let n = 0; n < count; n++) await Promise.resolve();
};

test("memory shows a value only when it is on disk, and callers hear last", async () => {
  const { writes, write } = slowDisk();
  const order: string[] = [];
  const stored = new Stored<number>(1, write, (now, before) => order.push(`${before} to ${now}`));
  const done = stored.update((n) => n + 1).then(() => order.push(`done at ${stored.value}`));
  await turns();
  assert.equal(stored.value, 1);
  writes[0]?.end.resolve();
  await done;
  assert.deepEqual(order, ["1 to 2", "done at 2"]);
});

test("steps that wait while a write runs build on each other and are written together", async () => {
  const { writes, write } = slowDisk();
  const stored = new Stored<number>(0, write);
  const first = stored.update((n) => n + 1);
  const rest = [10, 100, 1000].map((more) => stored.update(async (n) => n + more));
  await turns();
  assert.deepEqual(
    writes.map((w) => w.value),
    [1],
  );
  writes[0]?.end.resolve();
  await first;
  await turns();
  assert.deepEqual(
    writes.map((w) => w.value),
    [1, 1111],
  );
  assert.equal(stored.value, 1);
  writes[1]?.end.resolve();
  await Promise.all(rest);
  assert.equal(stored.value, 1111);
});

test("a step that refuses leaves the others of its batch alone", async () => {
  const written: number[] = [];
  const stored = new Stored<number>(0, async (n) => void written.push(n));
  const refuse = () => {
    throw new Error("no");
  };
  const results = await Promise.allSettled([
    stored.update((n) => n + 1),
    stored.update((n) => n + 10),
    stored.update(refuse),
    stored.update((n) => n + 100),
  ]);
  assert.deepEqual(
    results.map((r) => r.status),
    ["fulfilled", "fulfilled", "rejected", "fulfilled"],
  );
  assert.deepEqual(written, [1, 111]);
});

test("a failed write fails all that it held, changes nothing, and is followed by one that tells the disk", async () => {
  const { writes, write } = slowDisk();
  const stored = new Stored<number>(0, write);
  const first = stored.update((n) => n + 1);
  await turns();
  writes[0]?.end.resolve();
  await first;

  const lost = [stored.update(() => 5), stored.update((n) => n * 2)];
  const settled = Promise.allSettled(lost);
  await turns();
  writes[1]?.end.reject(new Error("full"));
  await turns();
  writes[2]?.end.reject(new Error("full"));
  assert.deepEqual(
    (await settled).map((r) => r.status),
    ["rejected", "rejected"],
  );
  assert.equal(stored.value, 1);

  // The disk may hold 5 by now: 1 is confirmed only after it was written again.
  const count = writes.length;
  const same = stored.update((n) => n);
  await turns();
  assert.equal(writes[count]?.value, 1);
  writes[count]?.end.resolve();
  await same;
  await stored.update((n) => n);
  assert.equal(writes.length, count + 1);
});

test("closing waits for what was asked before it", async () => {
  const { writes, write } = slowDisk();
  const stored = new Stored<number>(0, write);
  const done = [stored.update((n) => n + 1), stored.update((n) => n + 1)];
  let isClosed = false;
  const closed = stored.close().then(() => {
    isClosed = true;
  });
  await assert.rejects(
    stored.update((n) => n),
    TypeError,
  );
  await turns();
  writes[0]?.end.resolve();
  await turns();
  assert.equal(isClosed, false);
  writes[1]?.end.resolve();
  await Promise.all([closed, ...done]);
  assert.equal(stored.value, 2);
});
