import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { naluType, naluTypes, parseSps, splitAnnexB } from "@pinhole/kit/formats/h264";
import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { type Course, resting } from "@pinhole/kit/model";
import { AV_PIX_FMT_VAAPI } from "node-av/constants";
import { moving, paint } from "../av/fixtures/pictures.ts";
import { allocate, type Frame, type Size } from "../av/frame.ts";
import { keyOf, type PictureWant } from "../codec/want.ts";
import { unixNow } from "../sources/pace.ts";
import { plain, withChannel } from "./fixtures/settings.ts";
import { openPipeline, type Pipeline } from "./pipeline.ts";
import type { EngineSettings, FromEngine } from "./protocol.ts";

type Message = Extract<FromEngine, { readonly type: "packet" | "trouble" }>;

const size = { width: 320, height: 240 };
const h264: PictureWant = { codec: "h264", channel: 1 };
const mpeg4: PictureWant = { codec: "mpeg4", channel: 1 };
const mjpeg: PictureWant = { codec: "mjpeg", channel: 1 };
const still = (quality: number, change: Partial<Size> = {}): PictureWant => ({
  codec: "mjpeg",
  ...size,
  ...change,
  quality,
});

describe("the pipeline", () => {
  let pipeline: Pipeline;
  let sent: Message[];
  let frames: Frame[];
  let at: number;

  const start = (settings: EngineSettings = plain): void => {
    pipeline?.[Symbol.dispose]();
    sent = [];
    pipeline = openPipeline(settings, (message) => {
      if (message.type !== "passage") sent.push(message);
    });
  };
  const want = (...wants: readonly PictureWant[]): void => {
    for (const next of wants) pipeline.want(keyOf(next), next);
  };
  /** Gives pictures at 25 a second. */
  const show = (count = 1, of: Size = size): void => {
    for (let n = 0; n < count; n++) {
      const frame = paint(of, moving(n));
      frames.push(frame);
      at += 0.04;
      pipeline.take(frame, at);
    }
  };
  const packets = (wanted?: PictureWant) =>
    sent.filter(
      (message) =>
        message.type === "packet" && (wanted === undefined || message.keys.includes(keyOf(wanted))),
    ) as Extract<Message, { readonly type: "packet" }>[];
  const troubles = () => sent.filter(({ type }) => type === "trouble");
  const spsOf = (data: Uint8Array) =>
    parseSps(splitAnnexB(data).find((nalu) => naluType(nalu) === naluTypes.sps)!);

  beforeEach(() => {
    frames = [];
    at = unixNow() - 100;
    start();
  });
  afterEach(() => {
    pipeline[Symbol.dispose]();
    for (const frame of frames) frame.free();
  });

  it("shows what the camera looks at, unless the source follows by itself", () => {
    const middle = ({ data }: { readonly data: Uint8Array<ArrayBuffer> }) => data.length;
    const course = (pan: number): Course => ({ pan: resting(pan), tilt: resting(0) });
    const picture = paint(size, (x) => (x < 160 ? [40, 128, 128] : [40 + ((x * 37) % 150), 90, 160]));
    frames.push(picture);
    const one = (): number => {
      const before = packets(mjpeg).length;
      at += 0.1;
      pipeline.take(picture, at);
      const made = packets(mjpeg)[before];
      assert.ok(made && readJpegSize(made.data));
      return middle(made);
    };
    want(mjpeg);
    const whole = one();
    pipeline.aim(course(-63), false);
    const plainSide = one();
    pipeline.aim(course(63), false);
    const busySide = one();
    assert.ok(plainSide < whole && whole < busySide, `${plainSide} ${whole} ${busySide}`);
    pipeline.aim(course(-63), true);
    assert.equal(one(), whole);
    pipeline.aim(course(-63), false);
    pipeline.noSignal(picture, at + 1);
    assert.equal(packets(mjpeg).at(-1)?.data.length, whole, "that there is no signal is shown whole");
  });

  it("makes nothing for nobody, and what is wanted as long as it is", () => {
    show(3);
    assert.deepEqual(sent, []);
    assert.equal(pipeline.wanted, 0);
    want(h264);
    show(5);
    assert.ok(packets(h264).length >= 3);
    assert.equal(packets(h264)[0]!.key, true);
    const before = sent.length;
    pipeline.unwant(keyOf(h264));
    pipeline.unwant(keyOf(h264));
    pipeline.unwant("h264/3");
    show(5);
    assert.equal(sent.length, before);
    assert.equal(pipeline.wanted, 0);
  });

  it("begins with a key frame again for who comes back", () => {
    for (let round = 0; round < 3; round++) {
      sent.length = 0;
      want(h264);
      show(4);
      assert.equal(packets()[0]!.key, true);
      assert.ok(packets().length > 1);
      pipeline.unwant(keyOf(h264));
    }
  });

  it("counts a want that is told twice once", () => {
    want(h264, h264);
    assert.equal(pipeline.wanted, 1);
    show(1);
    assert.equal(packets().length, 1);
  });

  it("has no picture decoded for nobody, and takes a packet for a sign of life then", () => {
    start();
    assert.deepEqual([pipeline.wantsPackets("h264"), pipeline.wantsPictures()], [true, "none"]);
    pipeline.takePacket({ data: Uint8Array.of(0, 0, 0, 1, 0x65, 1), key: true }, 1);
    assert.deepEqual(sent, []);
    const still = { codec: "mjpeg", width: 320, height: 240, quality: 70 } as const;
    want(still);
    assert.deepEqual([pipeline.wantsPackets("h264"), pipeline.wantsPictures()], [false, "all"]);
    pipeline.unwant(keyOf(still));
    assert.equal(pipeline.wantsPictures(), "none");
  });

  it("makes one JPEG for all wants of one size and quality", () => {
    start(withChannel("mjpeg", { resolution: "320x240", quality: 4 }));
    want(mjpeg, still(70), still(40));
    show(1);
    const found = packets();
    assert.deepEqual(found.map(({ keys }) => [...keys].sort()).sort(), [
      ["mjpeg/1", "still/320x240/70"],
      ["still/320x240/40"],
    ]);
    assert.notEqual(found[0]!.data.length, found[1]!.data.length);
    for (const { data } of found) assert.deepEqual(readJpegSize(data), size);
  });

  it("answers who joins with the newest picture while that is fresh", () => {
    const [kept, old] = [paint(size, moving(0)), paint(size, moving(1))];
    frames.push(kept, old);
    pipeline.take(kept, unixNow());
    want(still(70));
    assert.equal(packets().length, 1);
    pipeline.take(old, unixNow() - 5);
    want(still(55));
    assert.equal(packets(still(55)).length, 0);
  });

  it("keeps its own hold of the newest picture", () => {
    const frame = paint(size, moving(0));
    pipeline.take(frame, unixNow());
    frame.free();
    want(still(70));
    assert.deepEqual(readJpegSize(packets()[0]!.data), size);
  });

  it("keeps each channel to its own rate", () => {
    const other: PictureWant = { codec: "mjpeg", channel: 2 };
    const settings = withChannel("h264", { frameRate: 5 });
    start(withChannel("mpeg4", { frameRate: 25 }, settings));
    want(h264, mpeg4, other);
    show(50);
    assert.ok(Math.abs(packets(h264).length - 10) <= 1, `${packets(h264).length}`);
    assert.equal(packets(mpeg4).length, 50);
    assert.ok(Math.abs(packets(other).length - 30) <= 1, `${packets(other).length}`);
    assert.equal(pipeline.frameRate(), 25);
    pipeline.unwant(keyOf(mpeg4));
    assert.equal(pipeline.frameRate(), 15);
  });

  it("opens anew what a setting changes, and leaves the rest running", () => {
    want(h264, mpeg4);
    show(5);
    sent.length = 0;
    const settings = withChannel("h264", { resolution: "320x240", profile: "high", gop: 50 });
    pipeline.configure(settings);
    show(5);
    const [first] = packets(h264);
    assert.equal(first!.key, true);
    assert.deepEqual([spsOf(first!.data).width, spsOf(first!.data).profile], [320, 100]);
    assert.equal(packets(mpeg4)[0]!.key, false, "the other goes on where it was");
    sent.length = 0;
    pipeline.configure({ ...settings, video: { ...settings.video, exposure: 7 } });
    show(2);
    assert.equal(packets(h264)[0]!.key, false, "a picture setting needs no new encoder");
  });

  it("shows what a picture setting changes at the next picture", () => {
    want(still(70));
    show(1);
    const [before] = packets();
    pipeline.configure({ ...plain, video: { ...plain.video, contrast: 1, saturation: 1 } });
    sent.length = 0;
    show(1);
    assert.ok(packets()[0]!.data.length < before!.data.length * 0.8, "a flat, grey picture is smaller");
  });

  it("gives key frames when they are asked for", () => {
    start(withChannel("h264", { gop: 150, frameRate: 25 }));
    want(h264);
    show(3);
    pipeline.refresh(keyOf(h264));
    pipeline.refresh("h264/2");
    show(3);
    assert.deepEqual(
      packets().map(({ key }) => key),
      [true, false, false, true, false, false],
    );
  });

  it("follows a source that changes its size, in the shape of its pixels", () => {
    want(h264, still(70));
    show(2, { width: 640, height: 480 });
    assert.deepEqual(spsOf(packets(h264)[0]!.data).pixelAspect, [1, 1]);
    sent.length = 0;
    show(2, { width: 1280, height: 720 });
    const [wide] = packets(h264);
    assert.equal(wide!.key, true);
    assert.deepEqual(spsOf(wide!.data).pixelAspect, [4, 3]);
    for (const { data } of packets(still(70))) assert.deepEqual(readJpegSize(data), size);
    assert.deepEqual(troubles(), []);
  });

  it("drops what can not be encoded, says so, and goes on with the others", () => {
    start(withChannel("h264", { rateControl: "bitrate", bitrateKbps: -5 }));
    want(h264, mpeg4, still(70));
    show(3);
    const [trouble, ...more] = troubles();
    assert.deepEqual(trouble?.type === "trouble" && trouble.keys, ["h264/1"]);
    assert.match((trouble?.type === "trouble" && trouble.reason) || "", /encoder/);
    assert.deepEqual(more, []);
    assert.equal(pipeline.wanted, 2);
    assert.ok(packets(mpeg4).length >= 2 && packets(still(70)).length >= 2);
    pipeline.configure(plain);
    want(h264);
    show(3);
    assert.ok(packets(h264).length >= 1, "it works again under settings that can be encoded");
  });

  it("tells the source of a picture that can not be used, and takes the next one", () => {
    want(h264);
    show(1);
    const strange = allocate(size);
    frames.push(strange);
    strange.format = AV_PIX_FMT_VAAPI;
    assert.throws(() => pipeline.take(strange, unixNow()), /scale a picture/);
    want(still(70));
    show(2);
    assert.ok(packets(h264).length >= 2 && packets(still(70)).length >= 1);
    assert.deepEqual(troubles(), []);
  });

  it("limits what a channel sends by its bandwidth, with a constant bit rate as with a constant quality", () => {
    const rate = { bitrateKbps: 8192, frameRate: 25, resolution: "320x240", quality: 5 } as const;
    for (const want1 of [h264, mpeg4, mjpeg]) {
      const { codec } = want1 as { readonly codec: "h264" | "mpeg4" | "mjpeg" };
      for (const rateControl of codec === "mjpeg" ? [undefined] : (["bitrate", "quality"] as const)) {
        const kbps = (bandwidthLimit: "none" | "128k"): number => {
          start(withChannel(codec, { ...rate, ...(rateControl && { rateControl }), bandwidthLimit }));
          want(want1);
          show(75);
          return packets().reduce((sum, { data }) => sum + data.length, 0) / 375;
        };
        const limited = kbps("128k");
        assert.ok(
          limited > 10 && limited < 128 * 1.4,
          `${codec}, constant ${rateControl}: ${limited} kbit/s`,
        );
        const free = kbps("none");
        assert.ok(free > limited * 1.5, `${codec}, constant ${rateControl}: ${free} and ${limited} kbit/s`);
      }
    }
  });

  it("can be disposed of at work, and posts nothing any more", () => {
    want(h264, mpeg4, still(70));
    show(2);
    const before = sent.length;
    pipeline[Symbol.dispose]();
    show(1);
    assert.equal(sent.length, before);
  });
});
