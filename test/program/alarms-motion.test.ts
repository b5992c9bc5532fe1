import assert from "node:assert/strict";
import { join } from "node:path";
import { it } from "node:test";
import { needs } from "../peers.ts";
import { output } from "./clients.ts";
import { emptyFolder, start, until } from "./program.ts";

const skip = needs("ffmpeg", "ffprobe");

it("a camera that is armed over CGI sees the walker in window 2, and keeps the clip", { skip }, async () => {
  await using folder = await emptyFolder();
  await using camera = await start(folder);
  await camera.set("group=MOTION&md_mode=1&md_switch1=0&md_switch2=1&md_window2=0,0,639,479&md_name2=Street");
  await camera.set("group=MOTION&md_threshold2=40&md_sensitivity2=8");
  await camera.set("group=EVENT&event_trigger=1&event_attach=mp4,1,2,3&event_mt=ftpu:1");
  const text = async (target: string): Promise<string> => (await camera.get(target)).text;
  await until("the clip of the walker", async () => /\.mp4 /.test(await text("/pinhole/recordings")), 90);
  const log = await text("/adm/log.cgi");
  assert.match(log, /EVENT: alarm \S+: motion in window 2 \(Street\) at \d+ of 40 \(event_mt sets off ftp\)/);
  assert.match(await text("/pinhole/alarms"), /event_mt: motion in window 2 \(Street\)/);
  const [, clip = ""] = /(clips\/\S+\.mp4)/.exec(await text("/pinhole/recordings")) ?? [];
  const path = join(folder.path, clip);
  const seconds = await output("ffprobe", [
    "-v",
    "error",
    "-show_entries",
    "format=duration",
    "-of",
    "csv=p=0",
    path,
  ]);
  assert.ok(
    Number(seconds) > 2.5 && Number(seconds) < 5.1,
    `${seconds} s: the first may lack seconds before`,
  );
  // What moves is in the clip: its first and its last picture differ.
  const pixels = async (filter: string): Promise<Buffer> =>
    output("ffmpeg", [
      "-v",
      "error",
      "-i",
      path,
      "-vf",
      `${filter}crop=iw:ih*0.9:0:0,scale=160:90,format=gray`,
      "-frames:v",
      "1",
      "-f",
      "rawvideo",
      "-",
    ]);
  const [first, last] = [await pixels(""), await pixels("reverse,")];
  const changed = first.filter((luma, n) => Math.abs(luma - last[n]!) > 25).length;
  assert.ok(changed > 30, `${changed} of ${first.length} pixels`);
});
