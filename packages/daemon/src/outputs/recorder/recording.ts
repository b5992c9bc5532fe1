import type { AlarmFile } from "@pinhole/kit/model";

/** What came of a recording. */
export interface Recorded {
  /** Complete, on disk. */
  readonly files: readonly AlarmFile[];
  /** How long it plays. */
  readonly seconds: number;
  /** What kept it from being all that it should have been, in words. */
  readonly trouble?: string | undefined;
}

export const nothing: Recorded = { files: [], seconds: 0 };
