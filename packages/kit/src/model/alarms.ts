import type { entryActions } from "./groups/events.ts";

/** What can set off an alarm. `drill` is a rehearsal that somebody asked for. */
export const triggerKinds = [
  "motion",
  "audio",
  "input",
  "pir",
  "http",
  "periodic",
  "continuous",
  "login",
  "tamper",
  "drill",
] as const;

export type TriggerKind = (typeof triggerKinds)[number];

/** Something that may set off an alarm. */
export interface Trigger {
  /** Unix time in seconds, on the clock of the packets' `pts`. */
  readonly at: number;
  readonly kind: TriggerKind;
  /** The inputs, windows or sound encodings that it speaks of, each from 1. */
  readonly places: readonly number[];
  /** For people: "window 2 (Door) at 143 of 127". */
  readonly detail: string;
}

/** How much moves in the picture of that time: a level for each window, beside which its threshold stands. */
export interface MotionReport {
  /** Unix time in seconds at which the picture was captured. */
  readonly at: number;
  /** 0 to 255 for each of the four windows; 0 where a window is not watched. */
  readonly levels: readonly [number, number, number, number];
  /** The windows, from 1, in which motion was found: more than their threshold, for long enough. */
  readonly moving: readonly number[];
  /** What somebody may have done to the camera itself. */
  readonly tamper?: "covered" | "black" | "frozen" | "moved";
}

/** What an alarm may set off. "announce" tells the servers that want to hear of each alarm. */
export type ActionName = (typeof entryActions)[number] | "announce";

/** Triggers that belong together, from the first to the end of what follows the last. */
export interface Alarm {
  /** Unique in this camera, sorts by time; digits, capital letters and "-" only. */
  readonly id: string;
  readonly trigger: Trigger;
  /** The rule that let it through: "event_mt", or the name of an entry. */
  readonly rule: string;
  /** Seconds by which the camera's clock was ahead of that of the pictures, which the trigger's time is of; 0 if left out. */
  readonly ahead?: number;
}

/** A picture or a clip of an alarm, complete on disk. */
export interface AlarmFile {
  readonly path: string;
  /** The media type: "image/jpeg", "video/mp4", "video/x-msvideo". */
  readonly type: string;
  readonly bytes: number;
  /** Unix time in seconds of the first picture. */
  readonly at: number;
}

/** Work for one action. A picture goes out when the alarm begins, a clip when it is complete. */
export interface Delivery {
  readonly alarm: Alarm;
  readonly action: ActionName;
  readonly stage: "begin" | "end";
  /** Copied or linked before the promise of the taker resolves; the giver may delete them afterwards. */
  readonly files: readonly AlarmFile[];
}

/** Takes over deliveries: the promise resolves when the work is on disk and survives a power cut. */
export type Deliver = (delivery: Delivery) => Promise<void>;
