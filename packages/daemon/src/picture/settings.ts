import type { clock, privacyMask, RecordOf, video } from "@pinhole/kit/model";

/** The groups that say what is done to a picture before it is encoded. */
export interface PictureSettings {
  readonly video: RecordOf<typeof video>;
  readonly masks: readonly RecordOf<typeof privacyMask>[];
  readonly clock: RecordOf<typeof clock>;
  /** Seconds by which the camera's clock is ahead of the machine's. */
  readonly clockOffset: number;
}
