import type { Bench, Benchmark, Child } from "./bench.ts";
import { type Camera, jpegSettings, startCamera } from "./camera.ts";
import { makeClip, takePictures } from "./clip.ts";
import { get, isJpeg, openAgent, type Target } from "./http.ts";
import { thisMachine } from "./machine.ts";
import { type Nginx, startNginx } from "./peers/nginx.ts";
import { cpuSeconds, findProgram, runToEnd } from "./process.ts";
import { figure, type Row, type Section } from "./report.ts";
import { median, quantile } from "./stats.ts";
import { openViewer } from "./viewer.ts";

const connections = 16;
const pace = 50;
const leastShare = { sign: ">=", value: 0.65, of: "ratio" } as const;

export const snapshot: Benchmark = {
  name: "snapshot",
  doc: "snapshots a second beside nginx, and their delay at 50 a second",
  run: async (bench) => {
    findProgram("wrk", "Debian package wrk");
    const { seconds = 5, runs = 3 } = bench.options;
    const clip = await makeClip(bench, { frameRate: jpegSettings.frame_rate, seconds: 10, noise: 4 });
    await using camera = await startCamera(bench, clip);
    await camera.set("JPEG", jpegSettings);
    await bench.pause(2);
    const pictures = await takePictures(bench, camera, 5);
    const picture = pictures.toSorted((a, b) => a.length - b.length)[2]!;
    await using nginx = await startNginx(bench, picture);
    const rates = await rateInTurns(bench, { camera, nginx, seconds, runs });
    const delays = await delayInTurns(bench, { camera, nginx, seconds, runs });
    return section({ rates, delays, method: { seconds, runs, bytes: picture.length } });
  },
};

interface Setting {
  readonly camera: Camera;
  readonly nginx: Nginx;
  readonly seconds: number;
  readonly runs: number;
}

interface Rates {
  readonly camera: Rate[];
  readonly open: Rate[];
  readonly login: Rate[];
}

interface Rate {
  readonly perSecond: number;
  /** Of the server, in percent of one core. */
  readonly cpu: number;
}

async function rateInTurns(bench: Bench, { camera, nginx, seconds, runs }: Setting): Promise<Rates> {
  const rates: Rates = { camera: [], open: [], login: [] };
  const turns = [
    ["camera", camera.child, camera.snapshot],
    ["open", nginx.child, nginx.open],
    ["login", nginx.child, nginx.login],
  ] as const;
  for (const [, child, target] of turns) await rateOf(bench, { child, target, seconds: 1 });
  for (let run = 1; run <= runs; run++) {
    for (const [name, child, target] of turns) {
      const rate = await rateOf(bench, { child, target, seconds });
      bench.say(`run ${run}: ${name} ${figure(rate.perSecond)}/s, CPU ${figure(rate.cpu)} %`);
      rates[name].push(rate);
    }
  }
  return rates;
}

interface Load {
  readonly child: Child;
  readonly target: Target;
  readonly seconds: number;
}

async function rateOf(bench: Bench, { child, target, seconds }: Load): Promise<Rate> {
  const { port, path, authorization } = target;
  const login = authorization === undefined ? [] : ["-H", `Authorization: ${authorization}`];
  const load = ["-t1", `-c${connections}`, `-d${Math.ceil(seconds)}s`, ...login];
  const before = cpuSeconds(child.pid);
  const start = performance.now();
  const output = await runToEnd(bench, ["wrk", ...load, `http://127.0.0.1:${port}${path}`], seconds + 30);
  const cpu = ((cpuSeconds(child.pid) - before) / (performance.now() - start)) * 100_000;
  const refused = /Non-2xx or 3xx responses: (\d+)/.exec(output);
  if (refused) throw new Error(`${refused[1]} answers of ${path} were no pictures`);
  const perSecond = Number(/^Requests\/sec:\s+([\d.]+)/m.exec(output)?.[1] ?? 0);
  if (perSecond === 0) throw new Error(`wrk measured nothing on ${path}\n${output}`);
  return { perSecond, cpu };
}

interface Delays {
  readonly camera: number[];
  readonly nginx: number[];
}

async function delayInTurns(bench: Bench, { camera, nginx, seconds, runs }: Setting): Promise<Delays> {
  const delays: Delays = { camera: [], nginx: [] };
  using viewer = openViewer(camera.mjpeg, Buffer.allocUnsafeSlow(1 << 18), () => {});
  await viewer.watching;
  await delaysAtPace(camera.snapshot, pace);
  await delaysAtPace(nginx.login, pace);
  for (let run = 1; run <= runs; run++) {
    delays.camera.push(...(await delaysAtPace(camera.snapshot, pace * seconds)));
    delays.nginx.push(...(await delaysAtPace(nginx.login, pace * seconds)));
    bench.signal.throwIfAborted();
  }
  const end = viewer.ended();
  if (end !== undefined) throw new Error(`the viewer beside the requests has ended: ${end}`);
  return delays;
}

/**
 * Milliseconds from when each request was due to its last byte. Requests go out on their schedule whether or not
 * the ones before are answered, so a pause of the server counts for all that fall into it.
 */
async function delaysAtPace(target: Target, count: number): Promise<number[]> {
  const agent = openAgent();
  const start = performance.now();
  const calls = Array.from({ length: Math.round(count) }, async (_, n) => {
    const due = start + (n * 1000) / pace;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    // A timer may be up to a millisecond early.
    const begin = Math.min(due, performance.now());
    const answer = await get(target, { agent });
    if (!isJpeg(answer)) throw new Error(`status ${answer.status} instead of a picture`);
    return performance.now() - begin;
  });
  try {
    return await Promise.all(calls);
  } finally {
    agent.destroy();
  }
}

function section(found: {
  readonly rates: Rates;
  readonly delays: Delays;
  readonly method: { readonly seconds: number; readonly runs: number; readonly bytes: number };
}): Section {
  const { rates, delays, method } = found;
  const rateRow = (what: string, name: "open" | "login", value: (rate: Rate) => number): Row => ({
    what,
    unit: "/s",
    camera: median(rates.camera.map(value)),
    peer: { name: name === "open" ? "nginx" : "nginx, login", value: median(rates[name].map(value)) },
  });
  const perSecond = ({ perSecond }: Rate) => perSecond;
  const perCpu = ({ perSecond, cpu }: Rate) => (perSecond * 100) / cpu;
  const core = (name: keyof Rates) => figure(median(rates[name].map(({ cpu }) => cpu)));
  const delayRow = (what: string, share: number): Row => ({
    what: `delay at ${pace}/s, ${what}`,
    unit: "ms",
    camera: quantile(delays.camera, share),
    peer: { name: "nginx, login", value: quantile(delays.nginx, share) },
  });
  return {
    name: "snapshot",
    title: "`GET /img/snapshot.cgi` with Basic login, and nginx with the same JPEG as a file",
    machine: thisMachine(),
    method: `Requests by wrk over ${connections} kept connections, ${method.runs} runs of ${method.seconds} s; a picture has ${method.bytes} bytes.`,
    rows: [
      { ...rateRow("requests a second", "open", perSecond), limit: leastShare },
      { ...rateRow("requests a second", "login", perSecond), limit: leastShare },
      rateRow("requests a second of CPU", "open", perCpu),
      rateRow("requests a second of CPU", "login", perCpu),
      delayRow("p50", 0.5),
      { ...delayRow("p99", 0.99), limit: { sign: "<", value: 10, of: "figure" } },
      delayRow("max", 1),
    ],
    notes: [
      `CPU during the requests: camera ${core("camera")} %, nginx ${core("open")} %, nginx with login ${core("login")} %; where it is well below 100 %, wrk was the limit. The camera's holds its engine, which goes on drawing.`,
      "nginx: 1 worker, sendfile, open_file_cache, no access log; the password is stored in plain text, so that it hashes nothing.",
      `The delay counts from when a request was due, by its schedule, with one MJPEG viewer of the camera beside; ${delays.camera.length} requests.`,
    ],
  };
}
