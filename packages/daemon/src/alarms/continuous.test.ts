import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { sdcard, shareRecording } from "@pinhole/kit/model";
import { needs } from "../../../../test/peers.ts";
import type { Packet } from "../bus/packet.ts";
import { h264 } from "../outputs/fixtures/encoded.ts";
import { type AlarmBench, noon, openBench } from "./fixtures/alarm-bench.ts";

const skip = needs("ffmpeg", "ffprobe");
const words = (bench: AlarmBench): string[] => bench.lines.map(({ message }) => message);
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

describe("the memory card", { skip }, () => {
  let pictures: Packet[];
  before(() => {
    pictures = h264();
  });

  it("records file after file without a gap, by schedule, and drops the oldest when it is full", async () => {
    await using bench = await openBench({ pictures });
    bench.set(sdcard, {
      enabled: true,
      durationSeconds: 4,
      prefix: "yard-",
      scheduled: "1",
      schedule: ["12:00-12:01", ...Array(9).fill("")],
    });
    await bench.pass(20);
    const first = bench.alarms.recordings(10);
    assert.ok(first.length >= 4);
    // The first picture comes a moment after the beginning.
    for (const { seconds } of first) assert.ok(Math.abs(seconds - 4) < 0.05, `${seconds}`);
    const times = first.map(({ at }) => at).reverse();
    for (const [n, at] of times.slice(1).entries()) assert.ok(Math.abs(at - times[n]! - 4) < 0.1);
    for (const { path, seconds } of first)
      assert.ok(Math.abs(duration(join(bench.folder, path)) - seconds) < 0.05, path);
    assert.match(first[0]!.path, /^sdcard\/yard-20261125_1200\d\d\.mp4$/);
    bench.clock.jump(noon + 300);
    await bench.pass(3);
    const { length } = bench.alarms.recordings(100);
    await bench.pass(10);
    assert.equal(bench.alarms.recordings(100).length, length, "outside the schedule nothing is recorded");
  });

  it("ends files by size, and stops when it is full where it may not overwrite", async () => {
    await using bench = await openBench({ pictures });
    const large = Array.from({ length: 100 }, (_, n) => ({
      ...pictures[n]!,
      data: new Uint8Array([...pictures[n]!.data, 0, 0, 1, 12, ...new Uint8Array(40_000).fill(255)]),
    }));
    bench.source = large;
    bench.set(sdcard, { enabled: true, limitBy: "size", fileSizeMb: 2, sizeMb: 16, whenFull: "stop" });
    await bench.pass(40);
    const sizes = bench.alarms.recordings(100).map(({ bytes }) => bytes);
    assert.ok(sizes.length >= 2 && sizes.every((bytes) => bytes < 4_500_000), `${sizes}`);
    const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
    assert.ok(total <= 16 * 2 ** 20, `${total}`);
    assert.ok(words(bench).includes("the memory card is full: 16 MiB"));
    bench.set(sdcard, { whenFull: "overwrite" });
    await bench.pass(20);
    assert.ok(bench.alarms.recordings(100).reduce((sum, { bytes }) => sum + bytes, 0) <= 16 * 2 ** 20);
    assert.notEqual(
      bench.alarms
        .recordings(100)
        .map(({ path }) => path)
        .join(),
      "",
    );
  });
});

describe("recording to a share", { skip }, () => {
  it("hands over file after file, and keeps none of them", async () => {
    await using bench = await openBench({ pictures: h264() });
    const lengths: number[] = [];
    bench.deliver = async (delivery) => {
      bench.deliveries.push(delivery);
      lengths.push(duration(delivery.files[0]!.path));
    };
    bench.set(shareRecording, { enabled: true, durationSeconds: 3, schedule: "12:00-12:01" });
    await bench.pass(11);
    assert.equal(bench.deliveries.length, 3);
    for (const seconds of lengths) assert.ok(Math.abs(seconds - 3) < 0.05, `${seconds}`);
    const [first] = bench.deliveries;
    assert.deepEqual([first!.action, first!.stage, first!.alarm.rule], ["shareRecording", "end", "smbc_rec"]);
    assert.match(first!.alarm.id, /^[0-9A-Z-]+$/);
    bench.set(shareRecording, { enabled: false });
    await bench.pass(2);
    assert.deepEqual(readdirSync(join(bench.folder, "outgoing")), []);
  });

  it("and to the memory card is taken up again after the camera was killed", async () => {
    await using bench = await openBench({ pictures: h264() });
    bench.set(shareRecording, { enabled: true, durationSeconds: 60 });
    bench.set(sdcard, { enabled: true, durationSeconds: 4 });
    await bench.pass(6.5);
    const copy = mkdtempSync(join(tmpdir(), "pinhole-copy-"));
    execFileSync("cp", ["-a", `${bench.folder}/.`, copy]);
    await using after = await openBench({ pictures: h264(), folder: copy, unix: noon + 60 });
    await settle(after);
    assert.deepEqual(
      after.deliveries.map(({ action, files }) => [action, files.length]),
      [["shareRecording", 1]],
    );
    const paths = after.alarms.recordings(10).map(({ path }) => path);
    assert.deepEqual(paths.toSorted(), ["sdcard/20261125_120000.mp4", "sdcard/20261125_120004.mp4"]);
    for (const path of paths) assert.ok(duration(join(copy, path)) > 1, path);
    assert.deepEqual(readdirSync(join(copy, "outgoing")), []);
    rmSync(copy, { recursive: true });
  });
});
