import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as passes } from "node:timers/promises";
import { needs } from "../peers.ts";
import { output } from "./clients.ts";
import { admin, emptyFolder, type Folder, type Program, run, start, until } from "./program.ts";

const skip = needs("ffmpeg", "ffprobe");

/** The numbers of the pictures of the built-in scene, which it writes into their lower right corner. */
async function numbersIn(path: string): Promise<readonly number[]> {
  const cells = "crop=iw/5:ih*2/45:iw*4/5:ih*43/45:exact=1,scale=16:2:flags=area,format=gray";
  const bytes = await output("ffmpeg", [
    "-v",
    "error",
    "-i",
    path,
    "-vf",
    cells,
    "-fps_mode",
    "passthrough",
    "-f",
    "rawvideo",
    "-",
  ]);
  return Array.from({ length: bytes.length / 32 }, (_, n) => {
    const bits = [...bytes.subarray(n * 32, n * 32 + 24)].map((luma) => (luma > 125 ? 1 : 0));
    return bits.reduce<number>((number, bit) => number * 2 + bit, 0);
  });
}

async function probe(
  path: string,
): Promise<{ readonly duration: number; readonly codecs: readonly string[] }> {
  const text = await output("ffprobe", [
    "-v",
    "error",
    "-show_entries",
    "format=duration:stream=codec_name",
    "-of",
    "json",
    path,
  ]);
  const { format, streams } = JSON.parse(text.toString());
  return {
    duration: Number(format.duration),
    codecs: streams.map((stream: { codec_name: string }) => stream.codec_name),
  };
}

/** When each picture is shown, in seconds. */
async function timesOf(path: string): Promise<readonly number[]> {
  const text = await output("ffprobe", [
    "-v",
    "error",
    "-select_streams",
    "v",
    "-show_entries",
    "frame=pts_time",
    "-of",
    "csv=p=0",
    path,
  ]);
  return (
    text
      .toString()
      .match(/^[\d.]+/gm)
      ?.map(Number) ?? []
  );
}

describe("a camera that is armed", { skip }, () => {
  let folder: Folder;
  let camera: Program;
  before(async () => {
    folder = await emptyFolder();
    camera = await start(folder);
    await camera.set("group=EVENT&event_trigger=1&event_attach=mp4,1,3,4&event_httpc=ftpu:1&event_mt=ftpu:0");
    await camera.set("group=HTTP_EVENT&http_event_en=1");
    // The seconds before are there once they have passed.
    await passes(4500);
  });
  after(async () => {
    await camera[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  const post = async (target: string): Promise<string> => {
    const authorization = `Basic ${Buffer.from(admin.join(":")).toString("base64")}`;
    const answer = await fetch(`${camera.base}${target}`, { method: "POST", headers: { authorization } });
    return await answer.text();
  };
  const text = async (target: string): Promise<string> => (await camera.get(target)).text;

  it("records what was before and after, with sound, and says so in the log", async () => {
    assert.equal(await text("/adm/http_trigger.cgi"), "OK");
    await until("the clip", async () => /\.mp4 /.test(await text("/pinhole/recordings")), 15);
    const [, clip = ""] = /(clips\/\S+\.mp4)/.exec(await text("/pinhole/recordings")) ?? [];
    const path = join(folder.path, clip);
    const { duration, codecs } = await probe(path);
    assert.deepEqual(codecs, ["h264", "aac"]);
    assert.ok(Math.abs(duration - 7) <= 1 / 25 + 0.001, `${duration} s`);
    assert.equal(
      (await output("ffmpeg", ["-v", "error", "-xerror", "-i", path, "-f", "null", "-"])).length,
      0,
    );
    const numbers = await numbersIn(path);
    // A busy machine may leave out pictures; none comes twice or out of order.
    assert.ok(numbers.length > 60 && numbers.length <= 176, `${numbers.length} pictures`);
    assert.ok(numbers.slice(1).every((number, n) => number > numbers[n]!));
    const [moment = 0] = await numbersIn(path.replace(".mp4", ".jpg"));
    // On a busy machine that picture is late.
    const place = numbers.findIndex((number) => number >= moment);
    const time = (await timesOf(path))[place] ?? Number.NaN;
    assert.ok(Math.abs(time - 3) < 1.5, `the picture of the moment comes ${time} s after the beginning`);
    const log = await text("/adm/log.cgi");
    assert.match(log, /EVENT: alarm \S+: http by admin \(event_httpc sets off ftp\)/);
    assert.match(log, /EVENT: alarm \S+ is over: 1 file, 7\.0 s/);
    assert.deepEqual(
      (await readdir(join(folder.path, "clips"))).filter((name) => name.endsWith(".part")),
      [],
    );
  });

  it("refuses an impossible schedule by name and stores nothing of it", async () => {
    for (const [value, words] of [
      ["Mox,10:00-12:00", /^EVENT\.event_define2: .*day "Mox"/],
      ["Mon,25:00-26:00", /^EVENT\.event_define2: .*time "25:00"/],
      ["10:00-10:00", /^EVENT\.event_define2: .*ends when it begins/],
    ] as const) {
      const { status, text: answer } = await camera.get(
        `/adm/set_group.cgi?group=EVENT&event_interval=3&event_define2=${value}`,
      );
      assert.equal(status, 400);
      assert.match(answer, words);
    }
    const set = await text("/adm/get_group.cgi?group=EVENT");
    assert.match(set, /event_define2=\r\n/);
    assert.match(set, /event_interval=0\r\n/);
    await camera.set("group=EVENT&event_define2=Mon-Fri,18:00-06:00;sunset+00:30..sunrise");
    assert.match(
      await text("/adm/get_group.cgi?group=EVENT.event_define2"),
      /=Mon-Fri,18:00-06:00;sunset 00:30..sunrise\r\n/,
    );
    await camera.set("group=EVENT&event_define2=");
  });

  it("says why there was no alarm, by URL and on the command line, whatever its clock shows", async () => {
    await camera.set("group=EVENT&event_define1=Sat,10:00-12:00");
    // A Wednesday in winter.
    assert.equal(await post("/pinhole/clock?set=2026-11-25+14:02:10"), "2026-11-25 14:02:10 speed 1\r\n");
    assert.equal(await text("/adm/http_trigger.cgi"), "OK");
    const reason = /no alarm: http by admin: outside the schedule event_define1=Sat,10:00-12:00/;
    assert.match(await text("/pinhole/why?at=14:02"), reason);
    await until("the decision on disk", async () =>
      reason.test((await run("why", "2026-11-25T14:02", "--state", folder.path)).stdout),
    );
    assert.match(await post("/pinhole/clock?jump=259200&speed=600"), /2026-11-28 14:0\d:\d\d speed 600/);
    assert.match(await text("/pinhole/why?at=2026-11-28+13:00"), /nothing happened/);
    await camera.set("group=EVENT&event_define1=");
    assert.match(await post("/pinhole/clock?jump=-259200&speed=1"), /speed 1\r\n/);
    const { stderr, status } = await run("why", "noon", "--state", folder.path);
    assert.deepEqual([status, /TIME must be a time/.test(stderr)], [1, true]);
  });

  it("presses an input, and that is an alarm and a pin that reads high meanwhile", async () => {
    await camera.set("group=EVENT&event_in1=email:1&group=IO&in1_trigger=1");
    assert.equal(await post("/pinhole/press?input=1&seconds=3"), "OK");
    assert.match(await text("/io/query_pc.cgi?input_1"), /input_1=(?:high|error)/);
    await until("the alarm", async () => /event_in1: input 1/.test(await text("/pinhole/alarms")));
  });

  it("killed in the middle of a clip keeps what there was of it, and its log", async () => {
    await until("the alarm before to end", async () => !/ running /.test(await text("/pinhole/alarms")), 15);
    assert.equal(await text("/adm/http_trigger.cgi"), "OK");
    await passes(3000);
    const before = /alarm (\S+): http by admin/.exec(await text("/adm/log.cgi"))?.[1] ?? "";
    await camera.end("SIGKILL");
    camera = await start(folder);
    const log = await text("/adm/log.cgi");
    assert.match(log, new RegExp(`alarm ${before} was cut off; 2 files are kept`));
    assert.match(log, /is over: 1 file, 7\.0 s/, "lines of before the restart are still there");
    const path = join(folder.path, "clips", `${before}.mp4`);
    assert.ok((await probe(path)).duration > 4);
    const numbers = await numbersIn(path);
    assert.ok(numbers.slice(1).every((number, n) => number > numbers[n]!));
    assert.match(
      (await run("recordings", "--state", folder.path)).stdout,
      new RegExp(`clips/${before}\\.mp4`),
    );
    assert.match(
      (await run("alarms", "--state", folder.path, "--limit", "1")).stdout,
      new RegExp(`^\\S+ \\S+ ${before} over event_httpc: http by admin\n$`),
    );
    assert.match((await run("log", "--state", folder.path)).stdout, /was cut off/);
  });
});
