import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { needs } from "../../../../test/peers.ts";
import { moving, paint } from "../av/fixtures/pictures.ts";
import { roomAround } from "../bus/packet.ts";
import { openJpegBench } from "./channel.ts";
import { jpegQuality } from "./quality.ts";

// ITU-T T.81, annex K.1, in zigzag order as a DQT segment has them.
const luminance =
  "16 11 12 14 12 10 16 14 13 14 18 17 16 19 24 40 26 24 22 22 24 49 35 37 29 40 58 51 61 60 57 51 56 55 64 72 92 78 64 68 87 69 55 56 80 109 81 87 95 98 103 104 103 62 77 113 121 112 100 120 92 101 103 99";
const chrominance = `17 18 18 24 21 24 47 26 26 47 99 66 56 66 ${"99 ".repeat(50)}`;

/** The table that libjpeg makes of a base table for a quality. */
function scaled(base: string, quality: number): number[] {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - quality * 2;
  const values = base.trim().split(" ").map(Number);
  return values.map((value) => Math.min(255, Math.max(1, Math.floor((value * percent + 50) / 100))));
}

/** The segments of a JPEG up to its scan. */
function segments(jpeg: Uint8Array): { readonly marker: number; readonly body: Uint8Array }[] {
  const found: { marker: number; body: Uint8Array }[] = [];
  for (let at = 2; jpeg[at + 1] !== 0xda; ) {
    const length = (jpeg[at + 2]! << 8) | jpeg[at + 3]!;
    found.push({ marker: jpeg[at + 1]!, body: jpeg.subarray(at + 4, at + 2 + length) });
    at += 2 + length;
  }
  return found;
}

const size = { width: 160, height: 120 };
const square = [1, 1] as const;

function encode(quality: number, pixelAspect: readonly [number, number] = square): Uint8Array<ArrayBuffer> {
  using bench = openJpegBench();
  const frame = paint(size, moving(0));
  try {
    return bench.encode(frame, { ...size, quality, pixelAspect });
  } finally {
    frame.free();
  }
}

describe("a JPEG", () => {
  it("has exactly the tables of libjpeg at every quality of the cameras", () => {
    assert.deepEqual([1, 2, 3, 4, 5].map(jpegQuality), [25, 40, 55, 70, 85]);
    for (const quality of [85, 70, 55, 40, 25]) {
      const tables = new Map<number, number[]>();
      for (const { marker, body } of segments(encode(quality))) {
        if (marker !== 0xdb) continue;
        for (let at = 0; at < body.length; at += 65) tables.set(body[at]!, [...body.slice(at + 1, at + 65)]);
      }
      assert.deepEqual([...tables.keys()], [0, 1]);
      assert.deepEqual(tables.get(0), scaled(luminance, quality), `luminance at ${quality}`);
      assert.deepEqual(tables.get(1), scaled(chrominance, quality), `chrominance at ${quality}`);
    }
  });

  it("is baseline 4:2:0 of the size that was asked for", () => {
    const jpeg = encode(70);
    const frame = segments(jpeg).find(({ marker }) => marker === 0xc0);
    assert.ok(frame, "a baseline frame");
    assert.deepEqual([...frame.body], [8, 0, 120, 0, 160, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    assert.deepEqual(readJpegSize(jpeg), size);
  });

  it("says in its JFIF density what shape its pixels have", () => {
    const density = (jpeg: Uint8Array): number[] => {
      const jfif = segments(jpeg).find(({ marker }) => marker === 0xe0)!.body;
      assert.equal(Buffer.from(jfif.subarray(0, 5)).toString("latin1"), "JFIF\0");
      return [...jfif.subarray(7, 12)];
    };
    assert.deepEqual(density(encode(70)).slice(1), [0, 1, 0, 1]);
    assert.deepEqual(density(encode(70, [4, 3])), [0, 0, 4, 0, 3]);
    assert.deepEqual(density(encode(70, [1280, 1001])), [0, 1280 >> 8, 1280 & 255, 1001 >> 8, 1001 & 255]);
  });

  it("has the shape that FFmpeg reads, too", { skip: needs("ffprobe") }, () => {
    const args = "-v error -f mjpeg -show_entries stream=sample_aspect_ratio -of csv=p=0 -i pipe:0".split(
      " ",
    );
    const read = spawnSync("ffprobe", args, { input: encode(70, [4, 3]), encoding: "utf8" });
    assert.deepEqual([read.stdout.trim(), read.stderr], ["4:3", ""]);
  });

  it("has room around it for an output's framing, in memory of its own", () => {
    using bench = openJpegBench();
    const frame = paint(size, moving(0));
    const options = { ...size, quality: 55, pixelAspect: square };
    const [one, other] = [bench.encode(frame, options), bench.encode(frame, options)];
    frame.free();
    assert.deepEqual(one, other);
    assert.notEqual(one.buffer, other.buffer);
    assert.equal(one.byteOffset, roomAround.before);
    assert.equal(one.buffer.byteLength, roomAround.before + one.length + roomAround.after);
    assert.deepEqual([one.at(-2), one.at(-1)], [0xff, 0xd9]);
  });

  it("gets larger with its quality", () => {
    const lengths = [25, 40, 55, 70, 85].map((quality) => encode(quality).length);
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => a - b),
    );
    assert.equal(new Set(lengths).size, lengths.length);
  });
});

describe("ffmpeg reads the JPEG", { skip: needs("ffmpeg") }, () => {
  it("in the colours that were painted", () => {
    using bench = openJpegBench();
    // BT.709, limited range: pure red, and a grey of 128.
    const frame = paint(size, (x) => (x < 80 ? [63, 102, 240] : [126, 128, 128]));
    const jpeg = bench.encode(frame, { ...size, quality: 85, pixelAspect: square });
    frame.free();
    const args = "-v error -f mjpeg -i pipe:0 -f rawvideo -pix_fmt rgb24 pipe:1".split(" ");
    const rgb = execFileSync("ffmpeg", args, { input: jpeg });
    const at = (x: number, y: number): number[] => [
      ...rgb.subarray((y * 160 + x) * 3, (y * 160 + x) * 3 + 3),
    ];
    const near = (found: number[], wanted: number[]): void => {
      for (const [n, value] of found.entries())
        assert.ok(Math.abs(value - wanted[n]!) <= 4, `${found} for ${wanted}`);
    };
    near(at(20, 60), [255, 0, 0]);
    near(at(140, 60), [128, 128, 128]);
  });
});
