import type { clock, privacyMask, RecordOf, video } from "@pinhole/kit/model";

/** The groups that say what is done to a picture before it is encoded. */
export interface PictureSettings {
  readonly video: RecordOf<typeof video>;
  readonly masks: readonly RecordOf<typeof privacyMask>[];
  readonly clock: RecordOf<typeof clock>;
  /** The camera's time is the machine's (Unix time in seconds) times the speed, and the offset. */
  readonly clockOffset: number;
  readonly clockSpeed?: number;
}
