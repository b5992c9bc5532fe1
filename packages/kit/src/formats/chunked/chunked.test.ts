import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openChunkDecoder } from "./index.ts";

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const textOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

function decode(text: string, step = text.length): { readonly text: string; readonly done: boolean } {
  const decoder = openChunkDecoder();
  let got = "";
  for (let at = 0; at < text.length; at += step)
    got += textOf(decoder.take(bytesOf(text.slice(at, at + step))));
  return { text: got, done: decoder.done };
}

const whole =
  "4\r\nWiki\r\n6;name=x\r\npedia \r\n00B\r\nin \r\n\r\nchun\r\n0\r\nTrailer: x\r\n\r\nnext request";

describe("a body in chunks", () => {
  it("loses its framing, however it is cut", () => {
    for (let step = 1; step <= whole.length; step++) {
      assert.deepEqual(decode(whole, step), { text: "Wikipedia in \r\n\r\nchun", done: true });
    }
    assert.deepEqual(decode("1\na\n0\n\n"), { text: "a", done: true });
    assert.deepEqual(decode("0\r\n\r\n"), { text: "", done: true });
  });

  it("is not done before its end", () => {
    for (let length = 0; length < whole.indexOf("next"); length++) {
      assert.equal(decode(whole.slice(0, length)).done, false, whole.slice(0, length));
    }
  });

  it("is refused where it is none", () => {
    for (const text of [
      "\r\n",
      "x\r\n",
      "-1\r\n",
      "123456789\r\n",
      "4 4\r\nWiki",
      "4\r\nWikiX\r\n",
      "4\rX",
      `1;${"x".repeat(1024)}`,
      `0\r\n${"a: b\r\n".repeat(65)}`,
    ]) {
      assert.throws(() => decode(text), RangeError, text.slice(0, 20));
    }
  });

  it("never gives more than it was given, nor fails otherwise", () => {
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 8) % below;
    };
    for (let round = 0; round < 3000; round++) {
      const bytes = bytesOf(whole);
      for (let n = 0; n <= random(4); n++) bytes[random(bytes.length)] = random(256);
      try {
        assert.ok(decode(textOf(bytes), 1 + random(40)).text.length <= whole.length);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }
  });
});
