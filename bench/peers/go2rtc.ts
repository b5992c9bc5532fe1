import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { findProgram, freePort } from "../process.ts";
import { type Feed, listening, type MjpegPeer } from "./mjpeg-server.ts";

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
        feeder.close();
      },
    };
  },
};

async function serveFeed({ pictures, frameRate }: Feed): Promise<{ readonly port: number; close(): void }> {
  const server: Server = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "multipart/x-mixed-replace;boundary=feed" });
    let turn = 0;
    const start = performance.now();
    // A timer's own period drifts; the due time does not.
    const push = () => {
      const picture = pictures[turn % pictures.length]!;
      const head = `--feed\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`;
      answer.write(Buffer.concat([Buffer.from(head), picture, Buffer.from("\r\n")]));
      turn++;
      timer = setTimeout(push, Math.max(0, start + (turn * 1000) / frameRate - performance.now()));
    };
    let timer = setTimeout(push, 0);
    answer.once("close", () => clearTimeout(timer));
  });
  const port = await freePort();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
