import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { callMethod, encodeActions } from "./actions.ts";
import { encodePlayerMovie } from "./index.ts";

const movie = { width: 640, height: 360, frameRate: 25, url: "media.flv" };

interface Tag {
  readonly code: number;
  readonly body: Uint8Array;
}

/** Stage in twips, and the tags behind the head. */
function open(swf: Uint8Array): {
  readonly stage: readonly number[];
  readonly rate: number;
  readonly tags: Tag[];
} {
  const view = new DataView(swf.buffer);
  assert.equal(String.fromCharCode(...swf.subarray(0, 3)), "FWS");
  assert.equal(swf[3], 8);
  assert.equal(view.getUint32(4, true), swf.length);
  const bits = Array.from(swf.subarray(8, 40), (byte) => byte.toString(2).padStart(8, "0")).join("");
  const width = Number.parseInt(bits.slice(0, 5), 2);
  const stage = [0, 1, 2, 3].map((n) => Number.parseInt(bits.slice(5 + n * width, 5 + (n + 1) * width), 2));
  for (let n = 0; n < 4; n += 1) assert.equal(bits[5 + n * width], "0", "a coordinate is negative");
  let at = 8 + Math.ceil((5 + 4 * width) / 8);
  const [rate, frames] = [view.getUint16(at, true) / 256, view.getUint16(at + 2, true)];
  assert.equal(frames, 1);
  at += 4;
  const tags: Tag[] = [];
  while (at < swf.length) {
    const head = view.getUint16(at, true);
    const long = (head & 0x3f) === 0x3f;
    const size = long ? view.getUint32(at + 2, true) : head & 0x3f;
    at += long ? 6 : 2;
    tags.push({ code: head >> 6, body: swf.subarray(at, at + size) });
    at += size;
  }
  assert.equal(at, swf.length);
  return { stage, rate, tags };
}

const names = new Map([
  [0x17, "pop"],
  [0x1c, "get"],
  [0x1d, "set"],
  [0x40, "new"],
  [0x4f, "member"],
  [0x52, "call"],
]);

/** The actions as text, a push as its values. */
function disassemble(code: Uint8Array): string[] {
  const view = new DataView(code.buffer, code.byteOffset, code.length);
  const lines: string[] = [];
  let pool: string[] = [];
  for (let at = 0; at < code.length; ) {
    const action = view.getUint8(at);
    if (action < 0x80) {
      if (action === 0) assert.equal(at, code.length - 1);
      else lines.push(names.get(action) ?? `action ${action}`);
      at += 1;
      continue;
    }
    const size = view.getUint16(at + 1, true);
    const body = code.subarray(at + 3, at + 3 + size);
    if (action === 0x88) {
      pool = new TextDecoder().decode(body.subarray(2)).split("\0").slice(0, -1);
      assert.equal(body[0]! | (body[1]! << 8), pool.length);
    } else lines.push(values(body, pool).join(" "));
    at += 3 + size;
  }
  return lines;
}

function values(body: Uint8Array, pool: readonly string[]): string[] {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const found: string[] = [];
  for (let at = 0; at < body.length; ) {
    const type = view.getUint8(at);
    if (type === 2) found.push("null");
    else if (type === 8) found.push(`"${pool[view.getUint8(at + 1)]}"`);
    else if (type === 7) found.push(String(view.getInt32(at + 1, true)));
    else {
      assert.equal(type, 6);
      const double = new DataView(new ArrayBuffer(8));
      double.setUint32(0, view.getUint32(at + 1, true));
      double.setUint32(4, view.getUint32(at + 5, true));
      found.push(String(double.getFloat64(0)));
    }
    at += { 2: 1, 6: 9, 7: 5, 8: 2 }[type] ?? Number.NaN;
  }
  return found;
}

describe("player movie", () => {
  it("has a stage of the picture's size and one frame with the video on it", () => {
    const { stage, rate, tags } = open(encodePlayerMovie(movie));
    assert.deepEqual(stage, [0, 12_800, 0, 7200]);
    assert.equal(rate, 25);
    assert.deepEqual(
      tags.map(({ code }) => code),
      [9, 60, 26, 12, 1, 0],
    );
    assert.deepEqual(tags[1]?.body, Uint8Array.of(1, 0, 0, 0, 0x80, 2, 0x68, 1, 1, 0));
    assert.deepEqual(tags[2]?.body, Uint8Array.of(0x22, 1, 0, 1, 0, ...new TextEncoder().encode("video\0")));
  });

  it("connects, attaches the video and plays", () => {
    const { tags } = open(encodePlayerMovie({ ...movie, url: "media.flv?channel=2" }));
    assert.deepEqual(disassemble(tags[3]!.body), [
      '"Stage"',
      "get",
      '"scaleMode" "showAll"',
      "member",
      '"connection" 0 "NetConnection"',
      "new",
      "set",
      'null 1 "connection"',
      "get",
      '"connect"',
      "call",
      "pop",
      '"stream" "connection"',
      "get",
      '1 "NetStream"',
      "new",
      "set",
      '0.1 1 "stream"',
      "get",
      '"setBufferTime"',
      "call",
      "pop",
      '"stream"',
      "get",
      '1 "video"',
      "get",
      '"attachVideo"',
      "call",
      "pop",
      '"media.flv?channel=2" 1 "stream"',
      "get",
      '"play"',
      "call",
      "pop",
    ]);
  });

  it("takes every size and rate of its range, and no other", () => {
    for (const width of [1, 160, 1280, 3276]) {
      assert.deepEqual(open(encodePlayerMovie({ ...movie, width })).stage, [0, width * 20, 0, 7200]);
    }
    assert.equal(open(encodePlayerMovie({ ...movie, frameRate: 120 })).rate, 120);
    for (const width of [0, -1, 1.5, 3277, Number.NaN]) {
      assert.throws(
        () => encodePlayerMovie({ ...movie, width }),
        /width: must be a whole number from 1 to 3276/,
      );
    }
    assert.throws(() => encodePlayerMovie({ ...movie, height: 0 }), /height: /);
    assert.throws(() => encodePlayerMovie({ ...movie, frameRate: 121 }), /frameRate: .* 1 to 120, not 121/);
    assert.throws(() => encodePlayerMovie({ ...movie, url: "a\0b" }), /zero byte/);
  });
});

describe("actions", () => {
  it("push arguments in reverse and each string once", () => {
    const code = encodeActions([...callMethod("a", "b", ["a", -1, 0.5]), "pop"]);
    assert.deepEqual(disassemble(code), ['0.5 -1 "a" 3 "a"', "get", '"b"', "call", "pop"]);
    assert.equal(code.indexOf(0x61), code.lastIndexOf(0x61));
  });

  it("refuse more than they can hold", () => {
    const many = Array.from({ length: 257 }, (_, n) => `s${n}`);
    assert.throws(() => encodeActions([{ push: many }]), /257 different strings/);
    assert.throws(() => encodeActions([{ push: ["x".repeat(70_000)] }]), /at most 65535 fit/);
  });
});
