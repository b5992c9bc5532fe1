import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { audio, eventEntry, events, type MotionReport, motionWindow, sdcard } from "@pinhole/kit/model";
import { needs } from "../../../../test/peers.ts";
import type { Packet } from "../bus/packet.ts";
import { h264 } from "../outputs/fixtures/encoded.ts";
import { type Files, realFiles } from "../outputs/recorder/index.ts";
import { type AlarmBench, noon, openBench } from "./fixtures/alarm-bench.ts";

const skip = needs("ffmpeg", "ffprobe");
const by = { name: "anna", level: "admin", privileges: new Set<never>() } as const;

const moving = (bench: AlarmBench, level = 143): MotionReport => ({
  at: bench.mediaClock.now(),
  levels: [0, level, 0, 0],
  moving: [2],
});
const arm = (bench: AlarmBench, values: Record<string, unknown> = {}): void => {
  bench.set(motionWindow, { name: "Door" }, 1);
  bench.set(events, { armed: true, preSeconds: 2, postSeconds: 3, ...values });
};
const words = (bench: AlarmBench): string[] => bench.lines.map(({ message }) => message);
const clips = (bench: AlarmBench): string[] =>
  existsSync(join(bench.folder, "clips")) ? readdirSync(join(bench.folder, "clips")).sort() : [];
const duration = (path: string): number =>
  Number(
    execFileSync("ffprobe", ["-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", path], {
      encoding: "utf8",
    }),
  );
const settle = async (bench: AlarmBench): Promise<void> => {
  await bench.pass(0.2);
  await bench.alarms.settled();
};

describe("an alarm", { skip }, () => {
  let pictures: Packet[];
  before(() => {
    pictures = h264();
  });

  it("of motion has its line, its picture, its clip and its deliveries", async () => {
    await using bench = await openBench({ pictures });
    arm(bench, { motion: { ftp: true, mail: true } });
    await bench.pass(4);
    bench.alarms.report(moving(bench));
    await bench.pass(4);
    await settle(bench);
    const [listed] = bench.alarms.alarms(10);
    const { id } = listed!;
    assert.equal(id, "20261125T120004-0001");
    assert.deepEqual(
      [listed!.rule, listed!.state, listed!.detail],
      ["event_mt", "over", "motion in window 2 (Door) at 143 of 127"],
    );
    assert.deepEqual(clips(bench), [`${id}.jpg`, `${id}.mp4`]);
    assert.ok(Math.abs(duration(join(bench.folder, "clips", `${id}.mp4`)) - 5) <= 0.04);
    const told = bench.deliveries.map(
      ({ action, stage, files }) =>
        `${stage} ${action} ${files.map(({ type, path }) => type + statSync(path).isFile()).join()}`,
    );
    assert.deepEqual(told, [
      "begin ftp image/jpegtrue",
      "begin mail image/jpegtrue",
      "end ftp video/mp4true",
      "end mail video/mp4true",
    ]);
    const clip = bench.deliveries.at(-1)!.files[0]!;
    assert.ok(Math.abs(clip.at - (noon + 2)) <= 0.04, "it begins two seconds before");
    assert.ok(
      words(bench).includes(
        `alarm ${id}: motion in window 2 (Door) at 143 of 127 (event_mt sets off mail, ftp)`,
      ),
    );
    assert.deepEqual(
      bench.alarms.recordings(10).map(({ path, alarm, seconds }) => [path, alarm, Math.round(seconds)]),
      [
        [`clips/${id}.mp4`, id, 5],
        [`clips/${id}.jpg`, id, 0],
      ],
    );
  });

  it("keeps its length while it moves on, and the next one follows; or it is prolonged", async () => {
    for (const prolong of [false, true]) {
      await using bench = await openBench({ pictures });
      arm(bench, { prolong });
      await bench.pass(3);
      for (let n = 0; n < 20; n += 1) {
        bench.alarms.report(moving(bench));
        await bench.pass(0.2);
      }
      await bench.pass(4);
      await settle(bench);
      const lengths = bench.alarms
        .recordings(10)
        .filter(({ seconds }) => seconds > 0)
        .map(({ seconds }) => Math.round(seconds * 10) / 10);
      // The last report is 3.8 s after the first.
      assert.deepEqual(lengths, prolong ? [8.8] : [5, 5]);
    }
  });

  it("is refused outside the schedule, says so once, and why answers", async () => {
    await using bench = await openBench({ pictures });
    arm(bench, { schedule: ["18:00-06:00", ...Array(9).fill("")] });
    for (let n = 0; n < 50; n += 1) {
      bench.alarms.report(moving(bench, 130 + n));
      await bench.pass(0.2);
    }
    assert.deepEqual(clips(bench), []);
    const refusal =
      "no alarm: motion in window 2 (Door) at 130 of 127: outside the schedule event_define1=18:00-06:00";
    assert.deepEqual(
      words(bench).filter((line) => line.startsWith("no alarm")),
      [refusal],
    );
    const [why] = bench.alarms.why(noon + 5, 10);
    assert.deepEqual(
      [why!.outcome, why!.count, why!.reason],
      ["none", 50, "outside the schedule event_define1=18:00-06:00"],
    );
    bench.clock.jump(noon + 6.5 * 3600);
    bench.alarms.report(moving(bench));
    await bench.pass(4);
    await settle(bench);
    assert.equal(bench.alarms.alarms(10).length, 1);
  });

  it("comes from inputs, heat, requests, time, silence, locked logins and hands on the camera", async () => {
    await using bench = await openBench({ pictures });
    const all = { mail: true };
    arm(bench, {
      postSeconds: 0,
      preSeconds: 1,
      input1: all,
      input2: all,
      pir: all,
      http: all,
      login: all,
      tamper: all,
      motion: { ftp: false },
    });
    bench.set(eventEntry, {
      defined: true,
      name: "clock",
      trigger: "periodic",
      intervalSeconds: 30,
      actions: { mail: true },
      preSeconds: 0,
      postSeconds: 1,
    });
    bench.set(audio, { triggerEnabled: true });
    await bench.pass(2);
    bench.alarms.press("input1", 1, by);
    assert.equal(bench.alarms.isPressed("input1"), true);
    await bench.pass(1.2);
    assert.equal(bench.alarms.isPressed("input1"), false);
    bench.alarms.press("pir", 1, by);
    assert.equal(bench.alarms.fire("http", by)[0]!.outcome, "alarm");
    bench.events.add({
      source: "user",
      severity: 4,
      message: 'login as "eve" from 10.0.0.9 is locked for 60 seconds after 10 failures',
    });
    for (let n = 0; n < 5; n += 1)
      bench.alarms.report({
        at: bench.mediaClock.now(),
        levels: [0, 0, 0, 0],
        moving: [],
        tamper: "covered",
      });
    await bench.pass(35);
    await settle(bench);
    assert.deepEqual(
      bench.alarms
        .alarms(10)
        .map(({ kind, rule }) => `${kind} ${rule}`)
        .sort(),
      [
        "http event_httpc",
        "input event_in1",
        "login event_login",
        "periodic clock",
        "pir event_pir",
        "tamper event_tamper",
      ],
    );
    assert.deepEqual(
      bench.deliveries.filter(({ stage }) => stage === "end").map(({ files }) => files.length),
      Array(6).fill(1),
    );
  });

  it("hands over outputs and the lamp too, and its clip goes to the memory card", async () => {
    await using bench = await openBench({ pictures });
    arm(bench, { motion: { ftp: false } });
    bench.set(eventEntry, {
      defined: true,
      actions: { output1: true, whiteLight: true, sdCard: true },
      preSeconds: 1,
      postSeconds: 2,
    });
    bench.set(sdcard, { eventPrefix: "door-" });
    await bench.pass(2);
    bench.alarms.report(moving(bench));
    await bench.pass(3);
    await settle(bench);
    await bench.pass(12);
    assert.deepEqual(
      bench.deliveries.map(({ stage, action }) => `${stage} ${action}`),
      ["begin output1", "begin whiteLight", "end output1", "end whiteLight"],
    );
    assert.deepEqual(readdirSync(join(bench.folder, "sdcard")), ["door-20261125_120001.mp4"]);
    assert.ok(Math.abs(duration(join(bench.folder, "sdcard", "door-20261125_120001.mp4")) - 3) <= 0.04);
  });

  it("without end is clip after clip, each beginning where the one before ends", async () => {
    await using bench = await openBench({ pictures });
    arm(bench, { motion: { ftp: false } });
    await bench.pass(3);
    bench.set(eventEntry, {
      defined: true,
      trigger: "continuous",
      actions: { mail: true },
      preSeconds: 2,
      postSeconds: 3,
    });
    await bench.pass(14);
    await settle(bench);
    const films = bench.deliveries.filter(({ stage }) => stage === "end").map(({ files }) => files[0]!);
    assert.equal(films.length, 3);
    for (const [n, { path, at }] of films.entries()) {
      assert.ok(Math.abs(duration(path) - 5) < 0.05);
      assert.ok(Math.abs(at - films[0]!.at - n * 5) < 0.05);
    }
  });

  it("comes from noise that is as loud as is asked for", async () => {
    await using bench = await openBench({ pictures });
    arm(bench, { audio: { mail: true }, motion: { ftp: false } });
    bench.set(audio, { triggerEnabled: true, triggerLevel: 60 });
    await bench.pass(3);
    const hear = (level: number): void => {
      const samples = new DataView(new ArrayBuffer(4000));
      for (let n = 0; n < 2000; n += 1) samples.setInt16(n * 2, level * Math.sin(n / 3));
      const data = new Uint8Array(samples.buffer);
      bench.streams.get("pcm_s16be/8000")!.publish({ data, pts: bench.mediaClock.now(), key: true });
    };
    hear(500);
    assert.deepEqual(bench.alarms.alarms(10), []);
    hear(20_000);
    assert.deepEqual(
      bench.alarms.alarms(10).map(({ rule, detail }) => `${rule}: ${detail}`),
      ["event_audio: noise at 88 %, at least 60"],
    );
    bench.set(audio, { triggerEnabled: false });
    assert.equal(
      [...bench.streams.get("pcm_s16be/8000")!.readers].some(({ output }) => output === "loudness"),
      false,
    );
  });

  it("is as AVI and as pictures what it is as MP4", async () => {
    await using bench = await openBench({ pictures });
    arm(bench, { format: "avi" });
    await bench.pass(3);
    bench.alarms.report(moving(bench));
    // The sound is waited for a while.
    await bench.pass(6);
    await settle(bench);
    const [avi] = bench.deliveries.at(-1)!.files;
    assert.deepEqual([avi!.type, avi!.bytes], ["video/x-msvideo", statSync(avi!.path).size]);
    assert.ok(Math.abs(bench.alarms.recordings(1)[0]!.seconds - 5) <= 0.2);
    // Where the JPEG channel is off, JPEG is made of the other.
    bench.hasJpeg = false;
    await bench.pass(3);
    bench.alarms.report(moving(bench));
    await bench.pass(6);
    await settle(bench);
    assert.equal(bench.deliveries.at(-1)!.files[0]?.type, "video/x-msvideo");
    assert.ok(Math.abs(bench.alarms.recordings(1)[0]!.seconds - 5) <= 0.04);
    bench.hasJpeg = true;
    bench.set(events, { format: "jpg", pictureRate: 2 });
    await bench.pass(3);
    bench.alarms.report(moving(bench));
    await bench.pass(4);
    await settle(bench);
    assert.equal(bench.deliveries.at(-1)!.files.length, 10);
    assert.ok(
      bench.deliveries.at(-1)!.files.every(({ type, path }) => type === "image/jpeg" && existsSync(path)),
    );
  });

  it("is resumed after the camera was killed: the clip plays, and everything is delivered once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "pinhole-killed-"));
    try {
      const bench = await openBench({ pictures, folder });
      bench.deliver = async () => {
        throw new Error("the outbox is not there");
      };
      arm(bench);
      await bench.pass(3);
      bench.alarms.report(moving(bench));
      await bench.pass(2.5);
      const [{ id } = { id: "" }] = bench.alarms.alarms(1);
      const copy = mkdtempSync(join(tmpdir(), "pinhole-copy-"));
      // What a kill leaves behind is what lies on disk now.
      execFileSync("cp", ["-a", `${folder}/.`, copy]);
      await bench.close();
      assert.ok(readdirSync(join(copy, "clips")).includes(`${id}.mp4.part`));
      await using after = await openBench({ pictures, folder: copy, unix: noon + 60 });
      await settle(after);
      assert.deepEqual(
        after.deliveries.map(({ stage, action, alarm }) => [stage, action, alarm.id]),
        [
          ["begin", "ftp", id],
          ["end", "ftp", id],
        ],
      );
      const [clip] = after.deliveries[1]!.files;
      assert.ok(clip!.path.startsWith(copy) && duration(clip!.path) > 2);
      assert.ok(words(after).some((line) => line.startsWith(`alarm ${id} was cut off`)));
      assert.deepEqual(clips(after), [`${id}.jpg`, `${id}.mp4`]);
      rmSync(copy, { recursive: true });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("stays due until it is taken over, and its file stays as long", async () => {
    await using bench = await openBench({ pictures });
    let refusals = 0;
    bench.deliver = async (delivery) => {
      if (refusals++ < 3) throw new Error("not now");
      bench.deliveries.push(delivery);
    };
    arm(bench, { keepMb: 16 });
    await bench.pass(3);
    bench.alarms.report(moving(bench));
    await bench.pass(4);
    await bench.alarms.settled();
    assert.equal(bench.deliveries.length, 0);
    await bench.pass(40);
    await bench.alarms.settled();
    assert.deepEqual(
      bench.deliveries.map(({ stage }) => stage),
      ["begin", "end"],
    );
    assert.equal(words(bench).filter((line) => line.includes("is not taken over yet: not now")).length, 1);
  });

  it("survives an hour of triggers every second without growing", async () => {
    await using bench = await openBench({ pictures });
    arm(bench, { preSeconds: 1, postSeconds: 5, keepMb: 16 });
    // One picture a second, each a key frame: an hour of all would be an hour of work.
    bench.source = undefined;
    const [key] = pictures;
    const tick = async (seconds: number): Promise<void> => {
      for (let n = 0; n < seconds; n += 1) {
        bench.alarms.report(moving(bench));
        bench.mediaClock.pass(1);
        bench.clock.pass(1);
        const packet = { ...key!, pts: bench.mediaClock.now() };
        for (const name of ["h264/1", "still"]) bench.streams.get(name)?.publish(packet);
        await bench.pass(0);
      }
    };
    await tick(600);
    const waiting = bench.mediaClock.waiting;
    await tick(3000);
    await settle(bench);
    const alarms = bench.alarms.alarms(10_000);
    assert.ok(alarms.length >= 590, `${alarms.length}`);
    assert.equal(new Set(alarms.map(({ id }) => id)).size, alarms.length);
    assert.ok(alarms.every(({ state }) => state === "over"));
    assert.equal(
      bench.deliveries.length,
      2 * alarms.length,
      "each is delivered at its beginning and its end",
    );
    assert.ok(bench.mediaClock.waiting <= waiting + 2, `${waiting} timers, then ${bench.mediaClock.waiting}`);
    assert.ok(bench.alarms.tapeBytes < 20 * key!.data.length);
    const kept = clips(bench).reduce(
      (sum, name) => sum + statSync(join(bench.folder, "clips", name)).size,
      0,
    );
    assert.ok(kept > 10 * 2 ** 20 && kept < 18 * 2 ** 20, `${kept} bytes of clips`);
    assert.ok(clips(bench).length < 2 * alarms.length, "the oldest have gone");
  });

  it("survives a clock that jumps by a day, and a source that vanishes in the middle", async () => {
    await using bench = await openBench({ pictures });
    arm(bench, { intervalMinutes: 1 });
    await bench.pass(3);
    for (const jump of [86_400, -2 * 86_400, 86_400]) {
      bench.alarms.report(moving(bench));
      await bench.pass(1);
      bench.clock.jump(bench.clock.now() + jump);
      await bench.pass(1);
      if (jump < 0) bench.source = undefined;
      await bench.pass(6);
      bench.source = pictures;
      await bench.pass(60);
      await settle(bench);
    }
    const lengths = bench.alarms
      .recordings(10)
      .filter(({ seconds }) => seconds > 0)
      .map(({ seconds }) => Math.round(seconds));
    assert.deepEqual(lengths, [5, 4, 5]);
    assert.equal(bench.deliveries.length, 6);
    assert.ok(bench.alarms.alarms(10).every(({ state }) => state === "over"));
  });

  it("goes on when the disk is full: the log says so, and it is delivered without its clip", async () => {
    let room = Number.POSITIVE_INFINITY;
    const files: Files = {
      ...realFiles,
      open: async (path) => {
        const file = await realFiles.open(path);
        return {
          ...file,
          write: async (bytes, at) => {
            room -= bytes.length;
            if (room < 0) throw Object.assign(new Error("no space"), { code: "ENOSPC" });
            await file.write(bytes, at);
          },
        };
      },
    };
    await using bench = await openBench({ pictures, files });
    arm(bench);
    await bench.pass(3);
    room = 0;
    bench.alarms.report(moving(bench));
    await bench.pass(4);
    await settle(bench);
    assert.ok(words(bench).some((line) => /^alarm \S+: can not write \S+\.mp4: the disk is full/.test(line)));
    assert.deepEqual(
      bench.deliveries.map(({ stage, files: sent }) => `${stage} ${sent.length}`),
      ["begin 0", "end 0"],
    );
    assert.deepEqual(clips(bench), []);
    room = Number.POSITIVE_INFINITY;
    bench.alarms.report(moving(bench));
    await bench.pass(4);
    await settle(bench);
    assert.equal(bench.deliveries.at(-1)!.files.length, 1);
  });

  it("is withheld while privacy is on, and nothing is kept then", async () => {
    await using bench = await openBench({ pictures });
    arm(bench);
    await bench.pass(3);
    assert.ok(bench.alarms.tapeBytes > 0);
    assert.equal(bench.watching, 1);
    bench.privacy = true;
    bench.streams.get("h264/1")!.end();
    await bench.pass(2);
    assert.equal(bench.alarms.tapeBytes, 0);
    assert.equal(bench.watching, 0);
    bench.alarms.report(moving(bench));
    assert.equal(bench.alarms.why(bench.clock.now(), 1)[0]!.reason, "privacy is on");
  });
});
