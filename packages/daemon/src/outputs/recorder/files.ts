import { copyFile, link, mkdir, open, readdir, rename, rm, statfs } from "node:fs/promises";
import { CameraError, type ErrorCode, messageOf } from "@pinhole/kit/model";

/** A file that is written. */
export interface OpenFile {
  read(at: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
  write(bytes: Uint8Array, at: number): Promise<void>;
  size(): Promise<number>;
  truncate(length: number): Promise<void>;
  /** What was written is on disk on return. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** What recording asks of a file system; a test gives one with faults. */
export interface Files {
  makeFolder(path: string): Promise<void>;
  /** Makes the file where there is none. */
  open(path: string): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  /** A file that is not there is fine. */
  remove(path: string): Promise<void>;
  /** A second name for a file, or a copy of it; the copy is on disk on return. */
  copy(from: string, to: string): Promise<void>;
  /** Nothing where there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  /** What was renamed and removed in a folder is on disk on return. */
  syncFolder(path: string): Promise<void>;
  /** Bytes that are free where a folder lies. */
  free(folder: string): Promise<number>;
}

export const realFiles: Files = {
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
  open: async (path) => {
    const file = await open(path, "r+").catch(() => open(path, "wx+", 0o600));
    return {
      read: async (at, length) => {
        const bytes = new Uint8Array(length);
        const { bytesRead } = await file.read(bytes, 0, length, at);
        return bytes.subarray(0, bytesRead);
      },
      write: async (bytes, at) => {
        for (let done = 0; done < bytes.length; ) {
          const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
          done += bytesWritten;
        }
      },
      size: async () => (await file.stat()).size,
      truncate: (length) => file.truncate(length),
      sync: () => file.sync(),
      close: () => file.close(),
    };
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  copy: async (from, to) => {
    await link(from, to).catch(() => copyFile(from, to));
  },
  list: (folder) => readdir(folder).catch(() => []),
  syncFolder: async (path) => {
    // Windows opens no folders, and its file system keeps the order of renames in a journal.
    if (process.platform === "win32") return;
    await using folder = await open(path, "r");
    await folder.sync();
  },
  free: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};

const causes: Readonly<Record<string, readonly [code: ErrorCode, words: string]>> = {
  ENOSPC: ["store-full", "the disk is full; free some space"],
  EDQUOT: ["store-full", "the disk quota is used up; free some space"],
  EROFS: ["store-read-only", "the disk is read-only; mount it writable"],
  EACCES: ["store-read-only", "permission denied; give this user the right to write it"],
};

/** A failure of the file system in words that help. */
export function fileError(thrown: unknown, at: string): CameraError {
  if (thrown instanceof CameraError) return thrown;
  const cause = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const [code, words] = causes[cause] ?? ["store-damaged", messageOf(thrown)];
  return new CameraError(code, `can not write ${at}: ${words}`, { at, cause: thrown });
}
