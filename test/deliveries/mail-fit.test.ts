import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { readJpeg } from "@pinhole/kit/formats/rtp";
import { type Alarm, mail, mailServer } from "@pinhole/kit/model";
import { mailAction } from "../../packages/daemon/src/actions/mail/index.ts";
import { shrinking } from "../../packages/daemon/src/shrinking.ts";
import { needs } from "../peers.ts";
import { openFake, parts } from "./mail-receiver.ts";
import { alarmOf, openStand, type Stand, until } from "./stand.ts";

const skip = needs("ffmpeg", "ffprobe");

function ffmpeg(args: string, output: string): string {
  execFileSync("ffmpeg", ["-v", "error", "-y", ...args.split(" "), output], { stdio: "pipe" });
  return output;
}

const ffmpegSays = (args: string): string =>
  execFileSync("ffmpeg", ["-v", "error", ...args.split(" ")], { stdio: "pipe" }).toString();

/** A hash of each picture. */
const picturesOf = (path: string): string[] =>
  ffmpegSays(`-i ${path} -an -pix_fmt yuv420p -f framemd5 -`).match(/[0-9a-f]{32}$/gm) ?? [];

function probe(path: string): { readonly seconds: number; readonly pictures: number } {
  const args = ["-v", "error", "-count_packets", "-select_streams", "v:0", "-of", "json", "-show_streams"];
  const shown = JSON.parse(execFileSync("ffprobe", [...args, "-show_format", path]).toString());
  // Every picture can be decoded.
  assert.equal(ffmpegSays(`-i ${path} -f null -`), "");
  return { seconds: Number(shown.format.duration), pictures: Number(shown.streams[0].nb_read_packets) };
}

/** The first sentence about a file that is not whole. */
const noteIn = (text: string): string =>
  /^.* is (?:not )?attached.*$/m.exec(text.replaceAll(/=\r\n/g, ""))?.[0] ?? "";

async function openMail(port: number): Promise<Stand> {
  const stand = await openStand({ actions: [mailAction({ shrink: shrinking })] });
  await stand.set(mail, { to: ["owner@example.test", "", ""] });
  await stand.set(mailServer, { enabled: true, host: "127.0.0.1", port, auth: "none" });
  return stand;
}

/** An alarm that happened so many seconds after its clip began. */
function alarmAt(n: number, moment: number): Alarm {
  const alarm = alarmOf(n);
  return { ...alarm, trigger: { ...alarm.trigger, at: 1_780_000_000 + moment } };
}

const street = "-f lavfi -i testsrc2=s=640x360:r=10 -f lavfi -i sine=r=16000 -t 20 -pix_fmt yuv420p";
const h264 = "-c:v libx264 -preset ultrafast -b:v 2M -g 10 -c:a aac";

test("of a clip that is too large goes as much as the server takes, with what happened, and the mail says so", {
  skip,
}, async () => {
  await using server = await openFake({ size: 1_500_000 });
  await using stand = await openMail(server.port);
  for (const [n, type, args, ending] of [
    [1, "video/mp4", `${street} ${h264} -movflags +faststart`, "mp4"],
    [2, "video/mp4", `${street} ${h264} -movflags +frag_keyframe+empty_moov`, "mp4"],
    [3, "video/x-msvideo", `${street} -c:v mjpeg -q:v 4 -c:a pcm_s16le`, "avi"],
  ] as const) {
    const bytes = await readFile(ffmpeg(args, join(stand.folder, `whole.${ending}`)));
    assert.ok(bytes.length > 2_000_000, `${bytes.length} bytes are too large a mail`);
    const moment = 12;
    await stand.deliver("mail", [await stand.file(type, bytes)], alarmAt(n, moment), "end");
    await until("taken", () => server.taken.length === n, 30);
    const { text = "" } = server.taken.at(-1) ?? {};
    assert.ok(text.length < 1_500_000, `${text.length} bytes`);
    assert.match(
      noteIn(text),
      /\(\d\.\d MB\) is attached in part, \d+ s of 20 s: the mail server takes mails of 1\.5 MB/,
    );
    const [clip] = parts(text).filter((part) => part.type === type);
    assert.ok(clip, "a clip goes along");
    const path = join(stand.folder, `part.${ending}`);
    await writeFile(path, clip.bytes);
    const { seconds, pictures } = probe(path);
    assert.ok(seconds > 2 && seconds < 16, `${ending}: ${seconds} s`);
    assert.ok(Math.abs(pictures / 10 - seconds) < 1, `${pictures} pictures in ${seconds} s`);
    const [first = ""] = picturesOf(path);
    const begin = picturesOf(join(stand.folder, `whole.${ending}`)).indexOf(first) / 10;
    assert.ok(begin > moment - 3.1 && begin <= moment - 2, `${ending}: from ${begin} s on`);
  }
});

test("pictures that are too large are made smaller, each with its share", { skip }, async () => {
  await using server = await openFake({ size: 200_000 });
  await using stand = await openMail(server.port);
  const noise = "-f lavfi -i nullsrc=s=1280x720,geq=random(1)*255:128:128 -frames:v 1 -q:v 2";
  const bytes = await readFile(ffmpeg(noise, join(stand.folder, "noise.jpg")));
  assert.ok(bytes.length > 300_000, `${bytes.length} bytes`);
  const files = [await stand.file("image/jpeg", bytes, 1), await stand.file("image/jpeg", bytes, 2)];
  await stand.deliver("mail", files, alarmOf(1));
  await until("taken", () => server.taken.length === 1);
  const { text = "" } = server.taken[0] ?? {};
  assert.ok(text.length < 200_000, `${text.length} bytes`);
  const pictures = parts(text).filter(({ type }) => type === "image/jpeg");
  assert.equal(pictures.length, 2);
  for (const { bytes } of pictures) {
    const { width, height } = readJpeg(bytes);
    assert.ok(Math.abs(width / height - 16 / 9) < 0.02, `${width}x${height}`);
    assert.ok(bytes.length > 20_000, "no smaller than it has to be");
  }
  assert.match(noteIn(text), /is attached as a smaller picture \(\d+ kB\): the mail server/);
});

test("where not even a second of a clip fits, a picture of it goes, and what is no picture stays behind", {
  skip,
}, async () => {
  await using server = await openFake({ size: 60_000 });
  await using stand = await openMail(server.port);
  const bytes = await readFile(ffmpeg(`${street} ${h264}`, join(stand.folder, "whole.mp4")));
  await stand.deliver("mail", [await stand.file("video/mp4", bytes)], alarmOf(1), "end");
  await until("taken", () => server.taken.length === 1);
  const { text = "" } = server.taken[0] ?? {};
  assert.match(noteIn(text), /is not attached, but a picture of it is/);
  const [picture] = parts(text).filter(({ type }) => type === "image/jpeg");
  assert.deepEqual(readJpeg(picture?.bytes ?? Buffer.alloc(0)).width > 100, true);
  await stand.deliver("mail", [await stand.file("video/mp4", Buffer.alloc(90_000, 1))], alarmOf(2), "end");
  await until("taken as well", () => server.taken.length === 2);
  assert.match(noteIn(server.taken[1]?.text ?? ""), /is not attached: the mail server/);
});
