import type { Bench, Benchmark, Child } from "./bench.ts";
import { type Camera, startCamera } from "./camera.ts";
import { ffmpeg, makeClip } from "./clip.ts";
import { thisMachine } from "./machine.ts";
import { measureCpu, runToEnd } from "./process.ts";
import { median } from "./stats.ts";

const frameRate = 25;
const settleSeconds = 5;

/** The channel, in the camera's own settings: fixed quality 5, which is CRF 20, baseline profile. */
const channel = {
  ...{ resolution: 4, frame_rate: frameRate, gov_length: frameRate },
  ...{ quality_type: 1, quality_level: 5, profile: 66 },
} as const;

/** The same for the ffmpeg command. */
const sameEncoder = [
  ...[
    "-c:v",
    "libx264",
    "-preset",
    "superfast",
    "-tune",
    "zerolatency",
    "-profile:v",
    "baseline",
    "-crf",
    "20",
  ],
  ...["-g", String(frameRate), "-bf", "0", "-flags", "+cgop", "-forced-idr", "1", "-pix_fmt", "yuv420p"],
  ...["-x264-params", "repeat-headers=1:scenecut=0", "-threads", "1"],
];

export const encode: Benchmark = {
  name: "encode",
  doc: "CPU of one 720p25 H.264 channel beside the ffmpeg command",
  run: async (bench) => {
    const { seconds = 20, runs = 3 } = bench.options;
    const clip = await makeClip(bench, { frameRate, seconds: 20, noise: 2 });
    await using camera = await startCamera(bench, clip);
    await camera.set("H264", channel);
    const cameras: Cost[] = [];
    const clocks: Cost[] = [];
    const commands: Cost[] = [];
    for (let run = 1; run <= runs; run++) {
      await camera.set("VIDEO", { time_stamp: 0 });
      cameras.push(await cameraCost(bench, camera, seconds));
      commands.push(await commandCost(bench, clip, seconds));
      await camera.set("VIDEO", { time_stamp: 1 });
      clocks.push(await cameraCost(bench, camera, seconds));
      bench.say(
        `run ${run}: camera ${tell(cameras.at(-1)!)}; ffmpeg ${tell(commands.at(-1)!)}; with its clock ${tell(clocks.at(-1)!)}`,
      );
    }
    const row = (what: string, unit: string, value: (cost: Cost) => number) => ({
      ...{ what, unit, camera: median(cameras.map(value)) },
      peer: { name: "ffmpeg", value: median(commands.map(value)) },
    });
    return {
      name: "encode",
      title: "One 720p25 H.264 channel with one viewer, from a film, and the bare ffmpeg command",
      machine: thisMachine(),
      method: `${runs} runs of ${seconds} s.`,
      rows: [
        { ...row("CPU", "%", ({ cpu }) => cpu), limit: { sign: "<=", value: 1.1, of: "ratio" } },
        row("CPU a picture", "ms", ({ cpu, rate }) => (cpu * 10) / rate),
        row("pictures a second", "/s", ({ rate }) => rate),
        row("bit rate", "kbit/s", ({ kilobits }) => kilobits),
        {
          ...row("CPU with the clock drawn", "%", ({ cpu }) => cpu),
          camera: median(clocks.map(({ cpu }) => cpu)),
        },
      ],
      notes: [
        `ffmpeg: \`-re -threads 1 -i FILM ${sameEncoder.join(" ")}\`.`,
        "Both decode the film in one thread and draw nothing on it, but in the last row, where the camera draws its clock; the camera sends to one viewer over HTTP, the command to /dev/null.",
        `${await versionOf(bench)}; the camera's own is FFmpeg 8.1.`,
      ],
    };
  },
};

/** The peer's first line, without its copyright. */
async function versionOf(bench: Bench): Promise<string> {
  const output = await runToEnd(bench, [ffmpeg(), "-hide_banner", "-version"], 10);
  return /^ffmpeg version \S+/.exec(output)?.[0] ?? "ffmpeg of an unknown version";
}

interface Cost {
  /** Percent of one core. */
  readonly cpu: number;
  /** Pictures a second. */
  readonly rate: number;
  readonly kilobits: number;
}

const tell = ({ cpu, rate, kilobits }: Cost) =>
  `${cpu.toFixed(1)} %, ${rate.toFixed(1)}/s, ${kilobits.toFixed(0)} kbit/s`;

/** One that watches the first H.264 channel; its output is that of `ffmpeg -progress`. */
export function openH264Viewer(bench: Bench, { h264 }: Camera): Child {
  const login = ["-headers", `Authorization: ${h264.authorization}\r\n`];
  const input = [...login, "-f", "h264", "-i", `http://127.0.0.1:${h264.port}${h264.path}`];
  return bench.start([ffmpeg(), ...quietly, ...input, "-c", "copy", ...toNowhere]);
}

const quietly = ["-v", "error", "-nostdin", "-y", "-progress", "pipe:1", "-stats_period", "0.2"];
const toNowhere = ["-f", "h264", "/dev/null"];

async function cameraCost(bench: Bench, camera: Camera, seconds: number): Promise<Cost> {
  await using viewer = openH264Viewer(bench, camera);
  return await cost(bench, { encoder: camera.child, counter: viewer, seconds });
}

async function commandCost(bench: Bench, clip: string, seconds: number): Promise<Cost> {
  const input = ["-re", "-stream_loop", "-1", "-threads", "1", "-i", clip, "-an"];
  await using child = bench.start([ffmpeg(), ...quietly, ...input, ...sameEncoder, ...toNowhere]);
  return await cost(bench, { encoder: child, counter: child, seconds });
}

interface Pair {
  /** Whose CPU counts. */
  readonly encoder: Child;
  /** Who counts the pictures. */
  readonly counter: Child;
  readonly seconds: number;
}

async function cost(bench: Bench, { encoder, counter, seconds }: Pair): Promise<Cost> {
  const limit = performance.now() + 20_000;
  while (progress(counter).pictures < frameRate) {
    counter.assertAlive();
    if (performance.now() > limit) throw new Error(`no pictures within 20 s\n${counter.output()}`);
    await bench.pause(0.1);
  }
  await bench.pause(settleSeconds);
  const before = progress(counter);
  const start = performance.now();
  const { all: cpu } = await measureCpu(bench, encoder, seconds);
  counter.assertAlive();
  const took = (performance.now() - start) / 1000;
  const after = progress(counter);
  const rate = (after.pictures - before.pictures) / took;
  if (rate < frameRate * 0.95) throw new Error(`only ${rate.toFixed(1)} pictures a second`);
  return { cpu, rate, kilobits: ((after.bytes - before.bytes) * 8) / 1000 / took };
}

function progress(child: Child): { readonly pictures: number; readonly bytes: number } {
  const last = (key: string) =>
    Number([...child.output().matchAll(new RegExp(`^${key}=(\\d+)$`, "gm"))].at(-1)?.[1] ?? 0);
  return { pictures: last("frame"), bytes: last("total_size") };
}
