import { CameraError } from "@pinhole/kit/model";
import type { Command } from "commander";
import {
  falseAlarmsPerHour,
  type Proposal,
  proposalsOf,
  type Seen,
  scoreByEvent,
  scoreByTime,
  tryAll,
} from "../../motion/index.ts";
import { judge, period, readLabels } from "./judge.ts";
import { wayOf } from "./settings.ts";
import { percent, table } from "./table.ts";

interface TuneFlags {
  readonly labels: string;
  readonly gap: number;
  readonly json: boolean;
}

const sensitivities = [2, 3, 4, 5, 6, 7, 8, 9, 10];

const examples = `
It looks at every clip with each sensitivity from 2 to 10 and tries the thresholds 0 to 250. Give it quiet clips too,
with [] as their labels: what they are spared is half of the answer.

Examples:
  pinhole motion tune door.mp4 street.mp4 --labels true.json
`;

/** `pinhole motion tune`: settings from labelled clips, and what they give up. */
export function addTune(motion: Command, signal: AbortSignal): void {
  motion
    .command("tune")
    .summary("proposes settings from labelled clips")
    .description("Proposes sensitivity and threshold of the first window, and says what they give up.")
    .argument("<clips...>", "video files")
    .requiredOption("--labels <file>", "what is true")
    .option("--gap <seconds>", "events that are closer than this are one", "2")
    .option("--json", "writes JSON", false)
    .addHelpText("after", examples)
    .action((clips: string[], flags: TuneFlags) => tune(clips, { ...flags, gap: Number(flags.gap) }, signal));
}

async function tune(clips: readonly string[], flags: TuneFlags, signal: AbortSignal): Promise<void> {
  if (!(flags.gap >= 0)) throw new CameraError("refused", "--gap must be a number of seconds");
  const labels = await readLabels(flags.labels);
  const ways = sensitivities.map((sensitivity) => wayOf(`sensitivity=${sensitivity}`));
  const seen = new Map<number, Seen[]>(sensitivities.map((sensitivity) => [sensitivity, []]));
  for (const clip of clips) {
    const findings = await judge(clip, { ways, labels, gap: flags.gap, signal, progress: () => {} });
    for (const { way, samples, seconds, real } of findings)
      seen.get(way.settings.windows[0]!.sensitivity)!.push({ samples, seconds, real: real ?? [] });
  }
  const all = tryAll(seen, { gap: flags.gap, period });
  const { balanced, quiet, complete } = proposalsOf(all);
  const standard = wayOf("").settings.windows[0]!;
  const present = all.find(
    ({ sensitivity, threshold }) => sensitivity === standard.sensitivity && threshold === standard.threshold,
  );
  const rows = { "as it comes": present, balanced, "no false alarm": quiet, "misses nothing": complete };
  process.stdout.write(flags.json ? `${JSON.stringify(rows, null, 2)}\n` : textOf(rows, balanced));
}

function textOf(rows: Readonly<Record<string, Proposal | undefined>>, balanced: Proposal): string {
  const heading = [
    "",
    "sensitivity",
    "threshold",
    "missed",
    "false",
    "false/h",
    "precision",
    "recall",
    "F1",
    "F1 by time",
  ];
  const lines = Object.entries(rows).map(([name, proposal]) => {
    if (!proposal) return [name, "none of these settings"];
    const { tally, sensitivity, threshold } = proposal;
    const { precision, recall, f1 } = scoreByEvent(tally);
    return [
      name,
      String(sensitivity),
      String(threshold),
      `${tally.real - tally.met} of ${tally.real}`,
      String(tally.found - tally.right),
      falseAlarmsPerHour(tally).toFixed(1),
      percent(precision),
      percent(recall),
      f1.toFixed(3),
      scoreByTime(tally).f1.toFixed(3),
    ];
  });
  const { sensitivity, threshold } = balanced;
  const set = `md_sensitivity1=${sensitivity}&md_threshold1=${threshold}`;
  return `${table([heading, ...lines])}\nTo set the balanced one:  /adm/set_group.cgi?group=MOTION&${set}\n`;
}
