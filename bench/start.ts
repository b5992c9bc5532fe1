import type { Bench, Benchmark } from "./bench.ts";
import { firstPicture, spawnCamera } from "./camera.ts";
import { thisMachine } from "./machine.ts";
import { residentBytes, runToEnd } from "./process.ts";
import { median } from "./stats.ts";

const megabyte = 1e6;

export const start: Benchmark = {
  name: "start",
  doc: "from the start of the process to its first whole JPEG",
  run: async (bench) => {
    const { runs = 7 } = bench.options;
    const camera: number[] = [];
    const node: number[] = [];
    const resident: number[] = [];
    for (let run = 1; run <= runs; run++) {
      const once = await startOnce(bench);
      camera.push(once.milliseconds);
      resident.push(once.resident);
      node.push(await startNode(bench));
      bench.say(`run ${run}: ${camera.at(-1)?.toFixed(0)} ms, bare Node ${node.at(-1)?.toFixed(0)} ms`);
    }
    const bareNode = { name: "node -e 0", value: median(node) };
    return {
      name: "start",
      title: "From the start of the process to the last byte of the first `200` of `/img/snapshot.cgi`",
      machine: thisMachine(),
      method: `The built-in scene, a new state folder each time, asked every 5 ms, ${runs} runs.`,
      rows: [
        {
          ...{ what: "first picture, median", unit: "ms", camera: median(camera), peer: bareNode },
          limit: { sign: "<", value: 1000, of: "figure" },
        },
        { what: "first picture, slowest", unit: "ms", camera: Math.max(...camera) },
        { what: "memory then", unit: "MB", camera: median(resident) / megabyte },
      ],
      notes: ["`node -e 0` is a Node that does nothing, from its start to its end: the floor."],
    };
  },
};

async function startOnce(
  bench: Bench,
): Promise<{ readonly milliseconds: number; readonly resident: number }> {
  const begin = performance.now();
  await using camera = await spawnCamera(bench);
  await firstPicture(camera);
  return { milliseconds: performance.now() - begin, resident: residentBytes(camera.child.pid) };
}

async function startNode(bench: Bench): Promise<number> {
  const begin = performance.now();
  await runToEnd(bench, [process.execPath, "-e", "0"], 10);
  return performance.now() - begin;
}
