import { writeFile } from "node:fs/promises";
import { CameraError } from "@pinhole/kit/model";
import { type Command, InvalidArgumentError, Option } from "commander";
import { drawChart } from "../motion/index.ts";
import { type Finding, judge, readLabels, scoresOf } from "./motion/judge.ts";
import { jsonOf, textOf } from "./motion/report.ts";
import { type Way, wayOf } from "./motion/settings.ts";
import { addTune } from "./motion/tune.ts";

interface MotionFlags {
  readonly settings?: Way;
  readonly compare?: Way;
  readonly labels?: string;
  readonly gap: number;
  readonly json: boolean;
  readonly picture?: string;
  readonly minF1?: number;
  readonly expect?: "motion" | "none";
}

const examples = `
LABELS are the true intervals, in seconds or h:mm:ss. As JSON, by file name or as one list for all clips:
  {"door.mp4": [{"from": 3.5, "to": 12}, [40, 55.2]], "empty.mp4": []}
or as lines "clip,from,to" or "from,to".
Found and true events count as one when they are less than --gap apart. An event that touches a true one (by half a
second) is right, any other is a false alarm; precision and recall are counted by events, "F1 by time" by seconds.

Examples:
  pinhole motion door.mp4                                   when something moved
  pinhole motion door.mp4 --picture level.svg               the level over time, with its threshold
  pinhole motion *.mp4 --labels true.json --min-f1 0.9      fails when too little is found, or too much
  pinhole motion empty.mp4 --expect none --json             for scripts
  pinhole motion *.mp4 --labels true.json --compare sensitivity=8,threshold=40
  pinhole motion tune *.mp4 --labels true.json              what to set
`;

/** `pinhole motion`: any recording through the camera's motion detection. */
export function addMotion(program: Command, signal: AbortSignal): void {
  const command = program
    .command("motion")
    // What stands behind "tune" is for that.
    .enablePositionalOptions()
    .description("Puts recordings through the camera's motion detection, faster than real time.")
    .argument("<clips...>", "video files")
    .option("--settings <list>", "how to look: sensitivity, threshold, updateRate, area", wayOf)
    .option("--compare <list>", "other settings beside those", wayOf)
    .option("--labels <file>", "what is true, for scores")
    .option("--gap <seconds>", "events that are closer than this are one", seconds, 2)
    .option("--json", "writes JSON", false)
    .option("--picture <file.svg>", "draws the level over time", svg)
    .option("--min-f1 <number>", "fails below this F1 by events, 0 to 1", share)
    .addOption(new Option("--expect <what>", "fails when there is none, or some").choices(["motion", "none"]))
    .addHelpText("after", examples)
    .action((clips: string[], flags: MotionFlags) => look(clips, flags, signal));
  addTune(command, signal);
}

async function look(clips: readonly string[], flags: MotionFlags, signal: AbortSignal): Promise<void> {
  const { picture, minF1, expect } = flags;
  if (minF1 !== undefined && flags.labels === undefined)
    throw new CameraError("refused", "--min-f1 needs --labels, to know what is true");
  if (picture !== undefined && clips.length > 1)
    throw new CameraError("refused", "--picture draws one clip; name one only");
  const ways = [flags.settings ?? wayOf(""), ...(flags.compare ? [flags.compare] : [])];
  const labels = flags.labels === undefined ? undefined : await readLabels(flags.labels);
  const findings: Finding[] = [];
  for (const clip of clips)
    findings.push(...(await judge(clip, { ways, labels, gap: flags.gap, signal, progress: say })));
  clear();
  process.stdout.write(flags.json ? jsonOf(findings) : textOf(findings));
  if (picture !== undefined) await draw(picture, findings);
  check(
    findings.filter(({ way }) => way === ways[0]),
    { minF1, expect },
  );
}

function check(
  findings: readonly Finding[],
  { minF1, expect }: { readonly minF1: number | undefined; readonly expect: MotionFlags["expect"] },
): void {
  for (const { clip, found } of findings) {
    if (expect === "motion" && found.length === 0)
      throw new CameraError("refused", `${clip}: no motion was found, against --expect motion`);
    if (expect === "none" && found.length > 0)
      throw new CameraError(
        "refused",
        `${clip}: motion was found ${found.length} times, against --expect none`,
      );
  }
  const { f1 } = scoresOf(findings).byEvent;
  if (minF1 !== undefined && f1 < minF1)
    throw new CameraError("refused", `F1 is ${f1.toFixed(3)}, below --min-f1 ${minF1}`);
}

async function draw(path: string, findings: readonly Finding[]): Promise<void> {
  const [first] = findings as [Finding, ...Finding[]];
  const { clip, seconds, found, real, samples, way } = first;
  const svgText = drawChart({ title: `${clip}: ${way.name}`, seconds, samples, windows: [way], found, real });
  await writeFile(path, svgText).catch((cause: Error) => {
    throw new CameraError("refused", `${path} was not written: ${cause.message}`, { cause });
  });
}

/** Shows how far it is, where somebody looks on. */
export function say(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
}

export function clear(): void {
  say("");
}

export function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 3600) return value;
  throw new InvalidArgumentError("must be 0 to 3600 seconds.");
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("must be 0 to 1.");
}

function svg(text: string): string {
  if (text.endsWith(".svg")) return text;
  throw new InvalidArgumentError("must end in .svg, which browsers show.");
}
