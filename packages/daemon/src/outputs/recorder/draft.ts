import { basename, dirname } from "node:path";
import { CameraError } from "@pinhole/kit/model";
import { type Files, fileError, type OpenFile } from "./files.ts";

/** Bytes that may wait for the disk. */
const backlog = 64_000_000;

/** What an unfinished file ends with. */
export const draftSuffix = ".part";

/** A file on its way: under a name of its own until it is complete. Writing never waits; failures are told at the end. */
export interface Draft {
  readonly length: number;
  /** What kept the disk from taking it; nothing more is written then. */
  readonly failure: CameraError | undefined;
  append(bytes: Uint8Array): void;
  /** Writes over what is there. */
  patch(at: number, bytes: Uint8Array): void;
  /** Everything on disk so far, for what has to come in order. */
  settle(): Promise<void>;
  /** Gives it its name; it and its name are on disk on return. `length` cuts it off. */
  complete(length?: number): Promise<void>;
  /** Lets go of it as it is: under the name of a draft. */
  release(): Promise<void>;
  /** Removes it. */
  abandon(): Promise<void>;
}

/** A draft of the file at a path. */
export function openDraft(files: Files, path: string): Draft {
  const draftPath = `${path}${draftSuffix}`;
  const name = basename(path);
  let failure: CameraError | undefined;
  let length = 0;
  let waiting = 0;
  let file: OpenFile | undefined;
  const attempt = async (step: () => Promise<void>): Promise<void> => {
    if (failure) return;
    try {
      await step();
    } catch (thrown) {
      failure = fileError(thrown, name);
    }
  };
  let work = attempt(async () => {
    await files.makeFolder(dirname(path));
    await files.remove(draftPath);
    file = await files.open(draftPath);
  });
  const write = (bytes: Uint8Array, at: number): void => {
    if (waiting + bytes.length > backlog) {
      failure ??= new CameraError("store-full", `can not write ${name}: the disk is too slow`, { at: name });
    }
    if (failure) return;
    waiting += bytes.length;
    work = work.then(async () => {
      await attempt(async () => file?.write(bytes, at));
      waiting -= bytes.length;
    });
  };
  const close = async (): Promise<void> => {
    await work;
    await file?.close().catch(() => undefined);
    file = undefined;
  };
  return {
    get length() {
      return length;
    },
    get failure() {
      return failure;
    },
    append: (bytes) => {
      write(bytes, length);
      length += bytes.length;
    },
    patch: (at, bytes) => write(bytes, at),
    settle: () => work,
    complete: async (cut) => {
      await work;
      failure = undefined;
      await attempt(async () => {
        if (cut !== undefined) await file?.truncate(cut);
        await file?.sync();
      });
      await close();
      await attempt(async () => {
        await files.rename(draftPath, path);
        await files.syncFolder(dirname(path));
      });
      if (failure) throw failure;
    },
    release: close,
    abandon: async () => {
      await close();
      await files.remove(draftPath).catch(() => undefined);
    },
  };
}
