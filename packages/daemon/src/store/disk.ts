import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { CameraError, type ErrorCode } from "@pinhole/kit/model";

/** What the store asks of a file system; a test gives one with faults. */
export interface Disk {
  /** Makes a folder that only its owner may enter, and the folders above it. */
  makeFolder(path: string): Promise<void>;
  /** At most `limit` bytes from the start of a file. */
  read(path: string, limit: number): Promise<Uint8Array>;
  /** Makes a file that only its owner may read; its bytes are on disk on return. Fails when it exists. */
  create(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** A file that is not there is fine. */
  remove(path: string): Promise<void>;
  list(folder: string): Promise<readonly string[]>;
  /** What was renamed, made and removed in a folder is on disk on return. */
  syncFolder(path: string): Promise<void>;
}

export const realDisk: Disk = {
  async makeFolder(path) {
    const folder = resolve(path);
    const make = () => mkdir(folder, { mode: 0o700 });
    try {
      await make().catch(async (thrown: unknown) => {
        // Node's own recursive mkdir never comes back where the system refuses with ENOENT, as /proc does.
        if (causeOf(thrown) !== "ENOENT" || dirname(folder) === folder) throw thrown;
        await realDisk.makeFolder(dirname(folder));
        await make();
      });
    } catch (thrown) {
      if (causeOf(thrown) === "EEXIST" && (await stat(folder)).isDirectory()) return;
      throw thrown;
    }
    await realDisk.syncFolder(dirname(folder));
  },
  async read(path, limit) {
    await using file = await open(path, "r");
    const bytes = new Uint8Array(Math.min(limit, (await file.stat()).size));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  },
  async create(path, text) {
    await using file = await open(path, "wx", 0o600);
    await file.writeFile(text);
    await file.sync();
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  list: (folder) => readdir(folder),
  async syncFolder(path) {
    // Windows opens no folders, and its file system keeps the order of renames in a journal.
    if (process.platform === "win32") return;
    await using folder = await open(path, "r");
    await folder.sync();
  },
};

const causes: Readonly<Record<string, readonly [code: ErrorCode, words: string]>> = {
  ENOSPC: ["store-full", "the disk is full; free some space"],
  EDQUOT: ["store-full", "the disk quota is used up; free some space"],
  EMFILE: ["store-full", "too many files are open; raise the limit (ulimit -n)"],
  ENFILE: ["store-full", "too many files are open on this machine"],
  EROFS: ["store-read-only", "the disk is read-only; mount it writable"],
  EACCES: ["store-read-only", "permission denied; give this user the right to read and write it"],
  EPERM: ["store-read-only", "permission denied; give this user the right to read and write it"],
  ENOTDIR: ["store-damaged", "it is not in a folder; choose another folder with --state"],
  ENOENT: ["store-damaged", "its folder is gone; put it back or choose another folder with --state"],
  EISDIR: ["store-damaged", "a folder has its name; move that away or choose another folder with --state"],
  EEXIST: [
    "store-damaged",
    "something else has its name; move that away or choose another folder with --state",
  ],
};

/** The POSIX name of a failure ("ENOENT"), or undefined when it is not one of the file system. */
export function causeOf(thrown: unknown): string | undefined {
  const code: unknown = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  return typeof code === "string" && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** What a file system action answers; its failure in words that help. */
export async function explained<T>(at: string, action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (thrown) {
    throw storeError(thrown, at);
  }
}

/** A failure of the file system in words that help; anything else comes back as it is. */
function storeError(thrown: unknown, at: string): unknown {
  const cause = causeOf(thrown);
  if (thrown instanceof CameraError || cause === undefined) return thrown;
  const [code, words] = causes[cause] ?? ["store-damaged", `the disk fails (${cause}); check it`];
  return new CameraError(code, `can not use ${at}: ${words}`, { at, cause: thrown });
}
