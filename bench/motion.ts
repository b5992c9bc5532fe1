import { once } from "node:events";
import { join } from "node:path";
import {
  addTally,
  eventsOf,
  falseAlarmsPerHour,
  type Interval,
  merge,
  nothing,
  scoreByEvent,
  scoreByTime,
  type Tally,
  tallyOf,
} from "../packages/daemon/src/motion/index.ts";
import { type ScenarioName, scenarioNames } from "../packages/daemon/src/sources/scene/names.ts";
import { type Bench, type Benchmark, Missing, projectFolder } from "./bench.ts";
import { thisMachine } from "./machine.ts";
import { runMotion } from "./peers/motion-program.ts";
import { runToEnd } from "./process.ts";
import type { Row } from "./report.ts";

/** What one of them made of a clip; CPU in seconds. */
interface Result {
  readonly tally: Tally;
  /** Seconds from what is true to what was found of it. */
  readonly latencies: readonly number[];
  readonly cpu: number;
  /** Without decoding, where that can be told. */
  readonly detecting?: number;
}

type Results = ReadonlyMap<ScenarioName, Result>;

interface Clip {
  readonly scenario: ScenarioName;
  readonly path: string;
  readonly real: readonly Interval[];
}

const rate = 5;
const gap = 2;

/** Seconds of the scenes at which something is about to happen. */
const beginnings: Partial<Record<ScenarioName, number>> = {
  car: 40,
  walker: 52,
  "walker-rain": 52,
  "walker-night": 52,
};

/** Seconds in which nobody knows a film's background yet. */
const warmUp = 2;

/** Clips that Motion watches at a time, each in real time. */
const together = 8;

export const motion: Benchmark = {
  name: "motion",
  doc: "what moves in labelled scenes, beside Motion and OpenCV's MOG2",
  run: async (bench) => {
    const { seconds = 30 } = bench.options;
    const clips: Clip[] = [];
    for (const scenario of scenarioNames) {
      clips.push(await makeClip(bench, scenario, seconds));
      bench.say(`film ${clips.length} of ${scenarioNames.length}: ${scenario}`);
    }
    const own = await ours(bench, clips, seconds);
    const notes: string[] = [];
    const peers = new Map<string, Results>();
    for (const [name, run] of [
      ["Motion", motions],
      ["MOG2", mog2s],
    ] as const) {
      try {
        peers.set(name, await run(bench, clips, seconds));
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        notes.push(`${name}: skipped: ${error.message}`);
      }
    }
    return {
      name: "motion",
      title: "Labelled scenes of the built-in street, each with its settings as they come",
      machine: thisMachine(),
      method: `${clips.length} films of ${seconds} s, 1280x720 at ${rate} pictures a second, H.264 (CRF 28).`,
      rows: rowsOf(own, peers, seconds),
      notes: [
        ...notes,
        `Events less than ${gap} s apart count as one; one that touches a true one by half a second is right. "By time" compares seconds.`,
        "CPU with decoding; the camera's without is that of scaling and detection. MOG2: 640x480, mask opened 3x3, above 0.5 % of the picture. Motion: version of Debian, event_gap 2.",
        `False alarms: ${[...scenarioNames].filter((name) => own.get(name)!.tally.right < own.get(name)!.tally.found).join(", ") || "none of the camera's"}.`,
        ...[...peers].map(
          ([name, results]) => `${name} by scene (F1 by time, false alarms): ${sceneWords(results)}.`,
        ),
        `The camera by scene: ${sceneWords(own)}.`,
      ],
    };
  },
};

async function makeClip(bench: Bench, scenario: ScenarioName, seconds: number): Promise<Clip> {
  const path = join(bench.folder, `${scenario}.mp4`);
  const from = beginnings[scenario] ?? 0;
  const args = [path, scenario, "1", String(from), String(seconds), String(rate)];
  await using child = bench.fork(join(projectFolder, "bench", "film-process.ts"), args);
  const [[truth]] = await Promise.all([once(child.process, "message"), once(child.process, "exit")]);
  return { scenario, path, real: merge((truth as { moving: Interval[] }).moving, gap) };
}

async function ours(bench: Bench, clips: readonly Clip[], seconds: number): Promise<Results> {
  const program = join(projectFolder, "bench", "motion-process.ts");
  await using child = bench.fork(
    program,
    clips.map(({ path }) => path),
  );
  const results = new Map<ScenarioName, Result>();
  child.process.on("message", (message) => {
    const { clip, found, decoding, all } = message as {
      clip: string;
      found: Interval[];
      decoding: number;
      all: number;
    };
    const { scenario, real } = clips.find(({ path }) => path === clip)!;
    const tally = tallyOf(found, real, seconds);
    results.set(scenario, {
      tally,
      latencies: latenciesOf(found, real),
      cpu: all,
      detecting: Math.max(0, all - decoding),
    });
    bench.say(`camera: ${results.size} of ${clips.length} clips`);
  });
  await once(child.process, "exit");
  if (results.size < clips.length)
    throw new Error(`only ${results.size} clips were judged\n${child.output()}`);
  return results;
}

async function motions(bench: Bench, clips: readonly Clip[], seconds: number): Promise<Results> {
  const results = new Map<ScenarioName, Result>();
  for (let at = 0; at < clips.length; at += together) {
    await Promise.all(
      clips.slice(at, at + together).map(async ({ scenario, path, real }) => {
        const { found, cpu } = await runMotion(bench, path, { seconds, rate });
        const events = merge(found, gap);
        const tally = tallyOf(events, real, seconds);
        results.set(scenario, { tally, latencies: latenciesOf(events, real), cpu });
      }),
    );
    bench.say(`Motion: ${results.size} of ${clips.length} clips`);
  }
  return results;
}

async function mog2s(bench: Bench, clips: readonly Clip[], seconds: number): Promise<Results> {
  const python = process.env.PINHOLE_BENCH_PYTHON ?? "python3";
  await runToEnd(bench, [python, "-c", "import cv2"], 30).catch(() => {
    throw new Missing(
      "no cv2: opencv-python-headless in a virtual environment, whose python PINHOLE_BENCH_PYTHON names",
    );
  });
  const script = join(projectFolder, "bench", "peers", "mog2.py");
  const results = new Map<ScenarioName, Result>();
  for (const { scenario, path, real } of clips) {
    const text = await runToEnd(bench, [python, script, path], 120);
    const { moving, period, detecting, all } = JSON.parse(text.trim().split("\n").at(-1)!) as {
      moving: number[];
      period: number;
      detecting: number;
      all: number;
    };
    const samples = moving.map((time) => ({ at: time, levels: [1] }));
    const found = eventsOf(samples, [{ index: 0, threshold: 0 }], { gap, period });
    const tally = tallyOf(found, real, seconds);
    results.set(scenario, { tally, latencies: latenciesOf(found, real), cpu: all, detecting });
    bench.say(`MOG2: ${results.size} of ${clips.length} clips`);
  }
  return results;
}

/** For each true event that was found, seconds by which it was found late; not for those under way when a film begins. */
function latenciesOf(found: readonly Interval[], real: readonly Interval[]): number[] {
  return real.flatMap(({ from, to }) => {
    const first = found.find((event) => event.to > from && event.from < to);
    return first && from > warmUp ? [Math.max(0, first.from - from)] : [];
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

function rowsOf(own: Results, peers: ReadonlyMap<string, Results>, seconds: number): Row[] {
  const total = (results: Results): Tally =>
    [...results.values()].map(({ tally }) => tally).reduce(addTally, nothing);
  const cpu = (results: Results): number =>
    ([...results.values()].reduce((sum, each) => sum + each.cpu, 0) / (results.size * seconds)) * 100;
  const detecting = (results: Results): number =>
    ([...results.values()].reduce((sum, each) => sum + (each.detecting ?? 0), 0) / (results.size * seconds)) *
    100;
  const beside = (what: string, unit: string, value: (results: Results) => number): Row[] => {
    const rows = [...peers].map(([name, results]) => ({
      what,
      unit,
      camera: value(own),
      peer: { name, value: value(results) },
    }));
    return rows.length > 0 ? rows : [{ what, unit, camera: value(own) }];
  };
  const limited = (rows: Row[], limit: NonNullable<Row["limit"]>, only = 0): Row[] =>
    rows.map((row, n) => (n === only ? { ...row, limit } : row));
  const alarms = (results: Results): number => falseAlarmsPerHour(total(results));
  const late = (results: Results): number[] => [...results.values()].flatMap(({ latencies }) => latencies);
  const isDecoded = peers.has("Motion");
  return [
    ...beside("precision", "", (results) => scoreByEvent(total(results)).precision),
    ...beside("recall", "", (results) => scoreByEvent(total(results)).recall),
    ...limited(
      beside("F1", "", (results) => scoreByEvent(total(results)).f1),
      { sign: ">=", value: 0.95, of: "figure" },
    ),
    ...beside("F1 by time", "", (results) => scoreByTime(total(results)).f1),
    ...beside("seconds until found, median", "s", (results) => median(late(results))),
    ...beside("seconds until found, at most", "s", (results) => Math.max(0, ...late(results))),
    ...limited(beside("false alarms an hour", "", alarms), { sign: "<=", value: 0, of: "figure" }),
    {
      ...{ what: "CPU without decoding", unit: "%", camera: detecting(own) },
      ...(peers.has("MOG2") ? { peer: { name: "MOG2", value: detecting(peers.get("MOG2")!) } } : {}),
      limit: { sign: "<=", value: 1, of: "figure" },
    },
    ...(isDecoded
      ? limited(beside("CPU with decoding", "%", cpu), { sign: "<=", value: 0.5, of: "ratio" })
      : beside("CPU with decoding", "%", cpu)),
  ];
}

function sceneWords(results: Results): string {
  return [...results]
    .map(([name, { tally }]) => {
      const alarms = tally.found - tally.right;
      const score = tally.real > 0 ? scoreByTime(tally).f1.toFixed(2) : "–";
      return `${name} ${score}, ${alarms}`;
    })
    .join("; ");
}
