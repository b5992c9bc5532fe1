import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { after, before, describe, it } from "node:test";
import { naluType, naluTypes, splitAnnexB } from "@pinhole/kit/formats/h264";
import { readJpeg } from "@pinhole/kit/formats/rtp";
import { needs } from "../../../../test/peers.ts";
import { roomAround } from "../bus/packet.ts";
import { file } from "./file/index.ts";
import { type Folder, ffmpeg, jpeg, openFolder } from "./fixtures/clips.ts";
import { serve } from "./fixtures/serve.ts";
import { taker } from "./fixtures/taker.ts";
import { watch } from "./fixtures/watch.ts";
import { unixNow } from "./pace.ts";
import type { Pictures } from "./source.ts";
import { upstream } from "./upstream/index.ts";

const isSlice = (nalu: Uint8Array): boolean =>
  naluType(nalu) === naluTypes.slice || naluType(nalu) === naluTypes.idrSlice;

/** What a decoder gets to see of the pictures, by its hash. */
function slices(data: Uint8Array): string[] {
  return splitAnnexB(data)
    .filter(isSlice)
    .map((nalu) => createHash("md5").update(nalu).digest("hex"));
}

describe("a source of H.264 hands on what it has", { skip: needs("ffmpeg") }, () => {
  const moving = "-f lavfi -i testsrc2=s=160x120:r=25:d=1 -pix_fmt yuv420p -c:v libx264 -preset ultrafast";
  let folder: Folder;
  let clip = "";
  let original: string[] = [];

  before(() => {
    folder = openFolder();
    clip = ffmpeg(`${moving} -bf 0 -g 10`, folder.file("clip.mp4"));
    const bare = ffmpeg(`-i ${clip} -c copy -bsf:v h264_mp4toannexb -f h264`, folder.file("clip.h264"));
    original = slices(readFileSync(bare));
    assert.equal(original.length, 25);
  });
  after(() => folder[Symbol.dispose]());

  for (const kind of ["mp4", "mkv", "ts", "flv", "h264"]) {
    it(`bit for bit, from ${kind}, over and over, and decodes nothing`, async () => {
      const path = kind === "mp4" ? clip : ffmpeg(`-i ${clip} -c copy`, folder.file(`copy.${kind}`));
      const { units, change, come, videos } = taker();
      await using source = watch(file, path, change);
      await come(30);
      await source.stop();
      const got = units.flatMap(({ data }) => slices(data));
      const whole = [...original, ...original].slice(0, got.length);
      assert.deepEqual(got, whole);
      assert.equal(source.shown.length, 0);
      assert.deepEqual(videos[0], { codec: "h264", width: 160, height: 120, obstacle: undefined });
      for (const { key, data } of units) {
        const types = splitAnnexB(data).map(naluType);
        assert.equal(key, types.includes(naluTypes.idrSlice));
        const heads = types.filter((type) => type === naluTypes.sps || type === naluTypes.pps);
        if (key) assert.deepEqual(heads, [naluTypes.sps, naluTypes.pps], "once, in front of each key frame");
        assert.ok(types.lastIndexOf(naluTypes.accessUnitDelimiter) <= 0, "a delimiter comes first");
      }
      for (const [n, { at }] of units.entries()) {
        const step = n === 0 ? 0.04 : at - units[n - 1]!.at;
        assert.ok(Math.abs(step - 0.04) < 0.002, `picture ${n} comes ${step} s after the one before`);
      }
    });
  }

  it("begins at a key frame where it would be in the middle", async () => {
    const { units, change, come } = taker();
    await using source = watch(file, clip, { ...change, epoch: unixNow() - 0.7 });
    await come(3);
    await source.stop();
    assert.equal(units[0]!.key, true);
    assert.equal(original.indexOf(slices(units[0]!.data)[0]!), 10);
    assert.ok(Math.abs(units[0]!.at - unixNow()) < 0.5);
  });

  it("shows pictures beside it from the one on at which they are wanted", async () => {
    let wanted: Pictures = "none";
    const { units, change, come } = taker(() => wanted);
    await using source = watch(file, clip, change);
    await come(6);
    assert.equal(source.shown.length, 0);
    wanted = "all";
    await come(7);
    const [first] = await source.pictures(1);
    assert.ok(first!.at <= units[6]!.at + 0.001, "without waiting for a key frame");
    wanted = "none";
    await come(units.length + 1);
    const before = source.shown.length;
    await come(units.length + 3);
    assert.equal(source.shown.length, before);
    wanted = "keys";
    await come(units.length + 15);
    const keys = units.filter(({ key }) => key).map(({ at }) => at);
    const later = source.shown.slice(before);
    assert.ok(later.length >= 1 && later.length <= 2, `${later.length} pictures`);
    for (const { at } of later) assert.ok(keys.includes(at));
  });

  it("shows a few pictures beside it in the midst of the others, and then all", async () => {
    let wanted: Pictures = "few";
    const { units, change, come } = taker(() => wanted);
    await using source = watch(file, clip, change);
    await come(12);
    // Each builds on the one before.
    assert.ok(source.shown.length >= 11, `${source.shown.length} pictures`);
    wanted = "all";
    const before = source.shown.length;
    await come(units.length + 5);
    assert.ok(source.shown.length >= before + 4);
  });

  it("leaves out what no picture builds on where a few are wanted", async () => {
    const path = ffmpeg(`${moving} -bf 3 -b_strategy 0 -g 25 -refs 1`, folder.file("few.mp4"));
    const { change } = taker(() => "few");
    await using source = watch(file, path, change);
    await source.pictures(8);
    const shown = source.shown.slice(0, 8).map(({ at }) => at);
    const seconds = shown.at(-1)! - shown[0]!;
    // All of them would take 0.28 s.
    assert.ok(seconds > 0.4, `8 pictures in ${seconds} s`);
  });

  for (const [what, options, obstacle] of [
    ["pictures out of order", "-bf 2 -g 10", /not sent in the order of their time/],
    ["colours that not every player knows", "-bf 0 -pix_fmt yuv444p -profile:v high444", /not 4:2:0/],
  ] as const) {
    it(`not when it has ${what}: they are shown`, async () => {
      const path = ffmpeg(`${moving} ${options}`, folder.file(`${what.length}.mp4`));
      const { units, videos, change } = taker();
      await using source = watch(file, path, change);
      await source.pictures(5);
      assert.deepEqual(units, []);
      assert.match(videos.at(-1)!.obstacle ?? "", obstacle);
    });
  }

  it("says what else it is", async () => {
    const path = ffmpeg("-f lavfi -i testsrc2=s=160x120:r=25:d=1 -c:v mpeg4", folder.file("other.mp4"));
    const { units, videos, change } = taker();
    await using source = watch(file, path, change);
    await source.pictures(2);
    assert.deepEqual(units, []);
    assert.equal(videos[0]!.codec, "mpeg4");
  });

  it("says that its size has changed, at the key frame where it does", async () => {
    const other = ffmpeg(
      `${moving.replace("160x120", "320x240")} -bf 0 -g 10 -f h264`,
      folder.file("other.h264"),
    );
    const both = Buffer.concat([readFileSync(folder.file("clip.h264")), readFileSync(other)]);
    const { units, videos, change, come } = taker();
    await using source = watch(file, folder.file("both.h264", both), change);
    await come(30);
    await source.stop();
    assert.deepEqual(videos.map(({ width }) => width).slice(0, 2), [160, 320]);
    assert.equal(units[25]!.key, true);
  });

  it("in real time from an HTTP server, each packet once", async () => {
    const bytes = readFileSync(ffmpeg(`-i ${clip} -c copy`, folder.file("live.ts")));
    await using camera = await serve((_req, res) => {
      res.writeHead(200, { "content-type": "video/mp2t" }).end(bytes);
    });
    const { units, change } = taker();
    await using source = watch(upstream, camera.url("/live.ts"), change);
    const ended = await source.failure();
    assert.match(ended?.message ?? "", /ended/);
    assert.deepEqual(
      units.flatMap(({ data }) => slices(data)),
      original,
    );
  });

  it("with damage in it: what is left, never a crash or a hang", async () => {
    const bytes = readFileSync(clip);
    let seed = 11;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    for (let round = 0; round < 12; round++) {
      const damaged = Buffer.from(bytes);
      for (let n = 0; n < 40; n++) damaged[random(damaged.length)] = random(256);
      let asked = 0;
      const { units, change } = taker(() => (asked++ % 4 < 2 ? "all" : "none"));
      await using source = watch(file, folder.file("damaged.mp4", damaged), change);
      const end = performance.now() + 120;
      while (performance.now() < end && units.length < 3) await new Promise((next) => setImmediate(next));
      await source.stop();
    }
  });
});

describe("a source of motion JPEG hands on what it has", () => {
  const pictures = [60, 110, 160].map((luma) => jpeg([luma, 128, 128]));
  /** Without its Huffman tables and with zeros behind it, as webcams send it. */
  const bare = (picture: Uint8Array): Uint8Array => {
    const kept: Uint8Array[] = [picture.subarray(0, 2)];
    for (let at = 2; picture[at + 1] !== 0xda; ) {
      const end = at + 2 + (picture[at + 2]! << 8) + picture[at + 3]!;
      if (picture[at + 1] !== 0xc4) kept.push(picture.subarray(at, end));
      at = end;
      if (picture[at + 1] === 0xda) kept.push(picture.subarray(at));
    }
    return Buffer.concat([...kept, Buffer.alloc(64)]);
  };
  const push = (res: ServerResponse, sent: readonly Uint8Array[], count = 100): void => {
    res.writeHead(200, { "content-type": "multipart/x-mixed-replace;boundary=cut" });
    for (let n = 0; n < count; n++) {
      const picture = sent[n % sent.length]!;
      res.write(`--cut\r\ncontent-type: image/jpeg\r\ncontent-length: ${picture.length}\r\n\r\n`);
      res.write(picture);
      res.write("\r\n");
    }
    res.end();
  };

  it("bit for bit, from an HTTP server, and decodes nothing", async () => {
    await using camera = await serve((_req, res) => push(res, pictures));
    const { units, change, videos } = taker();
    await using source = watch(upstream, camera.url("/video.mjpeg"), change);
    await source.failure();
    assert.ok(units.length >= 90, `${units.length} pictures`);
    assert.equal(source.shown.length, 0);
    assert.deepEqual(videos[0], { codec: "mjpeg", width: 64, height: 48, obstacle: undefined });
    const first = pictures.findIndex((picture) => Buffer.compare(picture, units[0]!.data) === 0);
    for (const [n, { data, key }] of units.entries()) {
      assert.deepEqual(data, pictures[(first + n) % pictures.length]);
      assert.equal(key, true);
      assert.equal(data.byteOffset, roomAround.before);
    }
  });

  it("with the tables that pictures of webcams lack", async () => {
    await using camera = await serve((_req, res) => push(res, pictures.map(bare)));
    const { units, change } = taker();
    await using source = watch(upstream, camera.url("/video.mjpeg"), change);
    await source.failure();
    assert.ok(units.length >= 90, `${units.length} pictures`);
    const { data } = units[0]!;
    assert.deepEqual(data.subarray(-2), Uint8Array.of(0xff, 0xd9));
    assert.ok(pictures.some((picture) => Buffer.compare(readJpeg(picture).scan, readJpeg(data).scan) === 0));
  });

  it("not when viewers could not take it: it is shown", { skip: needs("ffmpeg") }, async () => {
    using folder = openFolder();
    const own = "-f lavfi -i testsrc2=s=160x120:r=25:d=1 -pix_fmt yuvj444p -c:v mjpeg";
    const path = ffmpeg(own, folder.file("own.avi"));
    const { units, change, videos } = taker();
    await using source = watch(file, path, change);
    await source.pictures(8);
    assert.deepEqual(units, []);
    assert.match(videos.at(-1)!.obstacle ?? "", /not every viewer/);
  });

  it("and of its pictures shows five a second where a few are wanted", {
    skip: needs("ffmpeg"),
  }, async () => {
    using folder = openFolder();
    const usual = "-f lavfi -i testsrc2=s=160x120:r=25:d=2 -pix_fmt yuvj420p -c:v mjpeg -huffman default";
    const path = ffmpeg(usual, folder.file("few.avi"));
    const { change, come } = taker(() => "few");
    await using source = watch(file, path, change);
    await come(50);
    await source.stop();
    assert.ok(source.shown.length >= 9 && source.shown.length <= 11, `${source.shown.length} pictures`);
  });

  it("from a file, in its rhythm", { skip: needs("ffmpeg") }, async () => {
    using folder = openFolder();
    const usual = "-f lavfi -i testsrc2=s=160x120:r=25:d=1 -pix_fmt yuvj420p -c:v mjpeg -huffman default";
    const path = ffmpeg(usual, folder.file("usual.avi"));
    const { units, change, come } = taker();
    await using source = watch(file, path, change);
    await come(30);
    await source.stop();
    assert.equal(source.shown.length, 0);
    for (const [n, { at }] of units.entries())
      assert.ok(n === 0 || Math.abs(at - units[n - 1]!.at - 0.04) < 0.002, `picture ${n} at ${at}`);
  });
});
