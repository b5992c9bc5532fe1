import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Bench, type Child, Missing } from "../bench.ts";
import { findProgram, freePort, runToEnd } from "../process.ts";
import { accepting, type Film, publish, type RtspPeer, type RtspServer } from "./rtsp-server.ts";

/** The floor: a C loop that only sends, compiled on the spot. */
export const bareLoop: RtspPeer = {
  name: "bare C loop",
  transports: ["tcp"],
  start: async (bench, film) => {
    const program = await compile(bench, "bare-rtsp.c", []);
    const port = await freePort();
    const order = [String(port), film.framed, String(film.frameRate), film.parameters];
    return serve(bench, [program, ...order], port);
  },
};

/** gst-rtsp-server reads the film itself, once for all. */
export const gstRtsp: RtspPeer = {
  name: "gst-rtsp-server",
  transports: ["tcp", "udp"],
  start: async (bench, film) => {
    const pkgConfig = findProgram("pkg-config", "Debian packages pkg-config and libgstrtspserver-1.0-dev");
    const asked = [pkgConfig, "--cflags", "--libs", "gstreamer-rtsp-server-1.0"];
    const flags = await runToEnd(bench, asked, 10).catch(() => {
      throw new Missing("no gstreamer-rtsp-server-1.0: Debian package libgstrtspserver-1.0-dev");
    });
    const program = await compile(bench, "gst-rtsp.c", flags.trim().split(/\s+/));
    const port = await freePort();
    return serve(bench, [program, String(port), film.mp4], port);
  },
};

const live555Variable = "PINHOLE_BENCH_LIVE555";

/** live555 reads the film itself, once for all. */
export const live555: RtspPeer = {
  name: "live555",
  transports: ["tcp", "udp"],
  start: async (bench, film) => {
    const folder = process.env[live555Variable] ?? "";
    const parts = ["liveMedia", "groupsock", "BasicUsageEnvironment", "UsageEnvironment"];
    const libraries = parts.map((part) => join(folder, part, `lib${part}.a`));
    if (folder === "" || !libraries.every((path) => existsSync(path)))
      throw new Missing(`build live555 and put its folder into ${live555Variable}`);
    const includes = parts.map((part) => `-I${join(folder, part, "include")}`);
    const program = await compile(bench, "live555-server.cpp", [
      "-DNO_OPENSSL=1",
      ...includes,
      ...libraries,
      ...["-lstdc++"],
    ]);
    const port = await freePort();
    return serve(bench, [program, String(port), film.annexB], port);
  },
};

/** MediaMTX, to which the film is published. */
export const mediamtx: RtspPeer = {
  name: "MediaMTX",
  transports: ["tcp", "udp"],
  start: async (bench, film) => {
    const program = fromVariable("PINHOLE_BENCH_MEDIAMTX", "mediamtx");
    const [port, rtp] = [await freePort(), await evenPorts()];
    const config = join(bench.folder, `mediamtx-${port}.yml`);
    const off = ["rtmp", "hls", "webrtc", "srt", "api", "metrics", "moq"].map((name) => `${name}: no`);
    const lines = [
      "logLevel: error",
      `rtspAddress: "127.0.0.1:${port}"`,
      `rtpAddress: "127.0.0.1:${rtp}"`,
      `rtcpAddress: "127.0.0.1:${rtp + 1}"`,
      "rtspTransports: [udp, tcp]",
      'rtspEncryption: "no"',
      ...off,
      "paths: { feed: {} }",
    ];
    await writeFile(config, lines.join("\n"));
    return served(bench, film, { command: [program, config], port });
  },
};

/** go2rtc, to which the film is published. */
export const go2rtcRtsp: RtspPeer = {
  name: "go2rtc",
  transports: ["tcp"],
  start: async (bench, film) => {
    const program = fromVariable("PINHOLE_BENCH_GO2RTC", "go2rtc");
    const port = await freePort();
    const config = join(bench.folder, `go2rtc-rtsp-${port}.yaml`);
    const off = ["api", "webrtc", "srtp"].map((name) => `${name}: { listen: "" }`);
    const lines = [
      ...off,
      `rtsp: { listen: "127.0.0.1:${port}" }`,
      "log: { level: error }",
      "streams: { feed: }",
    ];
    await writeFile(config, lines.join("\n"));
    return served(bench, film, { command: [program, "-config", config], port });
  },
};

function fromVariable(variable: string, name: string): string {
  return process.env[variable] || findProgram(name, `put it on PATH, or its path into ${variable}`);
}

async function compile(bench: Bench, source: string, flags: readonly string[]): Promise<string> {
  const compiler = findProgram("cc", "Debian package gcc");
  const program = join(bench.folder, source.replace(/\.\w+$/, ""));
  const path = join(import.meta.dirname, source);
  if (!existsSync(program)) await runToEnd(bench, [compiler, "-O2", "-o", program, path, ...flags], 60);
  return program;
}

async function serve(bench: Bench, command: readonly string[], port: number): Promise<RtspServer> {
  const child = bench.start(command);
  await accepting(bench, child, port);
  return server(child, port, async () => child[Symbol.asyncDispose]());
}

async function served(
  bench: Bench,
  film: Film,
  { command, port }: { readonly command: readonly string[]; readonly port: number },
): Promise<RtspServer> {
  const child = bench.start(command);
  await accepting(bench, child, port);
  const feeder = await publish(bench, film, `rtsp://127.0.0.1:${port}/feed`);
  return server(child, port, async () => {
    await feeder[Symbol.asyncDispose]();
    await child[Symbol.asyncDispose]();
  });
}

function server(child: Child, port: number, end: () => Promise<void>): RtspServer {
  return { child, port, path: "/feed", login: "-", [Symbol.asyncDispose]: end };
}

/** A pair of ports, the first of them even, as RTP wants them. */
async function evenPorts(): Promise<number> {
  const port = await freePort();
  return port - (port % 2);
}

/** Compiles the load generator; its path. */
export function crowdProgram(bench: Bench): Promise<string> {
  return compile(bench, "rtsp-crowd.c", []);
}
