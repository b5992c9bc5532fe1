import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { CameraError } from "@pinhole/kit/model";
import { unixNow } from "../pace.ts";
import type { SourceKind } from "../source.ts";

const pictures = /\.(?:jpe?g|png|bmp|webp|gif|tiff?)$/i;

/** A folder of pictures, shown in the order of their names, over and over. */
export const images: SourceKind = {
  name: "images",
  usage: "pictures/                     a folder of JPEG or PNG pictures, one a second",
  accepts: async (text) =>
    text.endsWith("/") || ((await stat(text).catch(() => undefined))?.isDirectory() ?? false),
  check: async (text) => {
    const found = await stat(text).catch(() => undefined);
    if (found === undefined)
      throw new CameraError("source-missing", `there is no folder ${text}; check the path`);
    if (!found.isDirectory()) throw new CameraError("source-damaged", `${text} is not a folder`);
    await list(text);
  },
  show: (text) => text,
  patient: false,
  run: async (text, context) => {
    const { show, showSeconds } = await import("./show.ts");
    context.hasSound(false);
    let unreadable = 0;
    for (let turn = Math.floor((unixNow() - context.epoch) / showSeconds); ; turn++) {
      const names = await list(text);
      const path = join(text, names[turn % names.length] as string);
      try {
        await show(path, context);
        unreadable = 0;
      } catch (error) {
        unreadable++;
        if (!(error instanceof CameraError) || unreadable >= names.length) throw error;
      }
    }
  },
};

async function list(folder: string): Promise<readonly string[]> {
  const found = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    const isRefused = cause.code === "EACCES" || cause.code === "EPERM";
    throw isRefused
      ? new CameraError("source-refused", `${folder} may not be read by this user; change its permissions`, {
          cause,
        })
      : new CameraError("source-missing", `there is no folder ${folder}; check the path`, { cause });
  });
  const names = found.filter((name) => pictures.test(name));
  if (names.length > 0) return names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  throw new CameraError("source-missing", `${folder} holds no picture; put JPEG or PNG files into it`);
}
