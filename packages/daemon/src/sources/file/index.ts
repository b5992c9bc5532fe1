import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { CameraError } from "@pinhole/kit/model";
import type { SourceKind } from "../source.ts";

/** A video file that FFmpeg can read, played in real time, over and over. */
export const file: SourceKind = {
  name: "file",
  usage: "clip.mp4                      a video file, looped in real time",
  accepts: async (text) => text !== "" && !text.includes("://"),
  check: async (text) => {
    const found = await stat(text).catch(() => undefined);
    if (found === undefined) {
      throw new CameraError(
        "source-missing",
        `there is no file ${text}; check the path, or leave it out for the built-in scene`,
      );
    }
    if (!found.isFile() || found.size === 0) {
      throw new CameraError(
        "source-damaged",
        `${text} is ${found.isFile() ? "empty" : "not a file"}; give a video file`,
      );
    }
    await access(text, constants.R_OK).catch((cause: unknown) => {
      throw new CameraError(
        "source-refused",
        `${text} may not be read by this user; change its permissions`,
        { cause },
      );
    });
  },
  show: (text) => text,
  patient: false,
  run: async (text, context) => (await import("./play.ts")).play(text, context),
};
