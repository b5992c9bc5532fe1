import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { type Alarm, CameraError } from "@pinhole/kit/model";
import type { JobFile } from "../action.ts";
import { sizeOf } from "./message.ts";

/** Makes files smaller. Errors: CameraError where a file can not be read. */
export interface Shrink {
  /** The first picture of a picture or clip as a JPEG of at most so many bytes; undefined where none is so small. */
  picture(
    path: string,
    limit: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<Uint8Array | undefined>;
  /** Writes the part of a clip around a moment that fits; undefined where not even a second does. */
  clip(what: {
    readonly from: string;
    readonly to: string;
    /** Seconds from the clip's beginning. */
    readonly moment: number;
    readonly maxBytes: number;
    readonly signal: AbortSignal;
  }): Promise<{ readonly seconds: number; readonly of: number } | undefined>;
}

/** What goes with a mail, and what has to be said of files that do not, or not whole. Made files go with it. */
export interface Fitted extends AsyncDisposable {
  readonly attached: readonly JobFile[];
  readonly notes: readonly string[];
}

interface Fitting {
  readonly alarm: Alarm;
  /** The largest mail that the server takes; 0 is no limit. */
  readonly limit: number;
  readonly shrink: Shrink | undefined;
  readonly signal: AbortSignal;
}

/** For the head, the text, and what the server itself adds. */
const bytesOfText = 16_384;
/** For the head of an attachment. */
const bytesOfHead = 512;

/** Base64 makes three bytes four, with a line end for each 76. */
const encoded = (bytes: number): number => Math.ceil(bytes / 57) * 78 + bytesOfHead;
const decoded = (room: number): number => Math.max(0, Math.floor((room - bytesOfHead) / 78) * 57);

const isPicture = ({ type }: JobFile): boolean => type === "image/jpeg";

/** Below this no picture shows anything. */
const leastBytes = 1000;

/**
 * Fits files into a mail: pictures before clips. Pictures that are too large are encoded again, each with its share of the
 * room; of a clip goes as much as there is room for, or a picture of it.
 */
export async function fitted(files: readonly JobFile[], options: Fitting): Promise<Fitted> {
  const { limit, shrink } = options;
  await using opened = new AsyncDisposableStack();
  let room = limit === 0 ? Number.POSITIVE_INFINITY : limit - bytesOfText;
  const chosen = new Map<JobFile, JobFile>();
  const notes: string[] = [];
  const why = `the mail server takes mails of ${sizeOf(limit)}`;
  const say = (file: JobFile, words: string): void => {
    notes.push(`${file.name} (${sizeOf(file.bytes)}) is ${words}: ${why}.`);
  };
  let folder: string | undefined;
  const makePlace = async (name: string): Promise<string> => {
    if (folder === undefined) {
      const made = await mkdtemp(join(tmpdir(), "pinhole-mail-"));
      opened.defer(() => rm(made, { recursive: true, force: true }));
      folder = made;
    }
    return join(folder, name);
  };
  const take = (file: JobFile, as: JobFile): void => {
    room -= encoded(as.bytes);
    chosen.set(file, as);
  };
  const shrunk = async (file: JobFile, maxBytes: number, name: string): Promise<JobFile | undefined> => {
    if (maxBytes < leastBytes) return undefined;
    const bytes = await tried(shrink?.picture(file.path, { maxBytes, signal: options.signal }), options);
    if (bytes === undefined) return undefined;
    const path = await makePlace(name);
    await writeFile(path, bytes, { mode: 0o600 });
    return { ...file, name, path, type: "image/jpeg", bytes: bytes.length };
  };

  const pictures = files.filter(isPicture).toSorted((a, b) => a.bytes - b.bytes);
  for (const [n, file] of pictures.entries()) {
    const share = decoded(room / (pictures.length - n));
    if (file.bytes <= share) take(file, file);
    else {
      const small = await shrunk(file, share, file.name);
      say(file, small ? `attached as a smaller picture (${sizeOf(small.bytes)})` : "not attached");
      if (small) take(file, small);
    }
  }
  for (const file of files.filter((each) => !isPicture(each)).toSorted((a, b) => a.bytes - b.bytes)) {
    const maxBytes = decoded(room);
    if (file.bytes <= maxBytes) {
      take(file, file);
      continue;
    }
    const short = await shortened(file, maxBytes, { ...options, makePlace });
    if (short) {
      say(file, `attached in part, ${Math.floor(short.seconds)} s of ${Math.round(short.of)} s`);
      take(file, short.file);
      continue;
    }
    const ending = extname(file.name);
    const isClip = file.type.startsWith("video/");
    const still = isClip
      ? await shrunk(file, maxBytes, `${file.name.slice(0, -ending.length)}.jpg`)
      : undefined;
    say(file, still ? "not attached, but a picture of it is" : "not attached");
    if (still) take(file, still);
  }
  const closing = opened.move();
  return {
    attached: files.flatMap((file) => chosen.get(file) ?? []),
    notes,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

async function shortened(
  file: JobFile,
  maxBytes: number,
  { alarm, shrink, signal, makePlace }: Fitting & { makePlace(name: string): Promise<string> },
): Promise<{ readonly file: JobFile; readonly seconds: number; readonly of: number } | undefined> {
  if (!shrink || maxBytes < leastBytes || !file.type.startsWith("video/")) return undefined;
  const path = await makePlace(file.name);
  const moment = Math.max(0, alarm.trigger.at - file.at);
  const made = await tried(shrink.clip({ from: file.path, to: path, moment, maxBytes, signal }), { signal });
  if (made === undefined) return undefined;
  const { size: bytes } = await stat(path);
  // What the estimate of the file's index did not foresee.
  return bytes > maxBytes ? undefined : { file: { ...file, path, bytes }, ...made };
}

/** A file that can not be read is not made smaller; the mail goes without it. */
async function tried<T>(
  making: Promise<T | undefined> | undefined,
  { signal }: Pick<Fitting, "signal">,
): Promise<T | undefined> {
  try {
    return await making;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CameraError) return undefined;
    throw error;
  }
}
