import { readdirSync } from "node:fs";
import type { Bench, Benchmark } from "./bench.ts";
import { type Camera, startCamera } from "./camera.ts";
import { get, isJpeg, type Target } from "./http.ts";
import { openInspector } from "./inspector.ts";
import { thisMachine } from "./machine.ts";
import { freePort, residentBytes } from "./process.ts";
import type { Row } from "./report.ts";
import { fitLine } from "./stats.ts";
import { openViewer } from "./viewer.ts";

const loadSeconds = 10;
/** The engine goes on for 14 s after the last viewer. */
const restSeconds = 18;
const visitors = 8;
const megabyte = 1e6;
const mostGrowth = 1;
/** Rounds that are not counted: caches fill up and the code gets compiled. */
const firstRounds = 2;

export const churn: Benchmark = {
  name: "churn",
  doc: "what months of viewers coming and going leave behind, in minutes",
  run: async (bench) => {
    const { minutes = 6 } = bench.options;
    const port = await freePort();
    const inspected: Bench = {
      ...bench,
      start: (command) =>
        bench.start(["env", `NODE_OPTIONS=--inspect=127.0.0.1:${port} --max-old-space-size=256`, ...command]),
    };
    await using camera = await startCamera(inspected);
    using inspector = await openInspector(port);
    const rests: Rest[] = [];
    const start = performance.now();
    const done = { visits: 0, snapshots: 0, changes: 0 };
    while (performance.now() - start < minutes * 60_000 || rests.length < firstRounds + 3) {
      await load(bench, camera, done);
      await bench.pause(restSeconds);
      camera.child.assertAlive();
      const { heap, external, handles } = await inspector.settle();
      await bench.pause(1);
      const rest = {
        hours: (performance.now() - start) / 3_600_000,
        visits: done.visits,
        ...{ heap: heap / megabyte, external: external / megabyte, handles },
        resident: residentBytes(camera.child.pid) / megabyte,
        files: readdirSync(`/proc/${camera.child.pid}/fd`).length,
        threads: readdirSync(`/proc/${camera.child.pid}/task`).length,
      };
      rests.push(rest);
      bench.say(
        `${rest.visits} visits: ${rest.resident.toFixed(1)} MB, heap ${rest.heap.toFixed(2)}, external ${rest.external.toFixed(2)}, ${rest.handles} handles, ${rest.files} files, ${rest.threads} threads`,
      );
    }
    const counted = rests.slice(firstRounds);
    return {
      name: "churn",
      title: `The built-in scene under ${visitors} viewers at a time that each leave with their first picture or bytes, snapshots, and settings that change`,
      machine: thisMachine(),
      method: `${rests.length} rounds of ${loadSeconds} s of that and ${restSeconds} s of rest, then a forced collection; a line through all but the first ${firstRounds}.`,
      rows: rowsOf(counted),
      notes: [
        `Together ${done.visits} viewers, ${done.snapshots} snapshots and ${done.changes} changed settings; the limit is that of an hour in which a thousand viewers come and go.`,
        "An hour of this load is some hundred thousand viewers.",
      ],
    };
  },
};

interface Rest {
  readonly hours: number;
  readonly visits: number;
  /** Megabytes. */
  readonly heap: number;
  readonly external: number;
  readonly resident: number;
  readonly handles: number;
  readonly files: number;
  readonly threads: number;
}

function rowsOf(rests: readonly Rest[]): Row[] {
  const grows = (what: string, unit: string, of: (rest: Rest) => readonly [number, number]): Row => {
    const { slope, slopeError } = fitLine(rests.map(of));
    return { what, unit, camera: slope, doubt: 2 * slopeError };
  };
  const thousand = ({ visits }: Rest): number => visits / 1000;
  const [first, last] = [rests[0]!, rests.at(-1)!];
  return [
    {
      ...grows("growth by a thousand viewers", "MB", (rest) => [thousand(rest), rest.resident]),
      limit: { sign: "<", value: mostGrowth, of: "figure" },
    },
    grows("growth by an hour of this load", "MB/h", ({ hours, resident }) => [hours, resident]),
    grows("heap by a thousand viewers", "MB", (rest) => [thousand(rest), rest.heap]),
    { what: "memory at rest at the end", unit: "MB", camera: last.resident },
    ...(["handles", "files", "threads"] as const).map(
      (what): Row => ({
        what: `${what} more than at the first count`,
        unit: "",
        camera: last[what] - first[what],
        limit: { sign: "<=", value: 0, of: "figure" },
      }),
    ),
  ];
}

/** Counts into `done`; fails when the camera does not answer as it should. */
async function load(
  bench: Bench,
  camera: Camera,
  done: { visits: number; snapshots: number; changes: number },
): Promise<void> {
  const end = performance.now() + loadSeconds * 1000;
  const repeat = async (pauseSeconds: number, once: (turn: number) => Promise<void>): Promise<void> => {
    for (let turn = 0; performance.now() < end; turn++) {
      await once(turn);
      await bench.pause(pauseSeconds);
    }
  };
  await Promise.all([
    ...Array.from({ length: visitors }, (_, n) =>
      repeat(0.02, async (turn) => {
        if ((n + turn) % 3 === 0) await peek(camera.h264);
        else await visit(camera.mjpeg);
        done.visits++;
      }),
    ),
    repeat(0.05, async (turn) => {
      const path = `${camera.snapshot.path}?size=${(turn % 3) + 1}&quality=2`;
      const answer = await get({ ...camera.snapshot, path });
      if (!isJpeg(answer)) throw new Error(`a snapshot answers status ${answer.status}, not a whole JPEG`);
      done.snapshots++;
    }),
    repeat(0.5, async (turn) => {
      await camera.set("VIDEO", { text_overlay: 1, text: `turn ${turn % 10}`, mirror: turn % 2 });
      await camera.set("JPEG", { resolution: turn % 2 === 0 ? 3 : 2 });
      done.changes += 2;
    }),
  ]);
}

async function visit(target: Target): Promise<void> {
  using viewer = openViewer(target, buffer, () => {});
  await viewer.watching;
}

/** Leaves with the first bytes of a stream that has no parts. */
async function peek({ port, path, authorization = "" }: Target): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    headers: { authorization },
    signal: AbortSignal.timeout(10_000),
  });
  if (answer.status !== 200 || !answer.body) throw new Error(`${path} answers status ${answer.status}`);
  const reader = answer.body.getReader();
  await reader.read();
  await reader.cancel();
}

const buffer = Buffer.allocUnsafeSlow(1 << 18);
