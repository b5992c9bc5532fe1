import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { it } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { watch } from "./clients.ts";
import { admin, emptyFolder, type Program, start, until } from "./program.ts";

const seconds = 20;
const isLinux = process.platform === "linux";

it("comings and goings leave neither memory nor open files behind", {
  skip: isLinux ? false : "needs /proc (Linux)",
  timeout: 90_000,
}, async () => {
  await using folder = await emptyFolder();
  await using camera = await start(folder);
  const round = async (latest: number): Promise<void> => {
    const going = [
      mill(camera, latest, "/img/video.mjpeg"),
      mill(camera, latest, "/stream/h264/1"),
      mill(camera, latest, "/stream/h264/2"),
      poll(camera, latest),
      change(camera, latest),
    ];
    await Promise.all(going);
  };
  await round(performance.now() + 7000);
  await pause(300);
  const before = usage(camera);
  await round(performance.now() + (seconds - 7) * 1000);
  await pause(300);
  const after = usage(camera);

  assert.ok(after.files <= before.files + 3, `open files: ${before.files}, then ${after.files}`);
  assert.ok(after.megabytes < before.megabytes + 40, `MB: ${before.megabytes}, then ${after.megabytes}`);
  assert.ok(after.megabytes < 400, `${after.megabytes} MB`);
  const metrics = (await camera.get("/metrics")).text;
  assert.match(metrics, /^pinhole_source_up 1$/m);
  assert.doesNotMatch(camera.written.stderr, /bug:|restarted|can not be encoded/);
  const { status, seconds: took } = await camera.end("SIGTERM");
  assert.equal(status, 0);
  assert.ok(took < 1, `${took} s`);
});

/** Viewers that come, look and go, every third time before they have seen anything. */
async function mill(camera: Program, latest: number, target: string): Promise<void> {
  for (let turn = 0; performance.now() < latest; turn++) {
    const viewers = await Promise.all(Array.from({ length: 3 }, () => watch(camera.base, target, admin)));
    if (turn % 3 !== 0)
      await until(`pictures of ${target}`, () => viewers.every(({ bytes }) => bytes > 0), 5);
    await pause(turn % 3 === 0 ? 20 : 300);
    for (const viewer of viewers) viewer[Symbol.dispose]();
  }
}

async function poll(camera: Program, latest: number): Promise<void> {
  for (let turn = 0; performance.now() < latest; turn++) {
    const size = (turn % 3) + 1;
    assert.equal((await camera.get(`/img/snapshot.cgi?size=${size}&quality=5`)).status, 200);
    await pause(50);
  }
}

async function change(camera: Program, latest: number): Promise<void> {
  const queries = [
    "group=VIDEO&flip=1",
    "group=VIDEO&flip=0&mask_window1=1",
    "group=VIDEO&mask_window1=0",
    "group=H264&resolution=3",
    "group=H264&resolution=2&profile=77",
    "group=JPEG&resolution=3",
    "group=JPEG&resolution=2",
  ];
  for (let turn = 0; performance.now() < latest; turn++) {
    await camera.set(queries[turn % queries.length] as string);
    await pause(200);
  }
}

function usage({ pid }: Program): { readonly files: number; readonly megabytes: number } {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return { files: readdirSync(`/proc/${pid}/fd`).length, megabytes: Math.round(Number(kilobytes) / 1024) };
}
