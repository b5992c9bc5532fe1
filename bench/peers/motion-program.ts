import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Interval } from "../../packages/daemon/src/motion/index.ts";
import type { Bench } from "../bench.ts";
import { cpuSeconds, findProgram } from "../process.ts";

/** Seconds that Motion goes on for when nothing moves any more; it tells of an event's end that much later. */
const eventGap = 2;

/** What Motion found in a clip, in its seconds, and its CPU seconds. */
export interface Found {
  readonly found: readonly Interval[];
  readonly cpu: number;
}

export const motionProgram = () => findProgram("motion", "Debian package motion");

/** Has Motion watch a clip in real time, as it does with a file; everything but the event gap is as it comes. */
export async function runMotion(
  bench: Bench,
  clip: string,
  { seconds, rate }: { readonly seconds: number; readonly rate: number },
): Promise<Found> {
  const folder = `${clip}.motion`;
  await mkdir(folder, { recursive: true });
  const log = join(folder, "events");
  const lines = [
    ...["daemon off", "picture_output off", "movie_output off", "webcontrol_port 0", "stream_port 0"],
    ...[`netcam_url file://${clip}`, "width 1280", "height 720", `framerate ${rate}`],
    ...[`event_gap ${eventGap}`, `target_dir ${folder}`, "log_level 6", `log_file ${join(folder, "log")}`],
    `on_event_start /bin/date +start:%s.%N >> ${log}`,
    `on_event_end /bin/date +end:%s.%N >> ${log}`,
  ];
  const config = join(folder, "motion.conf");
  await writeFile(config, `${lines.join("\n")}\n`);
  await using program = bench.start([motionProgram(), "-n", "-c", config]);
  const connected = await since(bench, join(folder, "log"));
  // It begins the clip anew at its end.
  await bench.pause(Math.max(0, seconds - (Date.now() / 1000 - connected)));
  const cpu = cpuSeconds(program.pid);
  const ended = Date.now() / 1000;
  const text = await readFile(log, "utf8").catch(() => "");
  const found: Interval[] = [];
  let from: number | undefined;
  for (const [, what, at] of text.matchAll(/^(start|end):([\d.]+)$/gm)) {
    const time = Number(at);
    if (time > ended) break;
    if (what === "start") from = time - connected;
    else if (from !== undefined) {
      found.push({ from, to: Math.max(from + 0.2, time - eventGap - connected) });
      from = undefined;
    }
  }
  if (from !== undefined) found.push({ from, to: ended - connected });
  return { found, cpu };
}

/** When it began to get pictures, Unix time in seconds. */
async function since(bench: Bench, log: string): Promise<number> {
  const end = performance.now() + 20_000;
  for (;;) {
    const text = await readFile(log, "utf8").catch(() => "");
    if (/netcam_rtsp_connect: .*connected/.test(text)) return Date.now() / 1000;
    if (performance.now() > end) throw new Error(`motion did not open its clip\n${text}`);
    await bench.pause(0.05);
  }
}
