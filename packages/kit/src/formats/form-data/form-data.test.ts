import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { boundaryOf, parseFormData } from "./index.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (of: Uint8Array) => new TextDecoder().decode(of);
const shown = (body: string, boundary = "xx") =>
  parseFormData(bytes(body), boundary).map(({ name, fileName, data }) => [name, fileName, text(data)]);

const two =
  '--xx\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n' +
  '--xx\r\nContent-Type: application/octet-stream\r\ncontent-disposition: form-data; filename="a \\"b\\".cfg"; name=file\r\n\r\n\r\n--x\r\n\r\n' +
  "--xx--\r\n";

describe("form data", () => {
  it("knows its boundary", () => {
    assert.equal(boundaryOf("multipart/form-data; boundary=abc"), "abc");
    assert.equal(boundaryOf('Multipart/Form-Data; charset=utf-8; BOUNDARY="a b;c"'), "a b;c");
    assert.equal(boundaryOf("multipart/form-data"), "");
    assert.equal(boundaryOf(`multipart/form-data; boundary=${"b".repeat(71)}`), "");
    assert.equal(boundaryOf("application/x-www-form-urlencoded"), undefined);
    assert.equal(boundaryOf("multipart/form-database; boundary=a"), undefined);
  });

  it("gives its parts, whose bytes are left as they are", () => {
    assert.deepEqual(shown(two), [
      ["note", undefined, "hello"],
      ["file", 'a "b".cfg', "\r\n--x\r\n"],
    ]);
    assert.deepEqual(shown("before\r\n--xx\r\n\r\nbare\r\n--xx--after"), [["", undefined, "bare"]]);
    assert.deepEqual(shown("--xx--"), []);
    assert.deepEqual(shown('--xx\r\nContent-Disposition: form-data; name="e"\r\n\r\n\r\n--xx--'), [
      ["e", undefined, ""],
    ]);
  });

  it("says what does not fit", () => {
    for (const [body, words] of [
      ["", /the boundary is nowhere/],
      ["--xx", /no line end/],
      ["--xxy\r\n\r\n", /at byte 4: no line end/],
      ["--xx\r\nA: b\r\n", /do not end/],
      [`--xx\r\nA: ${"b".repeat(9000)}\r\n\r\n\r\n--xx--`, /do not end/],
      ["--xx\r\nA: b\r\n\r\ncut", /a part does not end/],
      [`${"--xx\r\n\r\n\r\n".repeat(101)}--xx--`, /more than 100 parts/],
    ] as const) {
      assert.throws(() => shown(body), words, body.slice(0, 30));
    }
    assert.throws(() => shown(two, ""), /names no boundary/);
  });

  it("is parts or an error, whatever comes", () => {
    const good = bytes(two);
    let state = 5;
    const next = (limit: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    for (let n = 0; n < 50_000; n++) {
      const wrong = good.slice(next(3) * next(20), good.length - next(2) * next(40));
      for (let changes = next(4); changes > 0; changes--)
        wrong[next(wrong.length)] = next(4) === 0 ? 13 : next(256);
      try {
        for (const { data } of parseFormData(wrong, "xx")) assert.ok(data.length <= wrong.length);
      } catch (error) {
        assert.ok(error instanceof RangeError, String(error));
      }
    }
  });
});
