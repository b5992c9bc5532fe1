import type { Backup, Restoring } from "./backup.ts";
import type { Caller } from "./camera.ts";
import type { Issue } from "./field.ts";
import type { AnyRecord, Change } from "./group.ts";
import { users } from "./groups/users.ts";

/** Sealed logins in memory for tests. */
export class FakeBackup implements Backup {
  /** What was restored, in order. */
  readonly restored: Restoring[] = [];
  sealed: AnyRecord = { adminPassword: "sealed", viewerPassword: "" };
  readonly #set: (changes: readonly Change[], by: Caller) => Promise<readonly Issue[]>;

  constructor(set: (changes: readonly Change[], by: Caller) => Promise<readonly Issue[]>) {
    this.#set = set;
  }

  logins(): readonly Change[] {
    return [{ group: users, index: 0, values: this.sealed }];
  }

  async restore(restoring: Restoring, by: Caller): Promise<readonly Issue[]> {
    const problems = await this.#set(restoring.changes, by);
    if (problems.length === 0) this.restored.push(restoring);
    return problems;
  }
}
