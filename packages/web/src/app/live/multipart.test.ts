import assert from "node:assert/strict";
import { test } from "node:test";
import { partReader } from "./multipart.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const texts = (parts: readonly Uint8Array[]): string[] => parts.map((part) => new TextDecoder().decode(part));
const part = (body: string): string =>
  `--xyz\r\nContent-Type: image/jpeg\r\nContent-Length: ${body.length}\r\n\r\n${body}\r\n`;

test("reads parts whole, and one byte at a time", () => {
  const stream = bytes(part("first") + part("second\r\n\r\n--xyz") + part("3"));
  const expected = ["first", "second\r\n\r\n--xyz", "3"];
  assert.deepEqual(texts(partReader()(stream)), expected);
  const read = partReader();
  assert.deepEqual(texts([...stream].flatMap((byte) => read(Uint8Array.of(byte)))), expected);
});

test("header names may be in any case, an empty part is passed over", () => {
  const read = partReader();
  assert.deepEqual(texts(read(bytes("--b\r\ncontent-length:\t2 \r\nX-A: b\r\n\r\nab\r\n"))), ["ab"]);
  assert.deepEqual(texts(read(bytes(part("") + part("c")))), ["c"]);
});

test("refuses a part without a length, a part that is too big and a head without an end", () => {
  const refused = (text: string, message: RegExp): void => {
    assert.throws(() => partReader()(bytes(text)), { name: "RangeError", message });
  };
  refused("--b\r\nContent-Type: image/jpeg\r\n\r\n", /without a length at 0/);
  refused("--b\r\nContent-Length: -5\r\n\r\n", /without a length/);
  refused("--b\r\nContent-Length: 1e3\r\n\r\n", /without a length/);
  refused("--b\r\nContent-Length: 16777217\r\n\r\n", /16777217 bytes at 0, at most 16777216/);
  refused("x".repeat(8192), /without a length/);
  const read = partReader();
  const first = part("one");
  read(bytes(first));
  assert.throws(() => read(bytes("--xyz\r\nA: b\r\n\r\n")), {
    message: `part without a length at ${first.length - 2}`,
  });
});

test("survives any bytes", () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * below);
  };
  const good = bytes(part("first") + part("second") + part("third"));
  for (let round = 0; round < 2000; round++) {
    const bad = good.slice(0, random(good.length + 1));
    for (let i = random(6); i > 0 && bad.length > 0; i--) bad[random(bad.length)] = random(256);
    const read = partReader();
    const cut = random(bad.length + 1);
    try {
      const parts = [...read(bad.subarray(0, cut)), ...read(bad.subarray(cut))];
      assert.ok(parts.reduce((sum, { length }) => sum + length, 0) <= bad.length);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }
});
