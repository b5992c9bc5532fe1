import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { needs } from "../peers.ts";
import { type Camera, openCamera, play, run } from "./watching.ts";

/** What ffmpeg's scaler says of any JPEG that changes its size. */
const ofJpeg = /^.*deprecated pixel format used, make sure you did set range correctly$/gm;

describe("settings that change while somebody watches", { skip: needs("ffmpeg", "ffprobe") }, () => {
  let camera: Camera;
  before(async () => {
    camera = await openCamera();
  });
  after(() => camera[Symbol.asyncDispose]());

  /** Plays for some seconds and changes settings in between. */
  const during = async (address: string, changes: readonly string[]) => {
    const playing = play(address, ["-t", "3"], ["-rtsp_transport", "tcp"]);
    for (const change of changes) {
      await delay(1000);
      await camera.set(change);
    }
    return playing;
  };

  for (const [codec, group] of [
    ["h264", "H264"],
    ["mpeg4", "MPEG4"],
    ["mjpeg", "JPEG"],
  ] as const) {
    it(`${codec} goes on in another size and rhythm`, async () => {
      await camera.set(`group=${group}&resolution=3&frame_rate=25`);
      const changes = [`group=${group}&resolution=2`, `group=${group}&resolution=3&frame_rate=20`];
      const played = await during(camera.address(`/stream/${codec}/1`), changes);
      assert.equal(played.status, 0);
      assert.equal(played.words.replaceAll(ofJpeg, "").trim(), "");
      assert.ok(played.pictures >= 45 && played.pictures <= 76, `${played.pictures} pictures`);
      assert.ok(played.sound > 2.2, `${played.sound} s of sound`);
    });
  }

  it("sound goes on as it began when its codec is changed, and is louder or silent at once", async () => {
    await camera.set("group=AUDIO&in_audio_type=1&in_volume=1");
    const listening = run("ffmpeg", [
      ...["-v", "warning", "-rtsp_transport", "tcp", "-i", camera.address("/img/audio.sav")],
      ...["-t", "4", "-f", "s16le", "-"],
    ]);
    const raw = run("ffmpeg", [
      ...["-v", "warning", "-rtsp_transport", "tcp", "-i", camera.address("/img/audio.sav"), "-t", "4"],
      ...["-af", "astats=metadata=1:reset=50,ametadata=print:file=-:key=lavfi.astats.Overall.Peak_level"],
      ...["-f", "null", "-"],
    ]);
    await delay(1500);
    await camera.set("group=AUDIO&in_audio_type=5&in_pcm_sr=16000");
    await delay(500);
    await camera.set("group=AUDIO&in_volume=0");
    const [{ status, words }, { out }] = await Promise.all([listening, raw]);
    assert.deepEqual([status, words], [0, ""]);
    const peaks = [...out.matchAll(/Peak_level=(\S+)/g)].map(([, level]) => Number(level));
    assert.ok(Math.max(...peaks.slice(0, 90)) > -20, "it was heard");
    assert.ok(
      peaks.slice(-40).every((peak) => peak < -60 || Number.isNaN(peak)),
      peaks.slice(-40).join(),
    );
    await camera.set("group=AUDIO&in_audio_type=1&in_volume=1");
  });

  for (const [path, group, demuxer] of [
    ["/img/media.flv", "H264", "flvdemux name=d d.video"],
    ["/img/video.asf", "MPEG4", "asfdemux name=d d.video_0"],
  ] as const) {
    const change = async (): Promise<void> => {
      await delay(1500);
      await camera.set(`group=${group}&resolution=2`);
    };
    it(`${path} goes on in another size, for ffmpeg`, async () => {
      await camera.set(`group=${group}&resolution=3`);
      const address = `${camera.base.replace("//", "//admin:secret@")}${path}`;
      const showing = ["-select_streams", "v", "-show_entries", "frame=width", "-of", "csv=p=0"];
      const probing = run("ffprobe", ["-v", "warning", ...showing, "-read_intervals", "%+3", address]);
      const playing = play(address, ["-t", "3"]);
      await change();
      const [probed, played] = await Promise.all([probing, playing]);
      assert.deepEqual([probed.status, probed.words], [0, ""]);
      const widths = [...probed.out.matchAll(/^\d+/gm)].map(([width]) => width);
      const after = widths.length - 1 - widths.lastIndexOf("640");
      assert.deepEqual([widths.at(-1), new Set(widths).size], ["320", 2]);
      assert.ok(after >= 15 && widths.length - after >= 15, `${after} of ${widths.length} pictures after`);
      assert.deepEqual([played.status, played.words], [0, ""]);
      assert.ok(played.pictures >= 40, `${played.pictures} pictures`);
      assert.ok(played.sound > 2, `${played.sound} s of sound`);
    });

    it(`${path} goes on with the pictures when the microphone is switched off`, async () => {
      const address = `${camera.base.replace("//", "//admin:secret@")}${path}`;
      const showing = ["-select_streams", "v", "-show_entries", "frame=pts_time", "-of", "csv=p=0"];
      const probing = run("ffprobe", ["-v", "warning", ...showing, "-read_intervals", "%+3", address]);
      await delay(1500);
      await camera.set("group=AUDIO&audio_in=0");
      const { status, words, out } = await probing;
      await camera.set("group=AUDIO&audio_in=1");
      assert.deepEqual([status, words], [0, ""]);
      const times = [...out.matchAll(/^[\d.]+/gm)].map(([time]) => Number(time));
      assert.ok(times.at(-1)! - times[0]! > 2.5, `from ${times[0]} to ${times.at(-1)}`);
    });

    it(`${path} has sound again when the microphone is switched on again`, async () => {
      const address = `${camera.base.replace("//", "//admin:secret@")}${path}`;
      const hearing = ["-select_streams", "a", "-show_entries", "packet=pts_time", "-of", "csv=p=0"];
      const probing = run("ffprobe", ["-v", "warning", ...hearing, "-read_intervals", "%+6", address]);
      await delay(1500);
      await camera.set("group=AUDIO&audio_in=0");
      await delay(1500);
      await camera.set("group=AUDIO&audio_in=1");
      const { status, words, out } = await probing;
      assert.deepEqual([status, words], [0, ""]);
      const times = [...out.matchAll(/^[\d.]+/gm)].map(([time]) => Number(time));
      const gaps = times.slice(1).map((time, n) => time - times[n]!);
      assert.equal(
        gaps.filter((gap) => gap > 1).length,
        1,
        `silent once: ${gaps.map((gap) => gap.toFixed(2))}`,
      );
      assert.ok(times.at(-1)! - times[0]! > 4.5, `from ${times[0]} to ${times.at(-1)}`);
    });

    it(`${path} goes on in another size, for GStreamer`, { skip: needs("gst-launch-1.0") }, async () => {
      await camera.set(`group=${group}&resolution=3`);
      const source = `souphttpsrc location=${camera.base}${path} user-id=admin user-pw=secret is-live=true`;
      const line = `-v ${source} ! ${demuxer} ! decodebin ! fakesink num-buffers=80`;
      const playing = run("gst-launch-1.0", line.split(" "));
      await change();
      const { out, words } = await playing;
      const sizes = [...out.matchAll(/fakesink0.*caps = video.*width=\(int\)(\d+)/g)].map(
        ([, width]) => width,
      );
      assert.deepEqual([sizes.slice(-2), words], [["640", "320"], ""]);
    });
  }
});
