import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { readJpeg } from "@pinhole/kit/formats/rtp";
import { roomAround } from "../bus/packet.ts";
import { paint } from "./fixtures/pictures.ts";
import type { Size } from "./frame.ts";
import { openJpegEncoder } from "./jpeg.ts";
import { openJpegVideo } from "./jpeg-video.ts";

function jpeg(luma: number, size: Size = { width: 64, height: 48 }): Uint8Array<ArrayBuffer> {
  using encoder = openJpegEncoder(size, [1, 1]);
  const frame = paint(size, (x, y) => [(luma + x * y) % 256, 128, 128]);
  try {
    return encoder.encode(frame, 85);
  } finally {
    frame.free();
  }
}

/** Where the coded data begins. */
const scanOf = (bytes: Uint8Array): number => readJpeg(bytes).scan.byteOffset - bytes.byteOffset;

describe("what motion JPEG is", () => {
  it("is told by each picture, also where the head is that of the one before", () => {
    const video = openJpegVideo({ width: 1, height: 1 });
    const [first, second] = [jpeg(30), jpeg(90)];
    assert.deepEqual(first.subarray(0, scanOf(first)), second.subarray(0, scanOf(second)));
    for (const each of [first, second]) {
      assert.deepEqual(video.unit(each), { data: each, key: true });
      assert.deepEqual(video.video, { width: 64, height: 48, obstacle: undefined });
    }
    const larger = jpeg(30, { width: 80, height: 64 });
    video.unit(larger);
    assert.deepEqual(video.video, { ...readJpegSize(larger), obstacle: undefined });
    video.unit(first);
    assert.deepEqual(video.video, { width: 64, height: 48, obstacle: undefined });
  });

  it("has an obstacle while its pictures are not as viewers need them, and for a while after", () => {
    const video = openJpegVideo({ width: 64, height: 48 });
    const good = jpeg(30);
    video.unit(good);
    // The sampling of the first component: 4 by 4.
    const strange = good.slice();
    const frame = good.findIndex((byte, at) => byte === 0xff && good[at + 1] === 0xc0);
    strange[frame + 11] = 0x44;
    for (let n = 0; n < 3; n++) assert.equal(video.unit(strange), undefined);
    assert.match(video.video.obstacle ?? "", /sampling factors/);
    for (let n = 0; n < 99; n++) assert.ok(video.unit(good));
    assert.notEqual(video.video.obstacle, undefined);
    video.unit(good);
    assert.equal(video.video.obstacle, undefined);
    assert.equal(video.unit(good.subarray(0, -2)), undefined);
  });

  it("copies what is not the caller's own, and leaves room around both", () => {
    const video = openJpegVideo({ width: 64, height: 48 });
    const { before, after } = roomAround;
    const good = jpeg(30);
    const own = new Uint8Array(before + good.length + after).subarray(before, before + good.length);
    own.set(good);
    assert.equal(video.ownUnit(own)?.data.buffer, own.buffer);
    const copy = video.unit(own)?.data;
    assert.notEqual(copy?.buffer, own.buffer);
    assert.deepEqual([copy?.byteOffset, copy?.buffer.byteLength], [before, before + good.length + after]);
  });
});
