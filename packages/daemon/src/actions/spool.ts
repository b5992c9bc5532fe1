import { constants, copyFile, link, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { CameraError } from "@pinhole/kit/model";

/** The files that jobs wait with. */
export interface Spool {
  path(kept: string): string;
  /** Links or copies a file; on return it survives a power cut. A name that is there already is the same file. */
  keep(path: string, kept: string): Promise<void>;
  remove(names: readonly string[]): Promise<void>;
  list(): Promise<readonly string[]>;
}

export async function openSpool(folder: string): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = (kept: string): string => join(folder, kept);
  return {
    path,
    keep: async (source, kept) => {
      if (await isThere(path(kept))) return;
      try {
        await sync(source);
        await link(source, path(kept)).catch((error: unknown) => linkless(error, source, path(kept)));
        await sync(folder);
      } catch (error) {
        throw explained(error, source);
      }
    },
    remove: async (names) => {
      for (const kept of names) await rm(path(kept), { force: true });
    },
    list: () => readdir(folder),
  };
}

/** Another disk, or a file system without links: a copy, under its final name only when it is whole. */
async function linkless(error: unknown, source: string, path: string): Promise<void> {
  const code = codeOf(error);
  if (code === "EEXIST") return;
  if (code === "ENOENT" || code === "ENOSPC" || code === "EDQUOT") throw error;
  const partial = `${path}.partial`;
  await copyFile(source, partial, constants.COPYFILE_FICLONE);
  await sync(partial);
  await rename(partial, path);
}

async function sync(path: string): Promise<void> {
  // Windows opens no folders, and its file system keeps the order of renames in a journal.
  if (process.platform === "win32" && (await stat(path)).isDirectory()) return;
  await using file = await open(path, "r");
  await file.sync();
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): string | undefined {
  return (error as { readonly code?: string }).code;
}

function explained(error: unknown, at: string): unknown {
  const code = codeOf(error);
  const options = { at, cause: error };
  if (code === "ENOENT")
    return new CameraError("file-missing", `${at} is gone before it could be kept`, options);
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new CameraError("store-full", `the disk is full: ${at} can not be kept for its delivery`, options);
  }
  return new CameraError("store-read-only", `${at} can not be kept for its delivery (${code})`, options);
}
