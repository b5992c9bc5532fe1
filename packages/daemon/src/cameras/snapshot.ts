import { writeFile } from "node:fs/promises";
import type { Camera } from "@pinhole/client";
import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { CameraError } from "@pinhole/kit/model";
import type { Command } from "./command.ts";
import { wholeNumber } from "./run.ts";

const sizes = ["1280x720", "640x480", "320x240"] as const;

export const snapshot: Command = {
  usage: "[FILE.jpg]",
  words: [0, 1],
  flags: [
    { flags: "--size <size>", doc: `${sizes.join(", ")} (Sercomm)`, parse: sizeOf },
    { flags: "--quality <n>", doc: "1 is best, 5 smallest (Sercomm)", parse: wholeNumber(1, 5) },
    { flags: "--stream <n>", doc: "1 is the largest, 3 the smallest (INSTAR)", parse: wholeNumber(1, 3) },
  ],
  doc: "Writes snapshot.jpg where no file is named.",
  examples: [
    ["snapshot door", "into snapshot.jpg"],
    ["snapshot door now.jpg --size 640x480 --quality 2", "smaller"],
  ],
  run: async ({ camera, words, flags, show }) => {
    const [file = "snapshot.jpg"] = words;
    const jpeg = await taken(await camera(), flags);
    await writeFile(file, jpeg).catch((error: Error) => {
      throw new CameraError("refused", `${file} was not written: ${error.message}`);
    });
    const { width, height } = readJpegSize(jpeg);
    show(
      { file, width, height, bytes: jpeg.length },
      () => `${file}: ${width}x${height}, ${jpeg.length} bytes`,
    );
  },
};

async function taken(camera: Camera, flags: Readonly<Record<string, unknown>>): Promise<Uint8Array> {
  if (camera.dialect === "instar")
    return camera.snapshot({ stream: (flags.stream as 1 | 2 | 3 | undefined) ?? 1 });
  const { size, quality } = flags as { size?: (typeof sizes)[number]; quality?: 1 | 2 | 3 | 4 | 5 };
  return camera.snapshot({ ...(size ? { size } : {}), ...(quality ? { quality } : {}) });
}

function sizeOf(text: string): string {
  if ((sizes as readonly string[]).includes(text)) return text;
  throw new RangeError(`must be one of ${sizes.join(", ")}`);
}
