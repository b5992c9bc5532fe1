import type { Bench, Benchmark } from "./bench.ts";
import { type Camera, startCamera } from "./camera.ts";
import { get, isJpeg } from "./http.ts";
import { thisMachine } from "./machine.ts";
import { residentBytes } from "./process.ts";
import { fitLine } from "./stats.ts";
import { openViewer } from "./viewer.ts";

const megabyte = 1e6;
const sampleSeconds = 10;
const visitSeconds = 3;
const awaySeconds = 2;
const pollSeconds = 0.5;
const mostGrowth = 1;

export const soak: Benchmark = {
  name: "soak",
  doc: "growth of memory over minutes of coming and going",
  run: async (bench) => {
    const { minutes = 10 } = bench.options;
    await using camera = await startCamera(bench);
    const samples = await sample(bench, camera, minutes);
    const counted = samples.slice(Math.floor(samples.length / 3));
    const { slope, slopeError } = fitLine(counted);
    // Two standard errors are 95 %.
    const doubt = 2 * slopeError;
    const last = samples.at(-1)![1];
    return {
      name: "soak",
      title: "One steady MJPEG viewer, one that comes and goes, snapshots twice a second",
      machine: thisMachine(),
      method: `One run of ${minutes} min, memory read every ${sampleSeconds} s, a line laid through the last two thirds.`,
      rows: [
        {
          ...{ what: "growth of memory", unit: "MB/h", camera: slope, doubt },
          limit: { sign: "<", value: mostGrowth, of: "figure" },
        },
        { what: "memory at the end", unit: "MB", camera: last },
        { what: "most memory", unit: "MB", camera: Math.max(...samples.map(([, memory]) => memory)) },
      ],
      notes: [
        ...(doubt > mostGrowth
          ? [`Too short to tell ${mostGrowth} MB/h: run it with more \`--minutes\`.`]
          : []),
        `${counted.length} readings counted; ± is the 95 % confidence of the slope, as if readings did not depend on each other.`,
      ],
    };
  },
};

/** Readings as hours since the start and megabytes. */
async function sample(bench: Bench, camera: Camera, minutes: number): Promise<[number, number][]> {
  const samples: [number, number][] = [];
  const start = performance.now();
  const end = start + minutes * 60_000;
  const isOver = () => performance.now() >= end;
  using steady = openViewer(camera.mjpeg, Buffer.allocUnsafeSlow(1 << 18), () => {});
  const measure = async () => {
    while (!isOver()) {
      await bench.pause(sampleSeconds);
      camera.child.assertAlive();
      const memory = residentBytes(camera.child.pid) / megabyte;
      samples.push([(performance.now() - start) / 3_600_000, memory]);
      bench.say(`${((performance.now() - start) / 60_000).toFixed(1)} min: ${memory.toFixed(1)} MB`);
    }
  };
  await Promise.all([measure(), visit(bench, camera, isOver), poll(bench, camera, isOver)]);
  const reason = steady.ended();
  if (reason !== undefined) throw new Error(`the steady viewer has ended: ${reason}`);
  return samples;
}

async function visit(bench: Bench, { mjpeg }: Camera, isOver: () => boolean): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(1 << 18);
  while (!isOver()) {
    using visitor = openViewer(mjpeg, buffer, () => {});
    await visitor.watching;
    await bench.pause(visitSeconds);
    visitor[Symbol.dispose]();
    await bench.pause(awaySeconds);
  }
}

async function poll(bench: Bench, { snapshot }: Camera, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const answer = await get(snapshot);
    if (!isJpeg(answer)) throw new Error(`a snapshot answers status ${answer.status}, not a whole JPEG`);
    await bench.pause(pollSeconds);
  }
}
