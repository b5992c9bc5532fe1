import { join } from "node:path";
import type { AlarmFile, Clock } from "@pinhole/kit/model";
import type { Packet } from "../bus/packet.ts";
import type { Stream } from "../bus/stream.ts";
import type { Attachment } from "../events/rules.ts";
import {
  type Files,
  nothing,
  type Recorded,
  recordAvi,
  recordFilm,
  recordSeries,
  savePicture,
} from "../outputs/recorder/index.ts";
import type { Loaded } from "./tapes.ts";

/** Seconds for which the picture of the moment may be missing. */
const patience = 3;

export interface ClipOptions {
  readonly loaded: Loaded;
  readonly attachment: Attachment;
  readonly from: number;
  until(): number;
  readonly folder: string;
  /** The name of the files, without their ending. */
  readonly name: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Records what an alarm shows. */
export function recordClip(options: ClipOptions): Promise<Recorded> {
  const { loaded, attachment, from, until, folder, name, files, clock, signal } = options;
  const footage = { video: loaded.video, sound: loaded.sound?.tape, from, until, clock, signal };
  const { format, preSeconds, postSeconds, pictureRate } = attachment;
  if (format === "mp4")
    return recordFilm({ footage, sound: loaded.sound, path: join(folder, `${name}.mp4`), files });
  if (format === "avi") {
    const { width, height, frameRate } = loaded.picture;
    const media = { codec: "MJPG", width, height, frameRate } as const;
    const sound = loaded.sound && { sampleRate: loaded.sound.sampleRate, channels: loaded.sound.channels };
    return recordAvi({ footage, media: { ...media, sound }, path: join(folder, `${name}.avi`), files });
  }
  return recordSeries({
    footage: { ...footage, sound: undefined },
    rate: pictureRate,
    seconds: preSeconds + postSeconds,
    path: (number) => join(folder, `${name}-${String(number).padStart(3, "0")}.jpg`),
    files,
  });
}

/** Saves the picture of this moment: the first that is not older than `since`. */
export async function recordStill(
  stream: Stream | undefined,
  options: { readonly path: string; readonly since: number } & Pick<
    ClipOptions,
    "files" | "clock" | "signal"
  >,
): Promise<Recorded> {
  const { path, files } = options;
  const packet = stream && (await firstOf(stream, options));
  if (!packet) return nothing;
  const saved: AlarmFile | string = await savePicture(files, path, { data: packet.data, at: packet.pts });
  return typeof saved === "string" ? { ...nothing, trouble: saved } : { files: [saved], seconds: 0 };
}

function firstOf(
  stream: Stream,
  { since, clock, signal }: { readonly since: number } & Pick<ClipOptions, "clock" | "signal">,
): Promise<Packet | undefined> {
  const { promise, resolve } = Promise.withResolvers<Packet | undefined>();
  const giveUp = (): void => resolve(undefined);
  signal.addEventListener("abort", giveUp);
  const waiting = clock.after(patience, giveUp);
  const reading = stream.read({
    output: "alarm",
    write: (packet) => {
      if (packet.pts >= since) resolve(packet);
      return true;
    },
    end: giveUp,
  });
  if (signal.aborted) giveUp();
  return promise.finally(() => {
    signal.removeEventListener("abort", giveUp);
    waiting[Symbol.dispose]();
    reading[Symbol.dispose]();
  });
}
