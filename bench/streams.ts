import { type Bench, type Benchmark, Missing } from "./bench.ts";
import { startCamera } from "./camera.ts";
import { thisMachine } from "./machine.ts";
import { bareLoop, crowdProgram, go2rtcRtsp, gstRtsp, live555, mediamtx } from "./peers/rtsp-peers.ts";
import type { Film, RtspPeer, RtspServer } from "./peers/rtsp-server.ts";
import { measureCpu, residentBytes } from "./process.ts";
import { median } from "./stats.ts";
import { makeFilm } from "./streams-film.ts";
import { type Load, streamRows, type Transport, tellLoad } from "./streams-rows.ts";

const mostOverUdp = 300;
const probes = 10;
const gatherSeconds = 75;
/** What is compiled, read and set up at the start belongs to no viewer: V8 compiles what runs 25 times a second for 20 s. */
const settleSeconds = 20;

export const streams: Benchmark = {
  name: "streams",
  doc: "CPU, delivery, lag and first picture of RTSP to many viewers, over TCP and UDP",
  run: async (bench) => {
    const { seconds = 5, runs = 3, viewers = [10, 100, 300, 500, 1000, 2000] } = bench.options;
    const film = await makeFilm(bench);
    const notes: string[] = [];
    const loads = new Map<string, Load[]>();
    let servers = [camera, go2rtcRtsp, mediamtx, gstRtsp, live555, bareLoop];
    for (let run = 1; run <= runs; run++) {
      for (const peer of servers) {
        try {
          const found = await measure(bench, peer, { film, seconds, counts: viewers });
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
    return {
      name: "streams",
      title: "One 720p H.264 stream, 25 pictures a second and 2 Mbit/s, to many viewers by RTSP",
      machine: thisMachine(),
      method: `${runs} runs of ${seconds} s, each ${settleSeconds} s after the last viewer has come; the camera passes its film through, go2rtc and MediaMTX get it published, gst-rtsp-server and live555 read it; key frames are two seconds apart.`,
      rows: streamRows(middle, viewers),
      notes: [
        ...notes,
        ...[...middle].flatMap(([name, found]) => found.map((load) => `${name}: ${tellLoad(load)}.`)),
        "Lag is how much later the last packet of a picture is there than that of the quickest picture of any viewer, by the RTP time stamps; the first picture counts from connect to the last packet of a key frame, for viewers who come one by one while the others watch.",
        "A peer that serves fewer than 99 % of the viewers, or loses more than 1 % of the packets, is no measure for the CPU.",
      ],
    };
  },
};

/** The camera in the place of a peer. */
const camera: RtspPeer = {
  name: "camera",
  transports: ["tcp", "udp"],
  start: async (bench, film) => {
    const server = await startCamera(bench, film.mp4);
    await server.set("VIDEO", { time_stamp: 0 });
    await server.set("H264", { resolution: 4 });
    const login = server.snapshot.authorization?.replace(/^Basic /, "") ?? "-";
    return {
      ...{ child: server.child, port: server.rtspPort, path: "/stream/h264/1", login },
      [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
    };
  },
};

interface Setting {
  readonly film: Film;
  readonly seconds: number;
  readonly counts: readonly number[];
}

async function measure(bench: Bench, peer: RtspPeer, { film, seconds, counts }: Setting): Promise<Load[]> {
  const loads: Load[] = [];
  for (const transport of peer.transports) {
    for (const viewers of counts) {
      if (transport === "udp" && viewers > mostOverUdp) continue;
      // A server that stumbled over one crowd is not held back by it in the next.
      await using server = await peer.start(bench, film);
      const load = await watch(bench, server, { viewers, transport, seconds });
      bench.say(`${peer.name}: ${tellLoad(load)}`);
      loads.push(load);
    }
  }
  return loads;
}

/** What rtsp-crowd.c tells; times in milliseconds. */
interface Told {
  readonly playing: number;
  readonly packets: number;
  readonly lost: number;
  readonly pictures: number;
  readonly lag: readonly [number, number];
  readonly reportLag: readonly [number, number];
  readonly join: readonly [number, number];
  readonly cpu: number;
  readonly error: string;
}

async function watch(
  bench: Bench,
  server: RtspServer,
  {
    viewers,
    transport,
    seconds,
  }: { readonly viewers: number; readonly transport: Transport; readonly seconds: number },
): Promise<Load> {
  const order = [
    server.port,
    server.path,
    server.login,
    viewers,
    transport,
    settleSeconds,
    seconds,
    probes,
  ].map(String);
  await using crowd = bench.start([await crowdProgram(bench), ...order]);
  const ended = new Promise<void>((resolve) => crowd.process.once("close", () => resolve()));
  for (const end = performance.now() + gatherSeconds * 1000; !crowd.output().includes("ready"); ) {
    crowd.assertAlive();
    if (performance.now() > end)
      throw new Error(`${viewers} viewers do not come together\n${server.child.output()}`);
    await bench.pause(0.02);
  }
  await bench.pause(settleSeconds);
  const { all: cpu } = await measureCpu(bench, server.child, seconds);
  const resident = residentBytes(server.child.pid);
  await ended;
  const told = JSON.parse(crowd.output().split("ready\n")[1] ?? "") as Told;
  if (told.error !== "") bench.say(`${viewers} over ${transport}: ${told.error}`);
  return {
    ...{ viewers, transport, cpu, resident },
    ...{ playing: told.playing, packets: told.packets, lost: told.lost },
    rate: told.pictures / viewers / seconds,
    lag: { p50: told.lag[0], p99: told.lag[1] },
    reported: { p50: told.reportLag[0], p99: told.reportLag[1] },
    join: { p50: told.join[0], most: told.join[1] },
    crowdCpu: told.cpu,
  };
}

/** One load for each number of viewers and transport; of what was lost, all runs count. */
function medians(loads: readonly Load[]): Load[] {
  const groups = Map.groupBy(loads, ({ viewers, transport }) => `${viewers} ${transport}`);
  return [...groups.values()].map((runs) => {
    const middle = (value: (load: Load) => number) => median(runs.map(value));
    return {
      ...runs[0]!,
      cpu: middle(({ cpu }) => cpu),
      resident: middle(({ resident }) => resident),
      playing: Math.min(...runs.map(({ playing }) => playing)),
      packets: runs.reduce((sum, { packets }) => sum + packets, 0),
      lost: runs.reduce((sum, { lost }) => sum + lost, 0),
      rate: middle(({ rate }) => rate),
      lag: { p50: middle(({ lag }) => lag.p50), p99: middle(({ lag }) => lag.p99) },
      reported: { p50: middle(({ reported }) => reported.p50), p99: middle(({ reported }) => reported.p99) },
      join: { p50: middle(({ join }) => join.p50), most: Math.max(...runs.map(({ join }) => join.most)) },
      crowdCpu: middle((load) => load.crowdCpu),
    };
  });
}
