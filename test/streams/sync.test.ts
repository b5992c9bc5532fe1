import assert from "node:assert/strict";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { parseRtcp } from "@pinhole/kit/formats/rtcp";
import { needs } from "../peers.ts";
import { output } from "../program/clients.ts";
import { emptyFolder, type Folder } from "../program/program.ts";
import { difference, type Marks, marksHeard, marksSeen, skews } from "./marks.ts";
import { type Camera, openCamera, run } from "./watching.ts";

/** Seconds by which sound and picture may be apart. */
const tolerance = 0.04;
/** Seconds of each recording: several rounds of the clip. */
const length = 9;

/** A clip of 3.32 s that flashes and beeps at the beginning of each second. */
async function makeClip(path: string): Promise<void> {
  const flash = "drawbox=c=white:t=fill:enable='lt(mod(t,1),0.08)'";
  const beep = "aevalsrc='if(lt(mod(t,1),0.08),sin(2*PI*1000*t)*0.5,0)':s=44100";
  await output("ffmpeg", [
    ...["-v", "error", "-f", "lavfi", "-i", `color=black:s=320x240:r=25,format=yuv420p,${flash}`],
    ...[
      "-f",
      "lavfi",
      "-i",
      beep,
      "-t",
      "3.32",
      "-c:v",
      "libx264",
      "-preset",
      "ultrafast",
      "-c:a",
      "aac",
      path,
    ],
  ]);
}

const brightness = (pixels: Uint8Array): number =>
  pixels.reduce((sum, value) => sum + value, 0) / pixels.length;

const flashes = (before: Uint8Array, now: Uint8Array): boolean => brightness(now) - brightness(before) > 80;

/** The last digit of the scene's clock. */
const digit = { x: 278, y: 688, width: 14, height: 32 };

const isNew = (before: Uint8Array, now: Uint8Array): boolean => difference(before, now) > 12;

/** Fails unless so many marks were both seen and heard, and all of them in time; gives how far they were apart. */
function checkSkews(
  marks: Marks,
  [least, most]: readonly [number, number],
  count: number,
): readonly number[] {
  const found = skews(marks);
  assert.ok(found.length >= count, `${found.length} of ${marks.seen.length} marks were seen and heard`);
  for (const skew of found) assert.ok(skew >= least && skew <= most, `sound is ${skew} s after the picture`);
  return found;
}

/** Whether the time stamps of every track rise. */
async function rises(file: string): Promise<boolean> {
  const entries = ["-show_entries", "packet=stream_index,dts", "-of", "csv=p=0"];
  const lines = (await output("ffprobe", ["-v", "error", ...entries, file])).toString().split("\n");
  const newest = new Map<string, number>();
  // ffmpeg guesses the time of the first picture of an RTSP stream, as that of the second.
  return lines
    .filter((line) => line !== "")
    .slice(1)
    .every((line) => {
      const [track = "", dts] = line.split(",");
      const rising = Number(dts) > (newest.get(track) ?? -1);
      newest.set(track, Number(dts));
      return rising;
    });
}

describe("sound and picture stay together", { skip: needs("ffmpeg", "ffprobe", "curl") }, () => {
  let folder: Folder;
  let scene: Camera;
  let clip: Camera;
  before(async () => {
    folder = await emptyFolder();
    const path = join(folder.path, "clip.mp4");
    await makeClip(path);
    [scene, clip] = await Promise.all([openCamera(), openCamera([path])]);
    await clip.set("group=AUDIO&in_audio_type=5&in_pcm_sr=16000");
  });
  after(() => Promise.all([scene, clip, folder].map((one) => one[Symbol.asyncDispose]())));

  const record = async (camera: Camera, name: string): Promise<string> => {
    const file = join(folder.path, name);
    const { status } = await run("ffmpeg", [
      ...["-v", "error", "-rtsp_transport", "tcp", "-i", camera.address("/img/media.sav")],
      ...["-t", String(length), "-c", "copy", file],
    ]);
    assert.equal(status, 0);
    return file;
  };
  const download = async (path: string, name: string): Promise<string> => {
    const file = join(folder.path, name);
    const login = ["-s", "--noproxy", "*", "-u", "admin:secret", "-m", String(length)];
    await run("curl", [...login, clip.base + path, "-o", `${file}.part`]);
    await rename(`${file}.part`, file);
    return file;
  };
  /** The file of a recording, made beside the others. */
  const files = new Map<string, Promise<string>>();
  const filed = (name: string): Promise<string> => files.get(name) as Promise<string>;
  before(async () => {
    files.set("scene.mkv", record(scene, "scene.mkv"));
    files.set("clip.mkv", record(clip, "clip.mkv"));
    files.set("clip.flv", download("/img/media.flv", "clip.flv"));
    files.set("clip.asf", download("/img/video.asf", "clip.asf"));
    await Promise.all(files.values());
  });

  it("in the scene, whose tone begins when its clock shows a new second", async () => {
    const file = await filed("scene.mkv");
    const [seen, heard] = await Promise.all([marksSeen(file, digit, isNew), marksHeard(file)]);
    // The first picture of a second is up to a picture's time after its beginning.
    checkSkews({ seen, heard }, [-tolerance - 0.04, tolerance], length - 2);
  });

  for (const name of ["clip.mkv", "clip.flv", "clip.asf"]) {
    it(`in a file that is played again and again, as ${name.slice(5)}`, async () => {
      const file = await filed(name);
      const area = { x: 100, y: 100, width: 32, height: 32 };
      const [seen, heard] = await Promise.all([marksSeen(file, area, flashes), marksHeard(file)]);
      // An encoded picture stands in an even rhythm, up to half a picture's time away from its own.
      const found = checkSkews({ seen, heard }, [-tolerance - 0.02, tolerance + 0.02], length - 2);
      assert.ok(Math.max(...found) - Math.min(...found) < 0.04, `they drift: ${found.join(", ")}`);
      assert.ok(await rises(file), "the time stamps rise");
      const seams = seen.filter((time, n) => n > 0 && time - (seen[n - 1] as number) < 0.4).length;
      assert.ok(seams >= 2, `${seams} rounds ended in ${seen.join(" ")}`);
    });
  }

  it("by the sender reports, which tie both to one clock", async () => {
    const client = await scene.client();
    const session = await client.setUp("/img/media.sav/trackID=1");
    await client.setUp("/img/media.sav/trackID=2", "2-3", session);
    const began = Date.now() / 1000;
    await client.ask("PLAY", "/img/media.sav", [["Session", session]]);
    const rates = [90_000, 8000] as const;
    const reportsOf = (track: number) =>
      client.frames.flatMap(({ channel, payload }) =>
        channel === track * 2 + 1 ? parseRtcp(payload).filter((one) => one.kind === "sender-report") : [],
      );
    while (reportsOf(0).length < 2 || reportsOf(1).length < 2) await client.framed(client.frames.length + 1);
    client.socket.destroy();
    for (const [track, rate] of rates.entries()) {
      const [first, second] = reportsOf(track);
      assert.ok(first && second);
      assert.ok(Math.abs(first.ntp - began) < 1, "the time is that of the wall clock");
      const passed = ((second.rtpTimestamp - first.rtpTimestamp) >>> 0) / rate;
      assert.ok(Math.abs(passed - (second.ntp - first.ntp)) < 0.001, `${passed} s passed on track ${track}`);
      const packets = client.frames.filter(({ channel }) => channel === track * 2);
      const numbers = packets.map(({ payload }) => ((payload[2] ?? 0) << 8) | (payload[3] ?? 0));
      const gaps = numbers.filter((number, n) => n > 0 && number !== (((numbers[n - 1] ?? 0) + 1) & 0xffff));
      assert.deepEqual(gaps, [], "no sequence number is left out");
    }
  });
});
