import { basename, join } from "node:path";
import {
  type Alarm,
  type AlarmFile,
  type Clock,
  type Deliver,
  holds,
  messageOf,
  parseSchedule,
  type RecordOf,
  type ScheduleSetting,
  type shareRecording,
} from "@pinhole/kit/model";
import { draftSuffix, type Files } from "../outputs/recorder/index.ts";
import { mend } from "./archive.ts";
import { openContinuous, type Series } from "./continuous.ts";
import { asShown } from "./handover.ts";
import type { AlarmMedia } from "./media.ts";

/** Recording without end to a shared folder: each file is handed over when it is complete. */
export interface ShareRecorder extends AsyncDisposable {
  /** The settings, or what is switched on, may have changed. */
  look(): void;
}

export interface ShareRecorderOptions {
  /** The camera's folder. */
  readonly folder: string;
  readonly media: AlarmMedia;
  readonly files: Files;
  /** The camera's clock, and that of the packets. */
  readonly clock: Clock;
  readonly mediaClock: Clock;
  readonly deliver: Deliver;
  settings(): RecordOf<typeof shareRecording>;
  setting(): ScheduleSetting;
  log(severity: 3, message: string): void;
}

export function openShareRecorder(options: ShareRecorderOptions): ShareRecorder {
  const { media, files, clock, mediaClock, log } = options;
  const folder = join(options.folder, "outgoing");
  const complain = (words: string): void => log(3, `recording to the share: ${words}`);
  const continuous = openContinuous({ media, files, clock, mediaClock, complain });
  let number = 0;
  const nameNow = (): string => {
    number += 1;
    const time = new Date(Math.floor(clock.now()) * 1000).toISOString().replaceAll(/[-:]|\.\d+Z/g, "");
    return `${time}-S${number.toString(36).toUpperCase()}`;
  };
  const isWanted = (): boolean => {
    const { enabled, schedule } = options.settings();
    if (!enabled || schedule === "") return enabled;
    const parsed = parseSchedule(schedule);
    return "value" in parsed && holds(parsed.value, clock.now(), options.setting());
  };
  const series = (): Series => {
    const { stream, limitBy, fileSizeKb, durationSeconds } = options.settings();
    const isBySize = limitBy === "size" && fileSizeKb > 0;
    let id = "";
    return {
      channel: stream,
      sound: true,
      most: {
        bytes: isBySize ? fileSizeKb * 1024 : Number.POSITIVE_INFINITY,
        seconds: isBySize ? Number.POSITIVE_INFINITY : durationSeconds,
      },
      hasRoom: async () => true,
      path: async () => {
        id = nameNow();
        return join(folder, `${id}.mp4`);
      },
      done: ({ files: made }) => handOver(id, made),
    };
  };
  const handOver = async (id: string, made: readonly AlarmFile[]): Promise<void> => {
    const trigger = {
      at: made[0]?.at ?? mediaClock.now(),
      kind: "continuous",
      places: [],
      detail: "recording without end",
    } as const;
    const alarm: Alarm = { id, trigger, rule: "smbc_rec", ahead: options.clock.now() - mediaClock.now() };
    try {
      await options.deliver(asShown({ alarm, action: "shareRecording", stage: "end", files: made }));
    } catch (thrown) {
      complain(`${id}.mp4 is not taken over: ${messageOf(thrown)}`);
    }
    for (const { path } of made) await files.remove(path);
  };
  /** What a camera that was killed has left. */
  const recover = async (): Promise<void> => {
    for (const name of (await files.list(folder)).toSorted()) {
      const path = join(folder, name.replace(draftSuffix, ""));
      const made = await mend(files, { path, isDraft: name.endsWith(draftSuffix), at: mediaClock.now() });
      if (made.length > 0) await handOver(basename(path, ".mp4"), made);
    }
  };
  let isReady = false;
  const recovered = recover()
    .catch((thrown: unknown) => complain(messageOf(thrown)))
    .then(() => {
      isReady = true;
    });
  return {
    look: () => {
      // What is written anew must not be taken for what was left.
      if (isReady) continuous.run(JSON.stringify(options.settings()), isWanted() ? series() : undefined);
    },
    [Symbol.asyncDispose]: async () => {
      await recovered;
      await continuous[Symbol.asyncDispose]();
    },
  };
}
