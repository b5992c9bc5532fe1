import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findProgram, freePort, runToEnd } from "../process.ts";
import type { MjpegPeer } from "./mjpeg-server.ts";

/** The floor: a C loop that only sends, compiled on the spot. */
export const bare: MjpegPeer = {
  name: "bare C loop",
  start: async (bench, { framed, frameRate }) => {
    const compiler = findProgram("cc", "Debian package gcc");
    const program = join(bench.folder, "bare-mjpeg");
    const source = join(import.meta.dirname, "bare-mjpeg.c");
    await runToEnd(bench, [compiler, "-O2", "-o", program, source], 60);
    const port = await freePort();
    const child = bench.start([program, String(port), String(frameRate), framed]);
    await sleep(200);
    child.assertAlive();
    return { child, mjpeg: { port, path: "/" }, [Symbol.asyncDispose]: () => child[Symbol.asyncDispose]() };
  },
};
