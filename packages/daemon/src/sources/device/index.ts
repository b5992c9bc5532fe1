import { stat } from "node:fs/promises";
import { CameraError } from "@pinhole/kit/model";
import type { SourceKind } from "../source.ts";

/** A webcam or capture card of Video4Linux. */
export const device: SourceKind = {
  name: "device",
  usage: "/dev/video0                   a webcam (Video4Linux)",
  accepts: async (text) => /^\/dev\/(?:video|v4l\/)/.test(text),
  check: async (text) => {
    const found = await stat(text).catch(() => undefined);
    if (found === undefined) {
      throw new CameraError("source-missing", `there is no camera ${text}; list them with: ls /dev/video*`);
    }
  },
  show: (text) => text,
  patient: false,
  mount: async (text, signal) => (await import("./mount.ts")).webcamMount(text, signal),
  run: async (text, context) => {
    const { decodeLive } = await import("../decode.ts");
    let live = false;
    const watched = {
      ...context,
      take: (...picture: Parameters<typeof context.take>) => {
        live = true;
        context.take(...picture);
      },
    };
    for (const format of formats) {
      const options = { ...format, framerate: String(Math.max(15, Math.ceil(context.frameRate()))) };
      try {
        await decodeLive(text, { at: text, signal: context.signal, format: "v4l2", options }, watched);
        return;
      } catch (error) {
        const isRefusedFormat = error instanceof CameraError && error.code === "source-damaged" && !live;
        if (!isRefusedFormat || format === formats.at(-1)) throw explained(error, text);
      }
    }
  },
};

/**
 * How a camera is asked for pictures, best first. Motion JPEG is what webcams can deliver at 720p and full rate over
 * USB 2; one that lacks it has pictures without compression, for which there is room at a smaller size.
 */
const formats: readonly Readonly<Record<string, string>>[] = [
  { input_format: "mjpeg", video_size: "1280x720" },
  { video_size: "640x480" },
];

/** The same failure with the next step, where there is one. */
function explained(error: unknown, at: string): unknown {
  if (!(error instanceof CameraError)) return error;
  const { code } = error;
  if (code === "source-busy") {
    const words = `another program uses ${at}; close it (fuser -v ${at} names it)`;
    return new CameraError(code, words, { at, cause: error });
  }
  if (code !== "source-refused") return error;
  return new CameraError(code, `${at} may not be used by this user; add it to the group video`, {
    at,
    cause: error,
  });
}
