import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, freePort } from "../process.ts";
import { serveFeed } from "./feed.ts";
import { listening, type MjpegPeer } from "./mjpeg-server.ts";

const variable = "PINHOLE_BENCH_GO2RTC";

/** go2rtc takes the pictures from an MJPEG stream that the benchmark itself serves. */
export const go2rtc: MjpegPeer = {
  name: "go2rtc",
  start: async (bench, feed) => {
    const program =
      process.env[variable] || findProgram("go2rtc", `put it on PATH, or its path into ${variable}`);
    const feeder = await serveFeed(feed);
    const port = await freePort();
    const config = join(bench.folder, `go2rtc-${port}.yaml`);
    await writeFile(
      config,
      [
        `api: { listen: "127.0.0.1:${port}" }`,
        'rtsp: { listen: "" }',
        'webrtc: { listen: "" }',
        'srtp: { listen: "" }',
        "log: { level: warn }",
        `streams: { feed: "http://127.0.0.1:${feeder.port}/" }`,
      ].join("\n"),
    );
    const child = bench.start([program, "-config", config]);
    await listening(child, port, "/api");
    return {
      child,
      mjpeg: { port, path: "/api/stream.mjpeg?src=feed" },
      [Symbol.asyncDispose]: async () => {
        await child[Symbol.asyncDispose]();
        feeder[Symbol.dispose]();
      },
    };
  },
};
