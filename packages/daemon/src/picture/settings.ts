import type { clock, privacyMask, RecordOf, video } from "@pinhole/kit/model";

/** The groups that say what is done to a picture before it is encoded. */
export interface PictureSettings {
  readonly video: RecordOf<typeof video>;
  readonly masks: readonly RecordOf<typeof privacyMask>[];
  readonly clock: RecordOf<typeof clock>;
  /** The camera's time is the machine's (Unix time in seconds) times the speed, and the offset. */
  readonly clockOffset: number;
  readonly clockSpeed?: number;
  /** What lights the scene and what stands before the sensor; absent where they follow day and night. */
  readonly lamps?: Lamps;
}

/** The camera's lamps and its infrared filter. */
export interface Lamps {
  /** Off, the night stays dark; undefined, it follows the night. */
  readonly infrared: boolean | undefined;
  readonly white: boolean;
  /** Open by day, infrared light turns colours red; undefined, it follows the night. */
  readonly filterOpen: boolean | undefined;
}
