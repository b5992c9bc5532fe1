import type { Caller } from "./caller.ts";

/** The settings as they were after a change, and who made it. */
export interface SettingsVersion {
  /** From 1; the numbers of those that were dropped are not used again. */
  readonly number: number;
  /** Unix time in seconds, by the camera's clock. */
  readonly at: number;
  readonly by: string;
  readonly what: string;
}

/** One setting that is not the same; of a secret nothing is said but that. */
export interface Difference {
  /** As `pathOf` writes it: "motionWindow.2.threshold". */
  readonly key: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** Every state that the settings had, the newest ones. */
export interface History {
  /** Newest first. */
  versions(): Promise<readonly SettingsVersion[]>;
  /** What going back to a version would change; undefined where it is not kept. */
  compare(number: number): Promise<readonly Difference[] | undefined>;
  /** Goes back to a version, which makes a new one; false where it is not kept. */
  revert(number: number, by: Caller): Promise<boolean>;
}
