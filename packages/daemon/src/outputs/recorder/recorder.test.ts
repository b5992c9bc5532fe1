import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { HandClock } from "@pinhole/kit/model";
import { needs } from "../../../../../test/peers.ts";
import type { Packet } from "../../bus/packet.ts";
import { Stream } from "../../bus/stream.ts";
import { aac, captured, h264, pcm } from "../fixtures/encoded.ts";
import {
  type Files,
  mendAvi,
  mendFilm,
  openTape,
  realFiles,
  recordAvi,
  recordFilm,
  recordSeries,
  type Tape,
} from "./index.ts";
import { take } from "./take.ts";

const supply = { start: () => {}, stop: () => {}, refresh: () => {} };
const stream = (name: string): Stream => new Stream(name, supply, 0);
const skip = needs("ffmpeg", "ffprobe");

interface Probed {
  readonly duration: number;
  readonly codecs: readonly string[];
  /** Times of the pictures that are shown. */
  readonly times: readonly number[];
}

function probe(path: string): Probed {
  const ask = (...args: string[]) =>
    execFileSync("ffprobe", ["-v", "error", ...args, "-of", "json", path], { encoding: "utf8" });
  const { format, streams } = JSON.parse(ask("-show_format", "-show_streams"));
  const { frames } = JSON.parse(
    ask("-select_streams", "v", "-show_frames", "-show_entries", "frame=pts_time"),
  );
  // Decodes everything; anything that is wrong with it is an error.
  const errors = execFileSync("ffmpeg", ["-v", "error", "-xerror", "-i", path, "-f", "null", "-"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  assert.equal(errors, "");
  return {
    duration: Number(format.duration),
    codecs: streams.map((each: { codec_name: string }) => each.codec_name),
    times: frames.map((frame: { pts_time: string }) => Number(frame.pts_time)),
  };
}

/** The brightness of the middle of the first or last picture that a player shows. */
function grey(path: string, which: "first" | "last"): Buffer {
  const filter = which === "first" ? "null" : "reverse";
  const args = [
    "-v",
    "error",
    "-i",
    path,
    "-vf",
    `${filter},scale=64:48,format=gray`,
    "-frames:v",
    "1",
    "-f",
    "rawvideo",
    "-",
  ];
  return execFileSync("ffmpeg", args, { maxBuffer: 1 << 26 });
}

const sizeOf = (packets: readonly Packet[]): number =>
  packets.reduce((sum, { data }) => sum + data.length, 0);

/** Waits until a file has so many bytes. */
async function grown(path: string, bytes: number): Promise<void> {
  for (const end = performance.now() + 5000; performance.now() < end; await delay(2)) {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) >= bytes) return;
  }
  assert.fail(`${path} does not grow to ${bytes} bytes`);
}

const difference = (a: Buffer, b: Buffer): number =>
  a.reduce((sum, value, n) => sum + Math.abs(value - (b[n] as number)), 0) / a.length;

describe("a clip", { skip }, () => {
  let folder: string;
  let pictures: Packet[];
  let sound: Packet[];
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "pinhole-clip-"));
    pictures = h264();
    sound = aac();
  });
  after(() => rmSync(folder, { recursive: true }));

  interface Setting {
    readonly tape: Tape;
    readonly heard: Tape;
    readonly clock: HandClock;
    readonly stop: AbortController;
    play(until: number, of?: { readonly pictures?: readonly Packet[] }): void;
  }
  const open = (seconds = 3, listened: readonly Packet[] = sound): Setting => {
    const [video, audio] = [stream("h264/1"), stream("aac/44100")];
    const tape = openTape(video, { seconds, bytes: 64_000_000 });
    const heard = openTape(audio, { seconds: seconds + 1, bytes: 8_000_000 });
    let [seen, told] = [0, 0];
    return {
      tape,
      heard,
      clock: new HandClock(captured),
      stop: new AbortController(),
      // Sound comes a moment before the pictures of its time.
      play: (until, { pictures: shown = pictures } = {}) => {
        for (; seen < shown.length && shown[seen]!.pts < captured + until; seen += 1) {
          for (; told < listened.length && listened[told]!.pts < shown[seen]!.pts; told += 1)
            audio.publish(listened[told]!);
          video.publish(shown[seen]!);
        }
        for (; told < listened.length && listened[told]!.pts < captured + until; told += 1)
          audio.publish(listened[told]!);
      },
    };
  };
  const mp4 = (set: Setting, name: string, from: number, until: () => number, files: Files = realFiles) =>
    recordFilm({
      footage: {
        video: set.tape,
        sound: set.heard,
        from: captured + from,
        until: () => captured + until(),
        clock: set.clock,
        signal: set.stop.signal,
      },
      sound: { sampleRate: 44_100, channels: 1 },
      path: join(folder, name),
      files,
    });

  it("in MP4 plays from the wanted second to the wanted second, whatever the key frames, with its sound", async () => {
    const set = open();
    set.play(2);
    // The trigger comes at 2 s: 1.4 s before, 1.2 s after; the key frame before is at 0 s.
    const recorded = mp4(set, "film.mp4", 0.6, () => 3.2);
    set.play(4);
    const { files, seconds, trouble } = await recorded;
    assert.equal(trouble, undefined);
    assert.ok(Math.abs(seconds - 2.6) < 0.001, `${seconds}`);
    const [file] = files;
    assert.ok(Math.abs(file!.at - captured - 0.6) < 0.001);
    assert.equal(file!.bytes, statSync(file!.path).size);
    const { duration, codecs, times } = probe(file!.path);
    assert.deepEqual(codecs, ["h264", "aac"]);
    assert.ok(Math.abs(duration - 2.6) < 0.02, `${duration}`);
    assert.equal(times.length, 65);
    assert.ok(Math.abs(times[0]!) < 0.001 && Math.abs(times.at(-1)! - 64 / 25) < 0.001);
    // The very pictures: the source is decoded and cut in another way.
    const original = join(folder, "original.h264");
    execFileSync(
      "ffmpeg",
      ["-v", "error", "-f", "h264", "-r", "25", "-i", "-", "-c", "copy", "-f", "h264", original],
      { input: Buffer.concat(pictures.map(({ data }) => data)) },
    );
    for (const [which, n] of [
      ["first", 15],
      ["last", 79],
    ] as const) {
      const wanted = execFileSync("ffmpeg", [
        "-v",
        "error",
        "-i",
        original,
        "-vf",
        `select=eq(n\\,${n}),scale=64:48,format=gray`,
        "-frames:v",
        "1",
        "-f",
        "rawvideo",
        "-",
      ]);
      const next = execFileSync("ffmpeg", [
        "-v",
        "error",
        "-i",
        original,
        "-vf",
        `select=eq(n\\,${n + 1}),scale=64:48,format=gray`,
        "-frames:v",
        "1",
        "-f",
        "rawvideo",
        "-",
      ]);
      const got = grey(file!.path, which);
      assert.ok(difference(got, wanted) < 0.5, `${which}: ${difference(got, wanted)}`);
      assert.ok(difference(got, next) > difference(got, wanted), which);
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith(".part")),
      [],
    );
  });

  it("has its sound where it was heard, to 40 ms", async () => {
    // A beep from 1.5 s to 2 s: the packets of before and after are silence.
    const beep = execFileSync("ffmpeg", [
      "-v",
      "error",
      "-f",
      "lavfi",
      "-i",
      "sine=f=800:d=4",
      "-af",
      "volume=enable='not(between(t,1.5,2))':volume=0",
      "-ar",
      "44100",
      "-ac",
      "1",
      "-c:a",
      "aac",
      "-f",
      "adts",
      "-",
    ]);
    const packets: Packet[] = [];
    for (let at = 0; at < beep.length; ) {
      const size = ((beep[at + 3]! & 3) << 11) | (beep[at + 4]! << 3) | (beep[at + 5]! >> 5);
      // An encoder of AAC is one packet ahead: what the first holds is heard one packet before the beginning.
      packets.push({
        data: new Uint8Array(beep.subarray(at + 7, at + size)),
        pts: captured + ((packets.length - 1) * 1024) / 44_100,
        key: true,
      });
      at += size;
    }
    const set = open(3, packets);
    set.play(2.5);
    const recorded = mp4(set, "beep.mp4", 0.73, () => 3.1);
    set.play(4);
    const { files } = await recorded;
    const raw = execFileSync("ffmpeg", [
      "-v",
      "error",
      "-i",
      files[0]!.path,
      "-f",
      "s16le",
      "-ar",
      "8000",
      "-",
    ]);
    const samples = new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length));
    const loud = (sample: number): boolean => Math.abs(sample) > 1000;
    const [begin, end] = [samples.findIndex(loud) / 8000, samples.findLastIndex(loud) / 8000];
    assert.ok(Math.abs(begin - 0.77) < 0.04, `begins at ${begin}`);
    assert.ok(Math.abs(end - 1.27) < 0.04, `ends at ${end}`);
  });

  it("goes on while its end moves, and ends where the pictures end", async () => {
    const set = open();
    set.play(1);
    let until = 2;
    const recorded = mp4(set, "moved.mp4", 0.4, () => until);
    set.play(1.5);
    until = 3.6;
    set.play(3);
    // The source vanishes.
    set.clock.pass(4);
    const { files, seconds } = await recorded;
    assert.ok(Math.abs(seconds - 2.6) < 0.001, `${seconds}`);
    assert.ok(Math.abs(probe(files[0]!.path).duration - 2.6) < 0.03);
  });

  it("plays on evenly when the machine's clock is set back in the middle", async () => {
    const set = open();
    set.play(1);
    const recorded = mp4(set, "jump.mp4", 0.4, () => 3);
    const jumped = pictures.map((packet, n) => (n < 40 ? packet : { ...packet, pts: packet.pts - 86_400 }));
    set.play(4, { pictures: jumped });
    set.clock.pass(5);
    const { files } = await recorded;
    const { times } = probe(files[0]!.path);
    const steps = times.slice(1).map((time, n) => time - times[n]!);
    assert.ok(
      Math.max(...steps) < 0.06 && Math.min(...steps) > 0.02,
      `${Math.min(...steps)} to ${Math.max(...steps)}`,
    );
    assert.ok(Math.abs(times.length - 65) <= 1, `${times.length}`);
  });

  it("plays wherever it is cut off", async () => {
    const set = open();
    set.play(1);
    const recorded = mp4(set, "whole.mp4", 0, () => 3.9);
    set.play(3.5);
    await new Promise((resolve) => setImmediate(resolve));
    set.stop.abort();
    await recorded;
    // As it lies on disk while it is recorded: fragments, and no index.
    const draft = open();
    draft.play(1);
    const path = join(folder, "cut.mp4");
    const cut = mp4(draft, "cut.mp4", 0, () => 3.9);
    draft.play(3.8);
    await grown(`${path}.part`, sizeOf(pictures.slice(0, 74)));
    copyFileSync(`${path}.part`, join(folder, "killed.part"));
    draft.stop.abort();
    await cut;
    const size = statSync(join(folder, "killed.part")).size;
    for (const share of [1, 0.9, 0.6]) {
      copyFileSync(join(folder, "killed.part"), join(folder, "mended.mp4.part"));
      truncateSync(join(folder, "mended.mp4.part"), Math.floor(size * share));
      const before = execFileSync(
        "ffprobe",
        [
          "-v",
          "quiet",
          "-count_frames",
          "-select_streams",
          "v",
          "-show_entries",
          "stream=nb_read_frames",
          "-of",
          "csv=p=0",
          join(folder, "mended.mp4.part"),
        ],
        { encoding: "utf8" },
      );
      assert.ok(Number.parseInt(before, 10) > 20, `cut off, it has ${before} pictures`);
      const { files } = await mendFilm(realFiles, join(folder, "mended.mp4"), captured);
      assert.equal(files[0]!.bytes, statSync(files[0]!.path).size);
      assert.ok(probe(files[0]!.path).times.length >= 24);
    }
    truncateSync(join(folder, "killed.part"), 300);
    copyFileSync(join(folder, "killed.part"), join(folder, "short.mp4.part"));
    assert.deepEqual((await mendFilm(realFiles, join(folder, "short.mp4"), captured)).files, []);
    assert.equal(readdirSync(folder).includes("short.mp4.part"), false);
  });

  it("that the disk has no room for is what there was room for, and says so", async () => {
    let room = sizeOf(pictures.slice(0, 60));
    const small: Files = {
      ...realFiles,
      open: async (path) => {
        const file = await realFiles.open(path);
        const write = async (bytes: Uint8Array, at: number): Promise<void> => {
          const fits = bytes.subarray(0, Math.max(0, room));
          room -= bytes.length;
          await file.write(fits, at);
          if (fits.length < bytes.length) throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC" });
        };
        return { ...file, write };
      },
    };
    const set = open();
    set.play(1);
    const recorded = mp4(set, "full.mp4", 0, () => 3.9, small);
    set.play(4);
    const { files, trouble } = await recorded;
    assert.equal(trouble, "can not write full.mp4: the disk is full; free some space");
    assert.ok(probe(files[0]!.path).times.length >= 24);
    room = 100;
    const none = open();
    none.play(1);
    const nothing = mp4(none, "none.mp4", 0, () => 3.9, small);
    none.play(4);
    assert.deepEqual((await nothing).files, []);
    assert.equal(
      readdirSync(folder).some((name) => name.startsWith("none")),
      false,
    );
  });

  it("in AVI has a picture for each place and PCM, and plays when it is cut off", async () => {
    const jpeg = execFileSync("ffmpeg", [
      "-v",
      "error",
      "-f",
      "lavfi",
      "-i",
      "testsrc2=s=320x240",
      "-frames:v",
      "1",
      "-f",
      "mjpeg",
      "-",
    ]);
    const [video, audio] = [stream("mjpeg/1"), stream("pcm_s16be/8000")];
    const tape = openTape(video, { seconds: 3, bytes: 64_000_000 });
    const heard = openTape(audio, { seconds: 3, bytes: 8_000_000 });
    const samples = pcm("pcm_s16be");
    let told = 0;
    // Ten in a second, some of them late, one missing.
    const shown = Array.from({ length: 40 }, (_, n) => ({
      data: new Uint8Array(jpeg),
      pts: captured + n / 10 + (n % 3) * 0.01,
      key: true,
    })).filter((_, n) => n !== 15);
    const play = (from: number, to: number): void => {
      for (const packet of shown.slice(from, to)) {
        for (; told < samples.length && samples[told]!.pts < packet.pts; told += 1)
          audio.publish(samples[told]!);
        video.publish(packet);
      }
    };
    play(0, 10);
    const media = {
      codec: "MJPG",
      width: 320,
      height: 240,
      frameRate: 10,
      sound: { sampleRate: 8000, channels: 1 },
    } as const;
    const stop = new AbortController();
    const path = join(folder, "clip.avi");
    const recorded = recordAvi({
      footage: {
        video: tape,
        sound: heard,
        from: captured + 0.5,
        until: () => captured + 3.5,
        clock: new HandClock(captured),
        signal: stop.signal,
      },
      media,
      path,
      files: realFiles,
    });
    play(10, 30);
    await grown(`${path}.part`, 15 * jpeg.length);
    copyFileSync(`${path}.part`, join(folder, "killed.avi.part"));
    play(30, 39);
    const { files, seconds } = await recorded;
    assert.ok(Math.abs(seconds - 3) < 0.05, `${seconds}`);
    const { duration, codecs, times } = probe(files[0]!.path);
    assert.deepEqual(codecs, ["mjpeg", "pcm_s16le"]);
    assert.ok(Math.abs(duration - 3) < 0.11, `${duration}`);
    assert.equal(times.length, 29);
    truncateSync(join(folder, "killed.avi.part"), statSync(join(folder, "killed.avi.part")).size - 777);
    const mended = await mendAvi(realFiles, { path: join(folder, "killed.avi"), at: captured });
    assert.equal(mended.files[0]!.bytes, statSync(mended.files[0]!.path).size);
    assert.ok(probe(mended.files[0]!.path).times.length > 5);
  });

  it("as pictures is a series in an even rhythm", async () => {
    const video = stream("mjpeg/1");
    const tape = openTape(video, { seconds: 3, bytes: 64_000_000 });
    const publish = (from: number, to: number): void => {
      for (let n = from; n < to; n += 1)
        video.publish({ data: Uint8Array.of(255, 216, n), pts: captured + n / 25, key: true });
    };
    publish(0, 50);
    const recorded = recordSeries({
      footage: {
        video: tape,
        from: captured + 1,
        until: () => captured + 3,
        clock: new HandClock(captured),
        signal: new AbortController().signal,
      },
      rate: 5,
      seconds: 2,
      path: (number) => join(folder, `series-${number}.jpg`),
      files: realFiles,
    });
    publish(50, 100);
    const { files } = await recorded;
    assert.deepEqual(
      files.map(({ at }) => Math.round((at - captured) * 25)),
      [25, 30, 35, 40, 45, 50, 55, 60, 65, 70],
    );
    assert.ok(files.every(({ path, bytes }) => statSync(path).size === bytes));
  });
});

describe("a tape", () => {
  const packet = (n: number, key: boolean, size = 100): Packet => ({
    data: new Uint8Array(size),
    pts: 1000 + n / 25,
    key,
  });
  const times = (tape: Tape, from: number): number[] => {
    const got: number[] = [];
    tape.play(from, ({ pts }) => got.push(Math.round((pts - 1000) * 25)))[Symbol.dispose]();
    return got;
  };

  it("keeps the seconds that are wanted, from a key frame on, and no more", () => {
    const video = stream("h264/1");
    using tape = openTape(video, { seconds: 2, bytes: 1_000_000 });
    for (let n = 0; n < 1000; n += 1) video.publish(packet(n, n % 10 === 0));
    assert.equal(times(tape, 1000 + 950 / 25)[0], 950);
    assert.equal(times(tape, 1000 + 959 / 25)[0], 950);
    assert.equal(times(tape, 0)[0], 940);
    assert.equal(tape.bytes, 6000);
  });

  it("is bounded in bytes: then it keeps less, and nothing of a group that is too large by itself", () => {
    const video = stream("h264/1");
    using tape = openTape(video, { seconds: 60, bytes: 10_000 });
    for (let n = 0; n < 1000; n += 1) video.publish(packet(n, n % 10 === 0));
    assert.ok(tape.bytes <= 10_000 && tape.bytes > 8_000);
    for (let n = 1000; n < 1200; n += 1) video.publish(packet(n, false));
    assert.ok(tape.bytes <= 10_000);
    video.publish(packet(1200, true));
    assert.deepEqual(times(tape, 0), [1200]);
  });

  it("gives nobody what comes before the first key frame", () => {
    const video = stream("h264/1");
    using tape = openTape(video, { seconds: 2, bytes: 1_000_000 });
    const got: number[] = [];
    using _playing = tape.play(0, ({ pts }) => got.push(Math.round((pts - 1000) * 25)));
    for (let n = 8; n < 12; n += 1) video.publish(packet(n, n === 10));
    assert.deepEqual(got, [10, 11]);
  });

  it("begins anew when the clock is set back, and is empty at the end of its stream", () => {
    const video = stream("h264/1");
    using tape = openTape(video, { seconds: 2, bytes: 1_000_000 });
    for (let n = 2000; n < 2020; n += 1) video.publish(packet(n, n % 10 === 0));
    video.publish(packet(1, false));
    video.publish(packet(2, true));
    assert.deepEqual(times(tape, 5000), [2]);
    video.end();
    assert.equal(tape.ended, true);
    assert.equal(tape.bytes, 0);
  });

  it("without pictures ends a clip after a few seconds, with nothing", async () => {
    const clock = new HandClock(1000);
    using tape = openTape(stream("h264/1"), { seconds: 2, bytes: 1000 });
    const ended = take(
      { video: tape, from: 1000, until: () => 1005, clock, signal: new AbortController().signal },
      { picture: () => assert.fail(), sound: () => {} },
    );
    clock.pass(4);
    assert.equal(await ended, 1000);
    assert.equal(clock.waiting, 0);
  });
});
