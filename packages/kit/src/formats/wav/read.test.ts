import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeWavHeader, parseWavHead } from "./index.ts";

/** A RIFF file of chunks: name and content. */
function riff(...chunks: readonly (readonly [name: string, content: readonly number[]])[]): Uint8Array {
  const letters = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
  const body = chunks.flatMap(([name, content]) => [
    ...letters(name),
    ...[content.length & 255, content.length >> 8, 0, 0],
    ...content,
    ...(content.length % 2 ? [0] : []),
  ]);
  return Uint8Array.from([...letters("RIFF"), 0, 0, 0, 0, ...letters("WAVE"), ...body]);
}

const format = (kind: number, bits: number): number[] => [
  ...[kind & 255, kind >> 8, 2, 0, 0x80, 0xbb, 0, 0, 0, 0, 0, 0, 0, 0, bits, 0],
];

test("a head is read, with other chunks before the samples", () => {
  const head = { sampleRate: 8000, channels: 1, encoding: "s16", dataAt: 44, dataBytes: 10 };
  assert.deepEqual(parseWavHead(encodeWavHeader({ sampleRate: 8000, channels: 1 }, 10)), head);
  const file = riff(["LIST", [1, 2, 3]], ["fmt ", format(3, 32)], ["data", [0, 0, 0, 0]]);
  assert.deepEqual(parseWavHead(file), {
    sampleRate: 48_000,
    channels: 2,
    encoding: "f32",
    dataAt: file.length - 4,
    dataBytes: 4,
  });
  const long = [...format(0xfffe, 24), 22, 0, 24, 0, 0, 0, 0, 0, 1, 0, ...Array(14).fill(0)];
  assert.equal(parseWavHead(riff(["fmt ", long], ["data", []]))?.encoding, "s24");
  assert.equal(parseWavHead(riff(["fmt ", long], ["data", []]))?.dataBytes, Number.POSITIVE_INFINITY);
});

test("a head that is not whole yet asks for more, byte by byte", () => {
  const file = riff(["fmt ", format(1, 16)], ["data", [1, 2]]);
  for (let n = 0; n < file.length - 2; n += 1) assert.equal(parseWavHead(file.subarray(0, n)), undefined);
  assert.ok(parseWavHead(file));
});

test("what is no WAV, or compressed, is refused with its place", () => {
  assert.throws(() => parseWavHead(new Uint8Array(44)), /byte 0/);
  assert.throws(() => parseWavHead(riff(["fmt ", format(85, 0)])), /kind 85/);
  assert.throws(() => parseWavHead(riff(["data", [0, 0]])), /without a format/);
});

test("whatever the bytes are, reading them ends", () => {
  const file = riff(["LIST", [1, 2, 3]], ["fmt ", format(1, 16)], ["data", [0, 0, 0, 0]]);
  let seed = 5;
  for (let round = 0; round < 3000; round += 1) {
    const bad = Uint8Array.from(file);
    for (let n = 0; n < 3; n += 1) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      bad[seed % bad.length] = (seed >> 8) % 256;
    }
    try {
      parseWavHead(bad);
    } catch (error) {
      assert.ok(error instanceof RangeError, String(error));
    }
  }
});
