import { type Bench, type Benchmark, Missing } from "./bench.ts";
import { jpegSettings, startCamera } from "./camera.ts";
import { makeClip, takePictures, writeFramed } from "./clip.ts";
import { openCrowd } from "./crowd.ts";
import { thisMachine } from "./machine.ts";
import { encoding, type Load, mjpegRows, tellLoad } from "./mjpeg-rows.ts";
import { stampOf } from "./part-reader.ts";
import { bare } from "./peers/bare.ts";
import { serveFeed } from "./peers/feed.ts";
import { go2rtc } from "./peers/go2rtc.ts";
import type { Feed, MjpegPeer, MjpegServer } from "./peers/mjpeg-server.ts";
import { ustreamer } from "./peers/ustreamer.ts";
import { measureCpu } from "./process.ts";
import { mean, median, quantile } from "./stats.ts";
import { openViewer } from "./viewer.ts";

const frameRate = jpegSettings.frame_rate;
const settleSeconds = 2;
const warmSeconds = 8;
const pictureCount = 45;

export const mjpeg: Benchmark = {
  name: "mjpeg",
  doc: "CPU, delivery and lag of MJPEG streams to many viewers",
  run: async (bench) => {
    const { seconds = 10, runs = 3, viewers = [100, 300, 600] } = bench.options;
    const clip = await makeClip(bench, { frameRate, seconds: 10, noise: 4 });
    const feed = await feedOf(bench, clip);
    const notes: string[] = [];
    const loads = new Map<string, Load[]>();
    let servers = [passing, ustreamer, go2rtc, bare, encodingOf(clip)];
    for (let run = 1; run <= runs; run++) {
      for (const peer of servers) {
        try {
          const found = await measure(bench, peer, { feed, seconds, counts: [1, ...viewers] });
          loads.set(peer.name, [...(loads.get(peer.name) ?? []), ...found]);
        } catch (error) {
          if (!(error instanceof Missing)) throw error;
          notes.push(`${peer.name}: skipped: ${error.message}.`);
          bench.say(notes.at(-1)!);
          servers = servers.filter((other) => other !== peer);
        }
      }
    }
    const middle = new Map([...loads].map(([name, found]) => [name, medians(found)]));
    const bytes = Math.round(mean(feed.pictures.map((picture) => picture.length)));
    return {
      name: "mjpeg",
      title: `720p MJPEG, ${frameRate} pictures a second, to many viewers`,
      machine: thisMachine(),
      method: `${runs} runs of ${seconds} s; a picture has ${bytes} bytes on average, all are fed with the same pictures, which were saved from a camera.`,
      rows: mjpegRows(middle, viewers),
      notes: [
        ...notes,
        ...[...middle].flatMap(([name, found]) => found.map((load) => `${name}: ${tellLoad(load)}.`)),
        "*camera* takes the pictures from an MJPEG stream, as go2rtc does, and passes them through: nothing is drawn on them. ustreamer has them from a webcam (simulated where there is none), the C loop from memory.",
        `*${encoding}* is the same camera with a film and its clock: it also reads, decodes, draws and encodes, which the others do not. Its fan-out stands beside theirs.`,
        "*Fan-out* is what the viewers after the first one add, to the process or to its main thread, whichever is more: a busy machine draws a little cheaper, which would flatter the camera.",
        "Intervals and lag are those of one viewer in a process of its own; lag is from the server's own time stamp to the last byte.",
      ],
    };
  },
};

/** The camera in the place of a peer: it is fed as go2rtc is. */
const passing: MjpegPeer = {
  name: "camera",
  start: async (bench, feed) => {
    const feeder = await serveFeed(feed);
    const camera = await startCamera(bench, `http://127.0.0.1:${feeder.port}/`);
    await camera.set("VIDEO", { time_stamp: 0 });
    await camera.set("JPEG", jpegSettings);
    return {
      child: camera.child,
      mjpeg: camera.mjpeg,
      [Symbol.asyncDispose]: async () => {
        await camera[Symbol.asyncDispose]();
        feeder[Symbol.dispose]();
      },
    };
  },
};

/** The camera with the film that the pictures come from. */
function encodingOf(clip: string): MjpegPeer {
  return {
    name: encoding,
    start: async (bench) => {
      const camera = await startCamera(bench, clip);
      await camera.set("JPEG", jpegSettings);
      return camera;
    },
  };
}

async function feedOf(bench: Bench, clip: string): Promise<Feed> {
  await using camera = await startCamera(bench, clip);
  await camera.set("JPEG", jpegSettings);
  await bench.pause(settleSeconds);
  const pictures = await takePictures(bench, camera, pictureCount);
  return { pictures, framed: await writeFramed(bench, pictures), frameRate };
}

interface Setting {
  readonly feed: Feed;
  readonly seconds: number;
  readonly counts: readonly number[];
}

async function measure(bench: Bench, peer: MjpegPeer, { feed, seconds, counts }: Setting): Promise<Load[]> {
  const loads: Load[] = [];
  await using server = await peer.start(bench, feed);
  await warmUp(bench, server);
  for (const viewers of counts) {
    const load = await watch(bench, server, { viewers, seconds });
    bench.say(`${peer.name}: ${tellLoad(load)}`);
    loads.push(load);
  }
  return loads;
}

/** Code that is compiled while it runs is not measured before that. */
async function warmUp(bench: Bench, server: MjpegServer): Promise<void> {
  using viewer = openViewer(server.mjpeg, Buffer.allocUnsafeSlow(1 << 18), () => {});
  await viewer.watching;
  await bench.pause(warmSeconds);
}

async function watch(
  bench: Bench,
  server: MjpegServer,
  { viewers, seconds }: { readonly viewers: number; readonly seconds: number },
): Promise<Load> {
  const lags: number[] = [];
  const arrivals: number[] = [];
  const buffer = Buffer.allocUnsafeSlow(1 << 18);
  using viewer = openViewer(server.mjpeg, buffer, (_, head) => {
    const stamp = stampOf(head);
    arrivals.push(performance.now());
    if (stamp !== undefined) lags.push(performance.timeOrigin + performance.now() - stamp * 1000);
  });
  await viewer.watching;
  await using crowd =
    viewers > 1 ? await openCrowd(bench, { target: server.mjpeg, count: viewers - 1 }) : undefined;
  await bench.pause(settleSeconds);
  crowd?.begin();
  arrivals.length = lags.length = 0;
  const begin = performance.now();
  const cpu = await measureCpu(bench, server.child, seconds);
  const took = (performance.now() - begin) / 1000;
  const result = await crowd?.end();
  const end = viewer.ended() ?? result?.ended[0];
  if (end !== undefined) throw new Error(`a viewer has ended: ${end}\n${server.child.output()}`);
  const pictures = result?.pictures ?? [arrivals.length];
  const intervals = arrivals.slice(1).map((at, n) => at - arrivals[n]!);
  return {
    viewers,
    cpu: cpu.all,
    mainThread: cpu.mainThread,
    rate: mean(pictures) / took,
    slowest: Math.min(...pictures) / took,
    missed: result?.missed ?? 0,
    interval: quantile(intervals, 0.99),
    ...(lags.length > 0 && { lag: { p50: quantile(lags, 0.5), p99: quantile(lags, 0.99) } }),
  };
}

/** One load for each number of viewers; of pictures missed, all runs count. */
function medians(loads: readonly Load[]): Load[] {
  const counts = [...new Set(loads.map(({ viewers }) => viewers))];
  return counts.map((viewers) => {
    const runs = loads.filter((load) => load.viewers === viewers);
    const middle = (value: (load: Load) => number) => median(runs.map(value));
    const lags = runs.map(({ lag }) => lag).filter((lag) => lag !== undefined);
    return {
      viewers,
      cpu: middle((load) => load.cpu),
      mainThread: middle((load) => load.mainThread),
      rate: middle((load) => load.rate),
      slowest: Math.min(...runs.map((load) => load.slowest)),
      missed: runs.reduce((sum, load) => sum + load.missed, 0),
      interval: middle((load) => load.interval),
      ...(lags.length > 0 && {
        lag: { p50: median(lags.map(({ p50 }) => p50)), p99: median(lags.map(({ p99 }) => p99)) },
      }),
    };
  });
}
