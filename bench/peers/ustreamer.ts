import { existsSync } from "node:fs";
import { Missing } from "../bench.ts";
import { words } from "../options.ts";
import { findProgram, freePort } from "../process.ts";
import { listening, type MjpegPeer } from "./mjpeg-server.ts";

const variable = "PINHOLE_BENCH_USTREAMER";
const device = "/dev/video0";

/**
 * uStreamer passes a webcam's own JPEGs on. The variable holds a whole command for a machine without one, with
 * {port}, {rate} and {pictures} (the framed file) to be filled in.
 */
export const ustreamer: MjpegPeer = {
  name: "ustreamer",
  start: async (bench, { framed, frameRate }) => {
    const port = await freePort();
    const child = bench.start(
      template().map((word) =>
        word
          .replaceAll("{port}", String(port))
          .replaceAll("{rate}", String(frameRate))
          .replaceAll("{pictures}", framed),
      ),
    );
    await listening(child, port, "/state");
    return {
      child,
      mjpeg: { port, path: "/stream" },
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    };
  },
};

function template(): string[] {
  const given = process.env[variable];
  if (given !== undefined && given !== "") return words(variable, given);
  if (!existsSync(device)) throw new Missing(`no V4L2 device ${device}, and no command in ${variable}`);
  const program = findProgram("ustreamer", "Debian package ustreamer");
  const capture = ["-d", device, "-m", "MJPEG", "-c", "HW", "-r", "1280x720", "-f", "{rate}"];
  return [program, ...capture, "-s", "127.0.0.1", "-p", "{port}", "--tcp-nodelay"];
}
