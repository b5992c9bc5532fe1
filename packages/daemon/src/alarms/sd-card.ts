import { join } from "node:path";
import {
  type Clock,
  holds,
  type LocalTime,
  parseSchedule,
  type RecordOf,
  type ScheduleSetting,
  type sdcard,
} from "@pinhole/kit/model";
import type { Files, Recorded } from "../outputs/recorder/index.ts";
import type { AlarmStore } from "../store/alarm-store.ts";
import type { Archive } from "./archive.ts";
import { openContinuous, type Series } from "./continuous.ts";
import type { AlarmMedia } from "./media.ts";

const mebibyte = 1 << 20;
/** Part of the card that is kept free where a file ends by time. */
const reserve = 0.05;

/** Of what a file may be: its last picture and its index come on top. */
const headroom = 1.1;

/** The memory card: a folder in the camera's own. */
export interface SdCard extends AsyncDisposable {
  /** The settings, or what is switched on, may have changed. */
  look(): void;
  /** Keeps the files of an alarm. */
  keep(recorded: Recorded, of: { readonly at: number; readonly alarm: string }): Promise<void>;
}

export interface SdCardOptions {
  /** The camera's folder. */
  readonly folder: string;
  readonly media: AlarmMedia;
  readonly store: AlarmStore;
  readonly archive: Archive;
  readonly files: Files;
  /** The camera's clock, and that of the packets. */
  readonly clock: Clock;
  readonly mediaClock: Clock;
  settings(): RecordOf<typeof sdcard>;
  setting(): ScheduleSetting;
  local(unix: number): LocalTime;
  log(severity: 3 | 4 | 5, message: string): void;
}

export function openSdCard(options: SdCardOptions): SdCard {
  const { media, store, archive, files, clock, mediaClock, log } = options;
  const card = join(options.folder, "sdcard");
  let isFullTold = false;

  const limit = (): number => options.settings().sizeMb * mebibyte;
  /** Whether there is room for so many bytes, once the oldest files have gone where they may. */
  const makeRoom = async (bytes: number): Promise<boolean> => {
    const { whenFull } = options.settings();
    const room = limit() - bytes;
    if (whenFull === "overwrite")
      await archive.tidy("sdcard", { seconds: Number.POSITIVE_INFINITY, bytes: room });
    const fits = store.bytes("sdcard") <= room;
    if (!fits && !isFullTold) log(4, `the memory card is full: ${options.settings().sizeMb} MiB`);
    isFullTold = !fits;
    return fits;
  };
  const nameOf = async (prefix: string, at: number, ending: string): Promise<string> => {
    const { year, month, day, hour, minute, second } = options.local(at);
    const two = (value: number): string => String(value).padStart(2, "0");
    const time = `${year}${two(month)}${two(day)}_${two(hour)}${two(minute)}${two(second)}`;
    const taken = new Set(await files.list(card));
    for (let n = 1; ; n += 1) {
      const name = `${prefix}${time}${n === 1 ? "" : `-${n}`}${ending}`;
      if (!taken.has(name) && !taken.has(`${name}.part`)) return join(card, name);
    }
  };
  const isWanted = (): boolean => {
    const { enabled, scheduled, schedule } = options.settings();
    if (!enabled) return false;
    if (scheduled !== "1") return true;
    return schedule.some((text) => {
      const parsed = parseSchedule(text);
      return "value" in parsed && holds(parsed.value, clock.now(), options.setting());
    });
  };
  const series = (): Series => {
    const { stream, audio, limitBy, fileSizeMb, durationSeconds, prefix } = options.settings();
    const bytes = limitBy === "size" ? fileSizeMb * mebibyte : limit() * reserve;
    return {
      channel: stream,
      sound: audio,
      most: { bytes, seconds: limitBy === "duration" ? durationSeconds : Number.POSITIVE_INFINITY },
      hasRoom: () => makeRoom(bytes * headroom),
      path: () => nameOf(prefix, clock.now(), ".mp4"),
      done: async (recorded, at) => archive.add("sdcard", recorded, { at, alarm: "" }),
    };
  };
  const complain = (words: string): void => log(3, `memory card: ${words}`);
  const continuous = openContinuous({ media, files, clock, mediaClock, complain });
  return {
    look: () => continuous.run(JSON.stringify(options.settings()), isWanted() ? series() : undefined),
    keep: async (recorded, of) => {
      const bytes = recorded.files.reduce((sum, file) => sum + file.bytes, 0);
      if (bytes === 0 || !(await makeRoom(bytes))) return;
      await files.makeFolder(card);
      const copies = [];
      for (const file of recorded.files) {
        const path = await nameOf(
          options.settings().eventPrefix,
          of.at,
          file.path.slice(file.path.lastIndexOf(".")),
        );
        await files.copy(file.path, path);
        copies.push({ ...file, path });
      }
      await files.syncFolder(card);
      archive.add("sdcard", { ...recorded, files: copies }, of);
    },
    [Symbol.asyncDispose]: () => continuous[Symbol.asyncDispose](),
  };
}
