import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";
import { naluType, naluTypes, parseSps, splitAnnexB } from "@pinhole/kit/formats/h264";
import { AVCOL_SPC_BT709, AVCOL_SPC_SMPTE170M } from "node-av/constants";
import { needs } from "../../../../test/peers.ts";
import type { EncodedPicture, VideoEncoderOptions } from "../av/encoder.ts";
import { moving, paint, repaint } from "../av/fixtures/pictures.ts";
import { openVideoChannel } from "./channel.ts";

const size = { width: 320, height: 240 };
const frameRate = 25;
const began = 1_444_723_002.25;

const plain: VideoEncoderOptions = {
  ...size,
  codec: "h264",
  frameRate,
  gop: 10,
  rate: { quality: 3 },
  profile: "baseline",
  pixelAspect: [1, 1],
};

interface Run {
  readonly count?: number;
  /** The pictures before which a key frame is asked for. */
  readonly refreshAt?: readonly number[];
  readonly timeOf?: (n: number) => number;
}

function encode(change: Partial<VideoEncoderOptions>, run: Run = {}): EncodedPicture[] {
  const { count = 25, refreshAt = [], timeOf = (n) => began + n / frameRate } = run;
  using channel = openVideoChannel({ ...plain, ...change });
  const frame = paint(size, moving(0));
  const made: EncodedPicture[] = [];
  for (let n = 0; n < count; n++) {
    repaint(frame, moving(n));
    if (refreshAt.includes(n)) channel.refresh();
    const pictures = channel.encode(frame, timeOf(n));
    assert.equal(pictures.length, 1, "one picture in, one out");
    made.push(...pictures);
  }
  frame.free();
  return made;
}

const keys = (pictures: readonly EncodedPicture[]): number[] =>
  pictures.flatMap(({ key }, n) => (key ? [n] : []));

const bytes = (pictures: readonly EncodedPicture[]): number =>
  pictures.reduce((sum, { data }) => sum + data.length, 0);

const spsOf = ({ data }: EncodedPicture) =>
  parseSps(splitAnnexB(data).find((nalu) => naluType(nalu) === naluTypes.sps)!);

for (const codec of ["h264", "mpeg4"] as const) {
  describe(`${codec} by its settings`, () => {
    it("has a key frame first, each GOP, and where one is asked for", () => {
      assert.deepEqual(keys(encode({ codec, gop: 10 })), [0, 10, 20]);
      assert.deepEqual(keys(encode({ codec, gop: 1 }, { count: 4 })), [0, 1, 2, 3]);
      assert.deepEqual(keys(encode({ codec, gop: 150 })), [0]);
      assert.deepEqual(keys(encode({ codec, gop: 150 }, { refreshAt: [7, 8, 20] })), [0, 7, 8, 20]);
    });

    it("keeps the time of each picture", () => {
      const times = encode({ codec }).map(({ pts }) => pts);
      assert.deepEqual(
        times,
        times.map((_, n) => began + n / frameRate),
      );
    });

    it("goes on when the clock stands still or goes back", () => {
      const jumps = [0, 0.04, 0.04, 0.0400001, -5, 1000, 0.08];
      const pictures = encode({ codec }, { count: jumps.length, timeOf: (n) => began + jumps[n]! });
      assert.equal(pictures.length, jumps.length);
    });

    for (const bitrateKbps of [128, 512]) {
      it(`holds ${bitrateKbps} kbit/s over 100 pictures`, () => {
        const pictures = encode({ codec, gop: 25, rate: { bitrateKbps } }, { count: 100 });
        const kbps = (bytes(pictures) * 8) / 1000 / (100 / frameRate);
        assert.ok(kbps > bitrateKbps * 0.7 && kbps < bitrateKbps * 1.3, `${kbps.toFixed(0)} kbit/s`);
      });
    }

    it("is larger at each better quality", () => {
      const sizes = ([1, 2, 3, 4, 5] as const).map((quality) => bytes(encode({ codec, rate: { quality } })));
      for (const [n, length] of sizes.entries())
        assert.ok(n === 0 || length > sizes[n - 1]! * 1.1, `${sizes.join(", ")} bytes`);
    });

    it("gives bytes of its own that later pictures leave alone", () => {
      const [first, ...rest] = encode({ codec, gop: 1 }, { count: 5 });
      assert.equal(first!.data.byteLength, first!.data.buffer.byteLength);
      assert.ok(rest.every(({ data }) => data.buffer !== first!.data.buffer));
    });

    it("says what shape its pixels have", { skip: needs("ffmpeg", "ffprobe") }, () => {
      const [first] = encode({ codec, pixelAspect: [4, 3] }, { count: 1 });
      const format = codec === "h264" ? "h264" : "m4v";
      const args = `-v error -f ${format} -show_entries stream=sample_aspect_ratio -of csv=p=0 -i pipe:0`;
      const { stdout } = spawnSync("ffprobe", args.split(" "), { input: first!.data, encoding: "utf8" });
      assert.equal(stdout.trim(), "4:3");
    });

    it("is decoded by ffmpeg without an error", { skip: needs("ffmpeg") }, () => {
      const pictures = encode({ codec }, { refreshAt: [3, 17] });
      const format = codec === "h264" ? "h264" : "m4v";
      const input = Buffer.concat(pictures.map(({ data }) => data));
      const args = `-v warning -f ${format} -i pipe:0 -f framemd5 pipe:1`.split(" ");
      const done = spawnSync("ffmpeg", args, { input, encoding: "utf8" });
      assert.equal(done.stderr, "");
      assert.equal(done.stdout.match(/^0,/gm)?.length, pictures.length);
      // Decoding can begin at any key frame.
      const rest = Buffer.concat(pictures.slice(17).map(({ data }) => data));
      const late = spawnSync("ffmpeg", args, { input: rest, encoding: "utf8" });
      assert.equal(late.stderr, "");
      assert.equal(late.stdout.match(/^0,/gm)?.length, pictures.length - 17);
    });
  });
}

describe("the colours of a picture", { skip: needs("ffmpeg") }, () => {
  for (const [name, space] of [
    ["BT.709", AVCOL_SPC_BT709],
    ["BT.601", AVCOL_SPC_SMPTE170M],
  ] as const) {
    it(`are told as ${name} where they are, and begin with a key frame where that changes`, () => {
      using channel = openVideoChannel(plain);
      const frame = paint(size, () => [81, 90, 240]);
      const earlier = channel.encode(frame, began);
      frame.colorSpace = space;
      const pictures = [1, 2].flatMap((n) => channel.encode(frame, began + n / frameRate));
      frame.free();
      assert.equal(pictures[0]!.key, space !== AVCOL_SPC_BT709);
      const input = Buffer.concat(space === AVCOL_SPC_BT709 ? [earlier[0]!.data] : [pictures[0]!.data]);
      const args = "-v error -f h264 -i pipe:0 -f rawvideo -pix_fmt rgb24 pipe:1".split(" ");
      const { stdout } = spawnSync("ffmpeg", args, { input });
      const [, green = 0] = stdout.subarray(size.width * 3 * 100);
      // The same numbers are a purer red in BT.601, the one that they were taken from.
      assert.ok(space === AVCOL_SPC_BT709 ? green > 15 : green < 6, `${stdout.subarray(0, 3)}`);
    });
  }
});

describe("h264", () => {
  it("has the profile and size of its setting in each key frame's SPS", () => {
    for (const [profile, code] of [
      ["baseline", 66],
      ["main", 77],
      ["high", 100],
    ] as const) {
      const pictures = encode({ profile, gop: 5 }, { count: 11 });
      for (const n of [0, 5, 10]) {
        const sps = spsOf(pictures[n]!);
        assert.equal(sps.profile, code, `${profile}, picture ${n}`);
        assert.deepEqual([sps.width, sps.height], [320, 240]);
        assert.deepEqual([sps.chromaFormat, sps.lumaDepth], [1, 8]);
      }
    }
  });

  it("carries no parameter set and no IDR between key frames", () => {
    for (const { data, key } of encode({}, { refreshAt: [4] })) {
      const types = splitAnnexB(data).map(naluType);
      for (const type of [naluTypes.sps, naluTypes.pps, naluTypes.idrSlice])
        assert.equal(types.includes(type), key, `${types} of a ${key ? "key" : "other"} picture`);
    }
  });
});
