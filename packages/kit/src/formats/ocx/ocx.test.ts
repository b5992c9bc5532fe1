import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  decodeOcxHeader,
  decodeOcxStatus,
  encodeOcxHeader,
  encodeOcxStatus,
  OcxDecoder,
  type OcxStatus,
} from "./index.ts";

const bytes = (hex: string) => Uint8Array.from(hex.trim().split(/\s+/), (pair) => Number.parseInt(pair, 16));

/** A small generator of repeatable numbers below `limit`. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const printedHeader = bytes(
  `4D 4A 50 47 2A 17 00 00 40 01 F0 00 D0 07 00 00 D0 07 00 00 00 00 01 02 00 02 ${"00 ".repeat(22)}`,
);
const printedMotion = bytes("00 00 00 15 01 0D 00 14 1E 81 00 80 80 80 80 01 01 01 00 BF 00");

describe("ocx header", () => {
  const printed = {
    kind: "jpeg",
    size: 5930,
    width: 320,
    height: 240,
    sentSize: 2000,
    sliceSize: 2000,
    timestamp: 0,
    audioRate: 2,
    status: false,
  } as const;

  it("reads and writes the example of the manual", () => {
    assert.deepEqual(decodeOcxHeader(printedHeader), printed);
    assert.deepEqual(encodeOcxHeader(printed), printedHeader);
  });

  it("describes a frame that is sent in one piece", () => {
    const header = decodeOcxHeader(
      encodeOcxHeader({ kind: "g711u", size: 70000, timestamp: 40, status: true }),
    );
    assert.deepEqual(header, {
      kind: "g711u",
      size: 70000,
      width: 0,
      height: 0,
      sentSize: 70000,
      sliceSize: 65535,
      timestamp: 40,
      audioRate: 0,
      status: true,
    });
  });

  it("refuses what is no header", () => {
    assert.throws(() => decodeOcxHeader(printedHeader.subarray(0, 47)), /47 bytes of 48/);
    assert.throws(() => decodeOcxHeader(printedHeader.with(0, 0)), /byte 0: does not start with MJPG/);
    assert.throws(() => decodeOcxHeader(printedHeader.with(22, 9)), /byte 22: unknown frame type 9/);
  });
});

describe("ocx status block", () => {
  const motion: OcxStatus = {
    item: "motion",
    state: "off",
    windows: [
      { on: true, indicator: 0x14, threshold: 0x80 },
      { on: true, indicator: 0x1e, threshold: 0x80 },
      { on: true, indicator: 0x81, threshold: 0x80 },
      { on: false, indicator: 0, threshold: 0x80 },
    ],
  };

  it("reads and writes the examples of the manual", () => {
    assert.deepEqual(decodeOcxStatus(printedMotion), [motion]);
    assert.deepEqual(encodeOcxStatus([motion]), printedMotion);
    const withInputs = encodeOcxStatus([motion, { item: "inputs", states: ["off", "off"] }]);
    assert.deepEqual(withInputs.subarray(0, 4), bytes("00 00 00 19"));
    assert.deepEqual(withInputs.subarray(-6), bytes("02 02 00 00 BF 00"));
  });

  it("reads back every kind of item", () => {
    const items: OcxStatus[] = [
      motion,
      {
        item: "motionExtended",
        state: "on",
        windows: [{ on: true, indicator: 1000, updateRate: 90, threshold: 300, sensitivity: 6 }],
      },
      { item: "inputs", states: ["outside", "on"] },
      { item: "pir", state: "on" },
      { item: "sound", state: "outside", level: 100 },
      { item: "other", command: 0x7f, data: bytes("01 02") },
      { item: "other", command: 0xc1, data: new Uint8Array(300).fill(7) },
      { item: "other", command: 0xe1, data: new Uint8Array(3) },
    ];
    assert.deepEqual(decodeOcxStatus(encodeOcxStatus(items)), items);
  });

  it("says where a damaged block goes wrong", () => {
    assert.throws(() => decodeOcxStatus(bytes("00 00 00 06 BF")), /5 bytes, at least 6/);
    assert.throws(() => decodeOcxStatus(bytes("00 00 00 07 BF 00")), /says 7 bytes, there are 6/);
    assert.throws(() => decodeOcxStatus(bytes("00 00 00 08 03 09 00 BF")), /item of 9 bytes/);
    assert.throws(() => decodeOcxStatus(bytes("00 00 00 08 02 02 00 00")), /no end mark/);
    assert.throws(() => decodeOcxStatus(bytes("00 00 00 09 03 01 33 BF 00")), /byte 6: unknown state 51/);
    assert.throws(() => decodeOcxStatus(bytes("00 00 00 08 BF 00 BF 00")), /bytes after the end mark/);
    assert.throws(() => decodeOcxStatus(bytes("00 00 00 09 04 01 00 BF 00")), /item 4 has 1 bytes, not 2/);
    assert.throws(
      () => encodeOcxStatus([{ item: "other", command: 5, data: new Uint8Array(256) }]),
      TypeError,
    );
  });
});

describe("ocx decoder", () => {
  const frame = (body: Uint8Array, status: boolean) => [
    ...encodeOcxHeader({ kind: "jpeg", size: body.length, status }),
    ...body,
    ...(status ? printedMotion : []),
  ];
  const stream = Uint8Array.from([
    ...frame(bytes("FF D8 FF D9"), false),
    ...frame(new Uint8Array(0), true),
    ...frame(bytes("FF D8 01 FF D9"), true),
  ]);

  it("cuts frames wherever the chunks end", () => {
    for (const step of [1, 3, 47, 1000]) {
      const decoder = new OcxDecoder();
      const frames = [];
      for (let at = 0; at < stream.length; at += step)
        frames.push(...decoder.push(stream.subarray(at, at + step)));
      assert.deepEqual(
        frames.map((f) => [f.body.length, f.status.length]),
        [
          [4, 0],
          [0, 1],
          [5, 1],
        ],
      );
    }
  });

  it("puts a frame together that comes in slices, each behind its header, and takes one whole that does not", () => {
    const body = Uint8Array.from({ length: 5930 }, (_, n) => n & 0xff);
    const slices = [0, 2000, 4000].flatMap((at) => {
      const piece = body.subarray(at, at + 2000);
      const facts = { sentSize: at + piece.length, sliceSize: piece.length, timestamp: 40 };
      return [...encodeOcxHeader({ kind: "jpeg", size: 5930, ...facts, status: true }), ...piece];
    });
    const whole = [
      ...encodeOcxHeader({ kind: "jpeg", size: 5930, sentSize: 2000, sliceSize: 2000 }),
      ...body,
    ];
    const sent = Uint8Array.from([...slices, ...printedMotion, ...whole, ...frame(bytes("FF D8"), false)]);
    for (const step of [7, 2048, 100_000]) {
      const decoder = new OcxDecoder();
      const frames = [];
      for (let at = 0; at < sent.length; at += step)
        frames.push(...decoder.push(sent.subarray(at, at + step)));
      assert.deepEqual(
        frames.map((f) => f.body),
        [body, body, bytes("FF D8")],
      );
      assert.deepEqual([frames[0]?.header.timestamp, frames[0]?.status.length], [40, 1]);
    }
    const [first, other] = [slices.slice(0, 2048), encodeOcxHeader({ kind: "jpeg", size: 100 })];
    assert.throws(
      () => new OcxDecoder().push(Uint8Array.from([...first, ...other])),
      /100 bytes within one of 5930/,
    );
  });

  it("refuses a frame that is too large", () => {
    const decoder = new OcxDecoder({ maxFrame: 1000 });
    assert.throws(
      () => decoder.push(encodeOcxHeader({ kind: "jpeg", size: 1001 })),
      /1001 bytes, at most 1000/,
    );
  });

  it("meets damaged streams with an error that names a byte or with whole frames", () => {
    const random = seeded(7);
    for (let round = 0; round < 3000; round += 1) {
      const damaged = stream.slice(0, random(stream.length + 1));
      for (let n = random(4); n >= 0; n -= 1)
        if (damaged.length > 0) damaged[random(damaged.length)] = random(256);
      try {
        for (const { header, body } of new OcxDecoder({ maxFrame: 4096 }).push(damaged)) {
          assert.equal(body.length, header.size);
        }
      } catch (error) {
        assert.ok(error instanceof RangeError && /ocx .*\d/.test(error.message), String(error));
      }
    }
  });
});
