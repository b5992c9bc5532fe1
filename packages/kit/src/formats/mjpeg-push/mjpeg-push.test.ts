import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodePartHead, encodePartTail, encodePushEnd, PushDecoder, pushContentType } from "./index.ts";

const ascii = new TextEncoder();
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const join = (...parts: readonly (Uint8Array | string)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? ascii.encode(part) : part)]));

/** A small generator of repeatable numbers below `limit`. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const first = Uint8Array.of(0xff, 0xd8, 0x0d, 0x0a, 0x2d, 0x2d, 0x42, 0xff, 0xd9);
const second = Uint8Array.of(0xff, 0xd8, 0xff, 0xd9, 0x01, 0xff, 0xd9);

describe("push stream, written", () => {
  it("writes a part as the manual prints it", () => {
    assert.equal(text(encodePartHead("B", 9)), "--B\r\ncontent-type:image/jpeg\r\ncontent-length: 9\r\n\r\n");
    assert.equal(text(encodePartTail()), "\r\n");
    assert.equal(text(encodePushEnd("B")), "--B--\r\n");
    assert.equal(pushContentType("B"), "multipart/x-mixed-replace;boundary=B");
  });

  it("adds headers, but never a line of their own making", () => {
    assert.match(
      text(encodePartHead("B", 1, { "x-capture-time": "now" })),
      /\r\nx-capture-time: now\r\n\r\n$/,
    );
    assert.throws(() => encodePartHead("B", 1, { a: "x\r\nb: y" }), TypeError);
  });
});

describe("push stream, read", () => {
  const stream = join(
    encodePartHead("B", first.length, { "x-capture-time": "t" }),
    first,
    encodePartTail(),
    encodePartHead("B", second.length),
    second,
    encodePartTail(),
    encodePushEnd("B"),
    "trailing words",
  );

  it("reads back what was written, wherever the chunks end", () => {
    for (const step of [1, 2, 7, 1000]) {
      const decoder = new PushDecoder();
      const parts = [];
      for (let at = 0; at < stream.length; at += step)
        parts.push(...decoder.push(stream.subarray(at, at + step)));
      assert.deepEqual(
        parts.map((part) => part.body),
        [first, second],
      );
      assert.deepEqual(parts[0]?.headers, {
        "content-type": "image/jpeg",
        "content-length": "9",
        "x-capture-time": "t",
      });
      assert.ok(decoder.ended);
      assert.deepEqual(decoder.push(stream), []);
    }
  });

  it("reads lone line feeds, a preamble, and parts that do not say their length", () => {
    const sloppy = join(
      "preamble\r\n\r\n--myboundary\nContent-Type: image/jpeg\n\n",
      first,
      "\n--myboundary\nContent-Type: image/jpeg\nContent-Length: oops\n\n",
      second,
      "--myboundary\r\n\r\n",
    );
    for (const step of [1, 5, 1000]) {
      const decoder = new PushDecoder();
      const parts = [];
      for (let at = 0; at < sloppy.length; at += step)
        parts.push(...decoder.push(sloppy.subarray(at, at + step)));
      assert.deepEqual(
        parts.map((part) => part.body),
        [first, second],
      );
    }
  });

  it("stops at its limits", () => {
    const limits = { maxBody: 100, maxHead: 64 };
    assert.throws(
      () => new PushDecoder(limits).push(encodePartHead("B", 101)),
      /part of 101 bytes, at most 100/,
    );
    assert.throws(
      () => new PushDecoder(limits).push(new Uint8Array(65)),
      /no part header ends within 64 bytes/,
    );
    const endless = new PushDecoder(limits);
    endless.push(join("--B\r\n\r\n", new Uint8Array(100)));
    assert.throws(() => endless.push(new Uint8Array(100)), /at most 100/);
  });

  it("meets damaged streams with whole parts or an error", () => {
    const random = seeded(11);
    for (let round = 0; round < 3000; round += 1) {
      const damaged = stream.slice(0, random(stream.length + 1));
      for (let n = random(5); n >= 0; n -= 1)
        if (damaged.length > 0) damaged[random(damaged.length)] = random(256);
      const decoder = new PushDecoder({ maxBody: 4096 });
      const half = random(damaged.length + 1);
      try {
        for (const part of [
          ...decoder.push(damaged.subarray(0, half)),
          ...decoder.push(damaged.subarray(half)),
        ]) {
          assert.ok(part.body.length <= 4096);
        }
      } catch (error) {
        assert.ok(error instanceof RangeError && error.message.startsWith("push stream:"), String(error));
      }
    }
  });
});
