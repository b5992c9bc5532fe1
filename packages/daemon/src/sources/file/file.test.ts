import assert from "node:assert/strict";
import { chmodSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { CameraError, type ErrorCode } from "@pinhole/kit/model";
import { needs } from "../../../../../test/peers.ts";
import { type Folder, ffmpeg, jpeg, openFolder } from "../fixtures/clips.ts";
import { type Shown, watch } from "../fixtures/watch.ts";
import { unixNow } from "../pace.ts";
import { file } from "./index.ts";

const isCode =
  (code: ErrorCode, words: RegExp) =>
  (error: unknown): boolean =>
    error instanceof CameraError && error.code === code && words.test(error.message);

/** The longest time between two pictures, as they are stamped and as they come. */
const longestGap = (shown: readonly Shown[]): { readonly at: number; readonly arrived: number } => {
  const gaps = shown.slice(1).map(({ at, arrived }, n) => ({
    at: at - shown[n]!.at,
    arrived: arrived - shown[n]!.arrived,
  }));
  return {
    at: Math.max(...gaps.map((gap) => gap.at)),
    arrived: Math.max(...gaps.map((gap) => gap.arrived)),
  };
};

// The luma of each picture tells its place: 20 at the beginning, two more with each.
const ramp = (seconds: number, rate = 25): string =>
  `-f lavfi -i color=black:s=64x48:r=${rate}:d=${seconds},format=yuv420p,geq=lum=20+2*N:cb=128:cr=128`;

describe("a video file", () => {
  it("is checked before it is opened", async (t) => {
    using folder = openFolder();
    await assert.rejects(
      file.check(folder.file("none.mp4")),
      isCode("source-missing", /no file .*; check the path/),
    );
    await assert.rejects(
      file.check(folder.file("empty.mp4", "")),
      isCode("source-damaged", /is empty; give a video file/),
    );
    await assert.rejects(file.check(folder.path), isCode("source-damaged", /is not a file/));
    const locked = folder.file("locked.mp4", "x");
    chmodSync(locked, 0);
    if (process.getuid?.() === 0) t.diagnostic("an administrator may read everything");
    else await assert.rejects(file.check(locked), isCode("source-refused", /change its permissions/));
  });

  it("that is none fails in words", async () => {
    using folder = openFolder();
    for (const [name, content] of [
      ["text.mp4", "This is no video at all.\n".repeat(100)],
      ["zeros.mkv", new Uint8Array(50_000)],
      ["list.txt", "ffconcat version 1.0\nfile /etc/hostname\n"],
      ["remote.m3u8", "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/secret.ts\n"],
    ] as const) {
      await using source = watch(file, folder.file(name, content));
      const error = await source.failure();
      assert.ok(error, `${name} ended`);
      assert.ok(
        ["source-damaged", "source-refused"].includes(error.code),
        `${name}: ${error.code} ${error.message}`,
      );
      assert.equal(source.shown.length, 0);
    }
  });

  it("may have a name with anything in it", async () => {
    using folder = openFolder();
    for (const name of ["100%d a&b.jpg", "über #1?.jpg", "-y.jpg", "a:b.jpg", "[x]*.jpg"]) {
      await using source = watch(file, folder.file(name, jpeg([100, 128, 128])));
      await source.pictures(1);
    }
  });
});

const clips = {
  ramp: ["ramp.mp4", `${ramp(1)} -c:v libx264 -qp 10 -bf 2 -g 10`],
  ts: ["kind.ts", `${ramp(1)} -c:v mpeg2video`],
  mkv: ["kind.mkv", `${ramp(1)} -c:v libx264 -bf 2 -g 5`],
  avi: ["kind.avi", `${ramp(1)} -c:v mpeg4`],
  mov: ["kind.mov", `${ramp(1)} -c:v mjpeg -q:v 2 -pix_fmt yuvj420p`],
  webm: ["kind.webm", `${ramp(1)} -c:v libvpx -deadline realtime`],
  gif: ["kind.gif", ramp(1, 10)],
  h264: ["kind.h264", `${ramp(1)} -c:v libx264 -bf 0`],
  flv: ["kind.flv", `${ramp(1)} -c:v flv1`],
  sound: ["sound.mp4", `${ramp(1)} -f lavfi -i sine=f=440:d=1 -c:v libx264 -bf 0 -c:a aac`],
  from100: ["from-100.ts", `${ramp(1)} -c:v libx264 -bf 0 -output_ts_offset 100`],
  from50: ["from-50.ts", `${ramp(1)} -c:v libx264 -bf 0 -output_ts_offset 50`],
  slow: ["slow.mp4", "-f lavfi -i testsrc2=s=64x48:r=0.25:d=8 -c:v libx264"],
} as const;

describe("a video file is played", { skip: needs("ffmpeg"), concurrency: true }, () => {
  let folder: Folder;
  const pathOf = (clip: keyof typeof clips): string => folder.file(clips[clip][0]);
  before(() => {
    folder = openFolder();
    for (const [name, args] of Object.values(clips)) ffmpeg(args, folder.file(name));
  });
  after(() => folder[Symbol.dispose]());

  it("in real time, over and over, without a gap where it begins again", async () => {
    await using source = watch(file, pathOf("ramp"));
    const shown = await source.pictures(70);
    const seconds = shown[69]!.arrived - shown[0]!.arrived;
    assert.ok(seconds > 2.6 && seconds < 3, `70 pictures in ${seconds} s`);
    const gap = longestGap(shown);
    assert.ok(gap.at < 0.081, `${gap.at} s between two pictures`);
    assert.ok(gap.arrived < 0.15, `${gap.arrived} s until the next picture came`);
    const lumas = shown.map(({ middle }) => middle?.[0] ?? 0);
    assert.ok(Math.abs(lumas[0]! - 20) <= 4, `${lumas}`);
    assert.ok(Math.abs(lumas[25]! - lumas[0]!) <= 4 && Math.abs(lumas[50]! - lumas[0]!) <= 4, `${lumas}`);
  });

  it("from where it would be, had it run since the camera's start", async () => {
    await using source = watch(file, pathOf("ramp"), { epoch: unixNow() - 1000.6 });
    const [first] = await source.pictures(1);
    const place = ((first!.middle?.[0] ?? 0) - 20) / 2 / 25;
    assert.ok(place > 0.55 && place < 0.75, `${place} s into the clip`);
    const shown = await source.pictures(20);
    assert.ok(longestGap(shown).arrived < 0.2);
  });

  for (const name of ["ts", "mkv", "avi", "mov", "webm", "gif", "h264", "flv"] as const) {
    it(`as ${name}, from any place of it`, async () => {
      const path = pathOf(name);
      await file.check(path);
      for (const ago of [0, 0.95, 100.5]) {
        await using source = watch(file, path, { epoch: unixNow() - ago });
        const shown = await source.pictures(12);
        const gap = longestGap(shown);
        assert.ok(gap.at < 0.25 && gap.arrived < 0.4, `${name}, ${ago}: ${JSON.stringify(gap)}`);
      }
    });
  }

  it("over and over where it has no times to go to", async () => {
    await using source = watch(file, pathOf("h264"));
    const shown = await source.pictures(40);
    assert.ok(longestGap(shown).arrived < 0.2, `${longestGap(shown).arrived}`);
  });

  it("with its sound, both in time, when somebody wants to hear it", async () => {
    const sounds: { at: number; arrived: number; seconds: number }[] = [];
    await using source = watch(file, pathOf("sound"), {
      wantsSound: () => true,
      takeSound: ({ nbSamples, sampleRate }, at) =>
        sounds.push({ at, arrived: unixNow(), seconds: nbSamples / sampleRate }),
    });
    const shown = await source.pictures(50);
    assert.ok(longestGap(shown).at < 0.121, `${longestGap(shown).at}`);
    const heard = sounds.reduce((sum, { seconds }) => sum + seconds, 0);
    assert.ok(heard > 1.7 && heard < 2.4, `${heard} s of sound`);
    for (const { at, arrived } of sounds) assert.ok(Math.abs(arrived - at) < 0.4, `${arrived - at}`);
  });

  it("ahead of time where only its packets are wanted, and at its time from the first picture that is", async () => {
    let wanted: "none" | "all" = "none";
    const packets: { readonly at: number; readonly early: number }[] = [];
    const enough = Promise.withResolvers<void>();
    await using source = watch(file, pathOf("sound"), {
      wantsPackets: (codec) => codec === "h264",
      wantsPictures: () => wanted,
      mayRunAhead: () => wanted === "none",
      takePacket: (_, at) => {
        packets.push({ at, early: at - unixNow() });
        if (packets.length === 60) enough.resolve();
      },
    });
    await enough.promise;
    const steps = packets.slice(1).map(({ at }, n) => at - packets[n]!.at);
    assert.ok(Math.min(...steps) > 0.039 && Math.max(...steps) < 0.061, `${steps}`);
    const early = packets.map((packet) => packet.early);
    assert.ok(Math.max(...early) > 0.1 && Math.max(...early) < 0.2, `${early}`);
    assert.equal(source.shown.length, 0);
    wanted = "all";
    const shown = await source.pictures(20);
    for (const { at, arrived } of shown) assert.ok(arrived > at - 0.003, `${at - arrived} s early`);
    assert.ok(shown[0]!.at >= packets[59]!.at);
  });

  it("ahead of time without a jolt where the times in it go back", async () => {
    const parts = [pathOf("from100"), pathOf("from50")].map((part) => readFileSync(part));
    const path = folder.file("joined.ts", Buffer.concat(parts));
    const times: number[] = [];
    const enough = Promise.withResolvers<void>();
    await using _source = watch(file, path, {
      wantsPackets: (codec) => codec === "h264",
      wantsPictures: () => "none",
      mayRunAhead: () => true,
      takePacket: (_, at) => {
        times.push(at);
        if (times.length === 100) enough.resolve();
      },
    });
    await enough.promise;
    const steps = times.slice(1).map((at, n) => at - times[n]!);
    assert.ok(Math.min(...steps) > 0.035, `${steps}`);
  });

  it("with a single picture, which is shown again and again", async () => {
    const path = folder.file("one.jpg", jpeg([100, 128, 128]));
    await using source = watch(file, path);
    const shown = await source.pictures(5);
    assert.ok(shown[4]!.at - shown[0]!.at < 2);
  });

  it("with few pictures, from the one that is on at the time", async () => {
    for (const ago of [0, 2.5]) {
      await using source = watch(file, pathOf("slow"), { epoch: unixNow() - ago });
      await source.pictures(1, 1000);
    }
  });

  it("with damage in it: pictures or words, never a crash or a hang", { timeout: 60_000 }, async () => {
    let seed = 20151013;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const damaged = (whole: Buffer, n: number): Uint8Array => {
      const bytes = Buffer.from(whole);
      if (n % 4 === 0) bytes.fill(random(256), random(bytes.length));
      else for (let k = 1 + random(40); k > 0; k--) bytes[random(n % 2 ? 800 : bytes.length)] = random(256);
      return n % 3 === 0 ? bytes.subarray(0, 1 + random(bytes.length)) : bytes;
    };
    const play = async (path: string): Promise<"pictures" | "words" | "silence"> => {
      await using source = watch(file, path);
      const error = await source.failure(400).catch((late: Error) => late);
      assert.ok((await source.stop()) < 1500, path);
      if (!(error instanceof CameraError)) return source.shown.length > 0 ? "pictures" : "silence";
      assert.match(error.message, /[a-z]{3}/);
      return "words";
    };
    const outcomes = { pictures: 0, words: 0, silence: 0 };
    for (const name of ["ramp", "mkv", "ts", "mov"] as const) {
      const whole = readFileSync(pathOf(name));
      const paths = Array.from({ length: 10 }, (_, n) => {
        return folder.file(`damaged ${n} ${clips[name][0]}`, damaged(whole, n));
      });
      for (const outcome of await Promise.all(paths.map(play))) outcomes[outcome]++;
    }
    assert.ok(outcomes.pictures > 5 && outcomes.words > 3, JSON.stringify(outcomes));
  });
});
