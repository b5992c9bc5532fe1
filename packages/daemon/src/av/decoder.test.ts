import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M } from "node-av/constants";
import { needs } from "../../../../test/peers.ts";
import { openDecoder } from "./decoder.ts";
import { openDemuxer } from "./demuxer.ts";
import { paint, pixels, type Yuv } from "./fixtures/pictures.ts";
import { isPlain } from "./frame.ts";
import { openGreyScaler, openScaler } from "./scaler.ts";

interface First {
  readonly colorSpace: number;
  readonly isPlain: boolean;
  /** The colour in the middle after it was brought to 64 x 48. */
  readonly middle: Yuv;
}

/** The first picture of what ffmpeg makes. */
async function first(args: string, name: string): Promise<First> {
  const folder = mkdtempSync(join(tmpdir(), "pinhole-"));
  try {
    const path = join(folder, name);
    execFileSync("ffmpeg", ["-v", "error", ...args.split(" "), path]);
    await using demuxer = await openDemuxer(path, { at: name, signal: new AbortController().signal });
    using decoder = openDecoder(demuxer.video, name);
    using scaler = openScaler({ width: 64, height: 48 });
    const found: First[] = [];
    const take = (frame: Parameters<Parameters<typeof decoder.decode>[1]>[0]): void => {
      const scaled = scaler.scale(frame);
      found.push({
        colorSpace: scaled.colorSpace,
        isPlain: isPlain(frame),
        middle: pixels(scaled).at(32, 24),
      });
    };
    for (let packet = await demuxer.read(); packet && found.length === 0; packet = await demuxer.read())
      await decoder.decode(packet, take);
    await decoder.decode(null, take);
    return found[0]!;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const red = (size: string): string => `-f lavfi -i color=red:s=${size}:r=5:d=1`;
const near = (found: Yuv, wanted: Yuv): void => {
  for (const [n, value] of found.entries())
    assert.ok(Math.abs(value - wanted[n]!) <= 3, `${found} for ${wanted}`);
};

describe("a decoded picture", { skip: needs("ffmpeg") }, () => {
  it("of two halves is one like any other", async () => {
    const halves = await first(`${red("320x240")} -c:v libx264 -flags +ildct+ilme`, "halves.mp4");
    const whole = await first(`${red("320x240")} -c:v libx264`, "whole.mp4");
    near(halves.middle, whole.middle);
  });

  it("has the colours that players take it to have where its file says nothing", async () => {
    const small = await first(`${red("320x240")} -c:v libx264`, "small.mp4");
    assert.deepEqual([small.colorSpace, small.isPlain], [AVCOL_SPC_SMPTE170M, true]);
    const large = await first(`${red("1280x720")} -c:v libx264`, "large.mp4");
    assert.deepEqual([large.colorSpace, large.isPlain], [AVCOL_SPC_BT709, true]);
  });

  it("keeps the colours that its file names", async () => {
    const named = await first(
      `${red("320x240")} -c:v libx264 -colorspace bt709 -color_range tv`,
      "named.mp4",
    );
    assert.equal(named.colorSpace, AVCOL_SPC_BT709);
  });

  it("of RGB or of the full range is brought to the limited range", async () => {
    near((await first(`${red("320x240")} -frames:v 1 -pix_fmt rgb24`, "red.png")).middle, [63, 102, 240]);
    const full = await first(`${red("320x240")} -c:v mjpeg -q:v 2 -frames:v 1 -pix_fmt yuvj420p`, "red.jpg");
    assert.equal(full.isPlain, false);
    near(full.middle, [81, 90, 240]);
  });
});

describe("a grey picture", () => {
  it("holds the mean luma of areas, whatever the colours", () => {
    using scaler = openGreyScaler({ width: 16, height: 12 });
    for (const [u, v] of [
      [128, 128],
      [240, 30],
    ] as const) {
      const frame = paint({ width: 64, height: 48 }, (x, y) => [(x + y) % 2 === 0 ? 20 : 220, u, v]);
      const grey = scaler.scale(frame);
      assert.ok(
        grey.every((value) => Math.abs(value - 120) <= 1),
        `${grey.subarray(0, 16)}`,
      );
      frame.free();
    }
  });

  it("of another shape stands where it did", () => {
    using scaler = openGreyScaler({ width: 16, height: 12 });
    const frame = paint({ width: 320, height: 180 }, (x, y) => [x < 160 && y < 90 ? 50 : 200, 128, 128]);
    const grey = scaler.scale(frame);
    assert.deepEqual([grey[0], grey[15], grey[5 * 16 + 6], grey[6 * 16 + 8]], [50, 200, 50, 200]);
    frame.free();
  });
});
