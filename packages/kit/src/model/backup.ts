import type { Caller } from "./caller.ts";
import type { Issue } from "./field.ts";
import type { Change, Group, RecordOf } from "./group.ts";

/** What a copy of all settings takes beside the settings that anybody may read. */
export interface Backup {
  /** As they are stored, passwords masked, without what the camera fills in by itself. */
  get<G extends Group>(group: G): readonly RecordOf<G>[];
  /**
   * The passwords of logins, sealed: good for nothing but to be restored. Passwords with which the camera logs in
   * elsewhere stay in the camera.
   */
  logins(): readonly Change[];
  /**
   * Stores all changes or none. `logins` are sealed passwords, and what is read only is left as it is. `notes` go to the
   * log: what could not be restored, in words.
   */
  restore(restoring: Restoring, by: Caller): Promise<readonly Issue[]>;
}

export interface Restoring {
  readonly changes: readonly Change[];
  readonly logins: readonly Change[];
  readonly notes: readonly string[];
}
