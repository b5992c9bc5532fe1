import { readFile, writeFile } from "node:fs/promises";
import { decodeConfiguration } from "@pinhole/kit/dialects/sercomm";
import { CameraError } from "@pinhole/kit/model";
import type { Command } from "./command.ts";
import { consent, sercommOnly, yesFlag } from "./run.ts";

export const backup: Command = {
  usage: "FILE",
  words: [1, 1],
  doc: "Keeps the configuration as the camera gives it, for `pinhole restore`. Some cameras put passwords in it: only you may read the file.",
  examples: [
    ["backup door door.cfg", "all settings of a Sercomm camera"],
    ["backup door door.cfg --json", "and which groups it has"],
  ],
  run: async ({ camera, words, show }) => {
    const [file = ""] = words;
    const bytes = await sercommOnly(await camera()).downloadConfiguration();
    // A login page or half a file is no backup.
    const { groups } = decodeConfiguration(bytes);
    await writeFile(file, bytes, { mode: 0o600 }).catch((error: Error) => {
      throw new CameraError("refused", `${file} was not written: ${error.message}`);
    });
    const names = Object.keys(groups);
    show({ file, groups: names, bytes: bytes.length }, () => `${file}: ${names.length} groups of settings`);
  },
};

export const restore: Command = {
  usage: "FILE",
  words: [1, 1],
  flags: [yesFlag],
  doc: "Puts a backup back; the camera restarts itself then.",
  examples: [
    ["restore door door.cfg", "asks first; `pinhole diff door door.cfg` tells what would change"],
    ["restore door door.cfg --yes", "without a question"],
  ],
  run: async (call) => {
    const [file = ""] = call.words;
    const bytes = await readBackup(file);
    const found = sercommOnly(await call.camera());
    await consent(call, `all settings of ${found.address} become those of ${file}, and it restarts`);
    await found.uploadConfiguration(bytes);
    call.show({ restored: file }, () => `${found.address} took ${file} and restarts`);
  },
};

/** A backup of a file, checked as a whole. */
export async function readBackup(file: string): Promise<Uint8Array> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new CameraError("refused", `${file} can not be read: ${error.message}`);
  });
  try {
    decodeConfiguration(bytes);
  } catch (error) {
    if (error instanceof CameraError) throw new CameraError("refused", `${file}: ${error.message}`);
    throw error;
  }
  return bytes;
}
