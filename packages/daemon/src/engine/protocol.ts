import type { MessagePort } from "node:worker_threads";
import type {
  Course,
  ErrorCode,
  h264Channel,
  jpegChannel,
  MotionReport,
  motion,
  motionWindow,
  mpeg4Channel,
  RecordOf,
} from "@pinhole/kit/model";
import type { Want } from "../codec/want.ts";
import type { PictureSettings } from "../picture/settings.ts";

/** The settings that the engine works by. */
export interface EngineSettings extends PictureSettings {
  readonly night: boolean;
  /** Whether the brightness has to be known, to tell day from night. */
  readonly measuresBrightness: boolean;
  /** Factor by which the sound is made louder. */
  readonly soundGain: number;
  readonly motion: RecordOf<typeof motion>;
  readonly motionWindows: readonly RecordOf<typeof motionWindow>[];
  /** Where the camera has to look for motion to be looked for, if that is not anywhere. */
  readonly motionAim?: readonly [pan: number, tilt: number];
  readonly h264: readonly RecordOf<typeof h264Channel>[];
  readonly mpeg4: readonly RecordOf<typeof mpeg4Channel>[];
  readonly mjpeg: readonly RecordOf<typeof jpegChannel>[];
}

/** What a camera shows where nothing else is said. */
export const usual = { source: "scene", seed: 1 } as const;

/** What the thread is started with, before it is known what it has to do. */
export interface ThreadData {
  /** By which its start comes. */
  readonly port: MessagePort;
  readonly isUsual: boolean;
}

/** What the engine is started with. */
export interface EngineStart {
  /** The SOURCE as the user wrote it. */
  readonly source: string;
  /** Unix time in seconds. */
  readonly epoch: number;
  readonly seed: number;
  readonly settings: EngineSettings;
  /** Where the sound comes from: the source, a microphone that is heard through `hear`, or nowhere. */
  readonly sound: SoundOrigin;
}

export type SoundOrigin = "source" | "microphone" | "none";

/** How the source is; `since` is Unix time in seconds. */
export type SourceState =
  | { readonly state: "idle" | "starting"; readonly since: number }
  | { readonly state: "live"; readonly since: number; readonly width: number; readonly height: number }
  | { readonly state: "down"; readonly since: number; readonly reason: string; readonly code?: ErrorCode };

export type ToEngine =
  | { readonly type: "configure"; readonly settings: EngineSettings }
  | { readonly type: "want"; readonly key: string; readonly want: Want }
  | { readonly type: "unwant"; readonly key: string }
  | { readonly type: "refresh"; readonly key: string }
  /** Mono sound of the microphone, whose first sample was captured at a Unix time in seconds. */
  | {
      readonly type: "hear";
      readonly samples: Int16Array<ArrayBuffer>;
      readonly sampleRate: number;
      readonly at: number;
    }
  /** Ends the thread when what it has under way is done. */
  | { readonly type: "stop" }
  /** `moved` says that something turns the source; `now` is the Unix time in seconds by the clock of who sends it. */
  | { readonly type: "aim"; readonly course: Course; readonly moved: boolean; readonly now: number }
  /** Whether somebody wants to know what moves. */
  | { readonly type: "watch"; readonly on: boolean };

export type FromEngine =
  | {
      readonly type: "packet";
      /** Every want that this access unit fulfils. */
      readonly keys: readonly string[];
      readonly data: Uint8Array<ArrayBuffer>;
      readonly pts: number;
      readonly key: boolean;
      readonly passed?: boolean;
      /** Seconds after which it is due, where it comes before its time. */
      readonly early?: number;
    }
  /** Whether a channel's packets are the source's own, and why. */
  | { readonly type: "passage"; readonly key: string; readonly passed: boolean; readonly reason: string }
  | { readonly type: "source"; readonly source: SourceState }
  | { readonly type: "sound"; readonly has: boolean }
  | { readonly type: "motion"; readonly report: MotionReport }
  /** These wants can not be made as the settings are; they are dropped. */
  | { readonly type: "trouble"; readonly keys: readonly string[]; readonly reason: string }
  /** Sent every second: a sign of life and the count of pictures that the source gave. */
  | {
      readonly type: "beat";
      readonly picturesIn: number;
      /** When the newest picture was captured, Unix time in seconds. */
      readonly newest: number | undefined;
      readonly brightness: number | undefined;
    };
