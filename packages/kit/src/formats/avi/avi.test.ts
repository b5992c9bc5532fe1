import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type AviMedia,
  encodeAviChunk,
  encodeAviHead,
  encodeAviIndex,
  headLength,
  parseAviHead,
  wholeChunks,
} from "./index.ts";

const silent: AviMedia = { codec: "MJPG", width: 640, height: 480, frameRate: 12.5 };
const heard: AviMedia = { ...silent, codec: "H264", sound: { sampleRate: 16_000, channels: 1 } };
const totals = { pictures: 2, samples: 3, data: 100, index: 24, largest: 50 };
const reader = (bytes: Uint8Array) => async (at: number, length: number) => bytes.subarray(at, at + length);
let state = 3;
const random = (below: number): number => {
  state = (state * 48_271) % 2_147_483_647;
  return state % below;
};

describe("the head of an AVI", () => {
  it("is read as it was written, and has one length whatever the totals", () => {
    for (const media of [silent, heard]) {
      const bytes = encodeAviHead(media, totals);
      assert.equal(bytes.length, headLength(media));
      assert.deepEqual(parseAviHead(bytes), media);
      const view = new DataView(bytes.buffer);
      assert.equal(view.getUint32(4, true), bytes.length - 8 + totals.data + totals.index);
      assert.equal(new TextDecoder().decode(bytes.subarray(-4)), "movi");
    }
  });

  it("survives any change of bytes: it is read, or refused with a place", () => {
    const good = encodeAviHead(heard, totals);
    for (let round = 0; round < 3000; round += 1) {
      const bytes = good.slice(0, random(good.length + 1));
      for (let n = 0; n <= random(4) && bytes.length > 0; n += 1) bytes[random(bytes.length)] = random(256);
      try {
        assert.ok(parseAviHead(bytes).frameRate > 0);
      } catch (error) {
        assert.ok(error instanceof RangeError && /^avi/.test(error.message), String(error));
      }
    }
  });
});

describe("the chunks of an AVI", () => {
  const chunks = [
    encodeAviChunk("picture", Uint8Array.of(1, 2, 3)),
    encodeAviChunk("sound", Uint8Array.of(4, 5)),
    encodeAviChunk("picture", new Uint8Array(0)),
  ];
  const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));

  it("begin at even places, and the index has them all", () => {
    assert.deepEqual(
      chunks.map(({ length }) => length),
      [12, 10, 8],
    );
    const index = encodeAviIndex([
      { kind: "picture", size: 3, key: true },
      { kind: "sound", size: 2, key: true },
    ]);
    const view = new DataView(index.buffer);
    assert.deepEqual(
      [2, 3, 4, 5, 6, 7, 8, 9].map((n) => view.getUint32(n * 4, true)),
      [0x63643030, 16, 4, 3, 0x62773130, 16, 16, 2],
    );
  });

  it("of a file that was cut off are those that are whole", async () => {
    const counts = [];
    for (let length = 0; length <= bytes.length; length += 1) {
      counts.push((await wholeChunks(0, reader(bytes.subarray(0, length)))).length);
    }
    assert.deepEqual(counts, [...Array(11).fill(0), ...Array(11).fill(1), ...Array(8).fill(2), 3]);
  });

  it("survive any change of bytes", async () => {
    for (let round = 0; round < 2000; round += 1) {
      const changed = bytes.slice(0, random(bytes.length + 1));
      for (let n = 0; n <= random(3) && changed.length > 0; n += 1)
        changed[random(changed.length)] = random(256);
      const found = await wholeChunks(0, reader(changed));
      const length = found.reduce((sum, { size }) => sum + 8 + size, 0);
      assert.ok(length <= changed.length);
    }
  });
});
