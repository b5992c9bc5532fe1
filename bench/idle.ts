import { type Bench, type Benchmark, Missing } from "./bench.ts";
import { jpegSettings, startCamera } from "./camera.ts";
import { takePictures, writeFramed } from "./clip.ts";
import { thisMachine } from "./machine.ts";
import { go2rtc } from "./peers/go2rtc.ts";
import type { Feed, MjpegPeer } from "./peers/mjpeg-server.ts";
import { ustreamer } from "./peers/ustreamer.ts";
import { measureCpu, residentBytes } from "./process.ts";
import type { Row } from "./report.ts";
import { median } from "./stats.ts";
import { openViewer } from "./viewer.ts";

const megabyte = 1e6;
// Long enough for what the last reader has left running to stop.
const settleSeconds = 15;
const watchSeconds = 10;

const scene: MjpegPeer = { name: "camera", start: (bench) => startCamera(bench) };

export const idle: Benchmark = {
  name: "idle",
  doc: "CPU with nobody watching; memory then and with one viewer",
  run: async (bench) => {
    const { seconds = 20, runs = 3 } = bench.options;
    const feed = await feedOfScene(bench);
    const notes = [
      `${settleSeconds} s after the start; memory with a viewer is that after ${watchSeconds} s of watching.`,
    ];
    const found = new Map<string, Rest[]>();
    let servers = [scene, ustreamer, go2rtc];
    for (let run = 1; run <= runs; run++) {
      for (const server of servers) {
        try {
          const rest = await restOf(bench, server, { feed, seconds });
          found.set(server.name, [...(found.get(server.name) ?? []), rest]);
          bench.say(`run ${run}: ${server.name} ${tell(rest)}`);
        } catch (error) {
          if (!(error instanceof Missing)) throw error;
          notes.push(`${server.name}: skipped: ${error.message}.`);
          bench.say(notes.at(-1)!);
          servers = servers.filter((other) => other !== server);
        }
      }
    }
    return {
      name: "idle",
      title: "The camera with its built-in scene and nobody watching, and with one MJPEG viewer",
      machine: thisMachine(),
      method: `${runs} runs of ${seconds} s.`,
      rows: [
        ...rows(found, { what: "CPU, nobody watching", unit: "%", most: 3, of: ({ cpu }) => cpu }),
        ...rows(found, {
          what: "memory, nobody watching",
          unit: "MB",
          most: 150,
          of: ({ resident }) => resident,
        }),
        ...rows(found, { what: "memory, one viewer", unit: "MB", most: 150, of: ({ watched }) => watched }),
      ],
      notes,
    };
  },
};

interface Rest {
  /** Percent of one core. */
  readonly cpu: number;
  /** Megabytes with nobody watching. */
  readonly resident: number;
  /** Megabytes with one viewer. */
  readonly watched: number;
}

const tell = ({ cpu, resident, watched }: Rest) =>
  `${cpu.toFixed(1)} %, ${resident.toFixed(0)} MB, watched ${watched.toFixed(0)} MB`;

async function feedOfScene(bench: Bench): Promise<Feed> {
  await using camera = await startCamera(bench);
  const pictures = await takePictures(bench, camera, 15);
  return { pictures, framed: await writeFramed(bench, pictures), frameRate: jpegSettings.frame_rate };
}

async function restOf(
  bench: Bench,
  peer: MjpegPeer,
  { feed, seconds }: { readonly feed: Feed; readonly seconds: number },
): Promise<Rest> {
  await using server = await peer.start(bench, feed);
  await bench.pause(settleSeconds);
  const { all: cpu } = await measureCpu(bench, server.child, seconds);
  const resident = residentBytes(server.child.pid) / megabyte;
  using viewer = openViewer(server.mjpeg, Buffer.allocUnsafeSlow(1 << 18), () => {});
  await viewer.watching;
  await bench.pause(watchSeconds);
  const end = viewer.ended();
  if (end !== undefined) throw new Error(`the viewer of ${peer.name} has ended: ${end}`);
  return { cpu, resident, watched: residentBytes(server.child.pid) / megabyte };
}

interface Quantity {
  readonly what: string;
  readonly unit: string;
  readonly most: number;
  readonly of: (rest: Rest) => number;
}

/** The camera's row with its limit and the first peer, then one for each other peer. */
function rows(found: ReadonlyMap<string, readonly Rest[]>, { what, unit, most, of }: Quantity): Row[] {
  const middle = (name: string) => median((found.get(name) ?? []).map(of));
  const camera = middle("camera");
  const peers = [...found.keys()].filter((name) => name !== "camera");
  const limited: Row = { what, unit, camera, limit: { sign: "<", value: most, of: "figure" } };
  return [limited, ...peers.map((name) => ({ what, unit, camera, peer: { name, value: middle(name) } }))];
}
