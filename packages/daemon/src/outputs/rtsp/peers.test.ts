import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { needs } from "../../../../../test/peers.ts";
import { serverWithTakeover } from "../../http/takeover.ts";
import { openClip } from "./fixture-clip.ts";
import { openRtsp, openTunnel, type RtspOptions, tracksOf } from "./index.ts";

const has = (program: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};
const withGstreamer = has("gst-inspect-1.0", "rtspsrc") && has("gst-inspect-1.0", "avdec_h264");
const noGstreamer = withGstreamer ? needs("ffmpeg") : "needs gst-launch-1.0 with rtspsrc and avdec_h264";

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const run = (program: string, args: string): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(program, args.split(" "), { timeout: 20_000 }, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code ?? -1), out, err }),
    );
  });

async function openServer(options: Partial<RtspOptions> = {}) {
  const clip = await openClip();
  const { video, audio } = clip.media;
  const server = await openRtsp({
    listen: { host: "127.0.0.1", port: 0 },
    media: (path) =>
      path === "/both"
        ? clip.media
        : path === "/video"
          ? { video }
          : path === "/audio"
            ? { audio }
            : undefined,
    authorize: (value) =>
      value === `Basic ${btoa("eve:look")}`
        ? { ok: true, name: "eve" }
        : { ok: false, status: 401, challenges: ['Basic realm="a"'] },
    settings: () => ({
      packetSize: 1400,
      rtpPort: 35_400,
      multicast: [
        { track: tracksOf(clip.media)[0]!, group: { address: "239.255.77.8", port: 45_680, hops: 1 } },
      ],
    }),
    multicastFrom: () => ["127.0.0.1"],
    log: () => {},
    signal: new AbortController().signal,
    ...options,
  });
  const tunnel = openTunnel(server.attach);
  const http = serverWithTakeover({ takes: tunnel.takesBody, stalledMs: 0, lingerMs: 100 }, (req, res) => {
    if (!tunnel.handle(req, res)) res.writeHead(404).end();
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const at = (path: string, { port, scheme = "rtsp" }: { port: number; scheme?: string }): string =>
    `${scheme}://eve:look@127.0.0.1:${port}${path}`;
  return {
    server,
    url: (path: string, scheme?: string, port = server.address.port): string =>
      at(path, { port, ...(scheme && { scheme }) }),
    tunnelUrl: (path: string, scheme: string): string =>
      at(path, { port: (http.address() as AddressInfo).port, scheme }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      http.closeAllConnections();
      http.close();
      clip[Symbol.dispose]();
    },
  };
}

describe("ffmpeg", { skip: needs("ffmpeg", "ffprobe") }, () => {
  for (const transport of ["tcp", "udp", "http"]) {
    it(`plays picture and sound over ${transport} without a warning`, async () => {
      await using bench = await openServer();
      const url = transport === "http" ? bench.tunnelUrl("/both", "rtsp") : bench.url("/both");
      const { status, out, err } = await run(
        "ffmpeg",
        `-v warning -rtsp_transport ${transport} -i ${url} -t 1 -map 0:v -map 0:a -f framecrc -`,
      );
      assert.deepEqual([status, err], [0, ""]);
      const lines = out.split("\n").filter((line) => /^[01],/.test(line));
      const pictures = lines.filter((line) => line.startsWith("0,")).length;
      assert.ok(pictures >= 22, `${pictures} pictures`);
      assert.ok(lines.length > pictures + 25, "sound is missing");
    });
  }

  it("is told what there is by ffprobe, for one track as for both", async () => {
    await using bench = await openServer();
    const show =
      "-v warning -show_entries stream=codec_name,width,height,sample_rate,r_frame_rate -of csv=p=0";
    const both = await run("ffprobe", `${show} ${bench.url("/both")}`);
    assert.deepEqual([both.err, both.out], ["", "h264,640,360,25/1\npcm_mulaw,8000,0/0\n"]);
    const audio = await run("ffprobe", `${show} ${bench.url("/audio")}`);
    assert.deepEqual([audio.err, audio.out], ["", "pcm_mulaw,8000,0/0\n"]);
  });

  it("plays over TLS", { skip: needs("openssl") }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "rtsps-"));
    const subject =
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=camera -days 2";
    execFileSync(
      "openssl",
      [...subject.split(" "), "-keyout", join(folder, "key"), "-out", join(folder, "cert")],
      { stdio: "ignore" },
    );
    const read = (name: string): string => readFileSync(join(folder, name), "utf8");
    const tls = { key: read("key"), cert: read("cert") };
    rmSync(folder, { recursive: true });
    await using bench = await openServer();
    const door = await bench.server.listen({ host: "127.0.0.1", port: 0 }, "--rtsps", tls);
    const { status, err } = await run(
      "ffmpeg",
      `-v warning -rtsp_transport tcp -i ${bench.url("/both", "rtsps", door.address.port)} -t 1 -f null -`,
    );
    assert.deepEqual([status, err], [0, ""]);
  });

  it("hears of wrong paths and passwords", async () => {
    await using bench = await openServer();
    const missing = await run("ffprobe", `-v error ${bench.url("/nowhere")}`);
    assert.match(missing.err, /404/);
    const wrong = await run("ffprobe", `-v error ${bench.url("/both").replace("look", "peek")}`);
    assert.match(wrong.err, /401/);
  });
});

/** GStreamer 1.22 may close its connection before its own last PAUSE, and complains of that. */
const ownHangUp = /^ERROR: .*gst_rtspsrc_pause \(\).*\(Received end-of-file\)\s*$/s;

/** As it ends it now and then takes its own handlers off twice. */
const ownTidying = /^\(gst-launch-1\.0:\d+\): GLib-GObject-WARNING .* has no handler with id '\d+'$/gm;

describe("GStreamer", { skip: noGstreamer }, () => {
  for (const [transport, scheme] of [
    ["tcp", "rtsp"],
    ["udp", "rtsp"],
    ["udp-mcast", "rtsp"],
    ["tcp", "rtsph"],
  ] as const) {
    it(`plays over ${transport} as ${scheme}`, async () => {
      await using bench = await openServer();
      const url = scheme === "rtsph" ? bench.tunnelUrl("/video", scheme) : bench.url("/video");
      const source = `rtspsrc location=${url} protocols=${transport} multicast-iface=lo latency=50`;
      const pipeline = `-q ${source} ! rtph264depay ! h264parse ! avdec_h264 ! fakesink num-buffers=20`;
      const { status, err } = await run("gst-launch-1.0", pipeline);
      const rest = err.replaceAll(ownTidying, "").trim();
      if (!ownHangUp.test(rest)) assert.deepEqual([status, rest], [0, ""]);
    });
  }
});
