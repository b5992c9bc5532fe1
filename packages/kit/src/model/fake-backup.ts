import type { Backup, Restoring } from "./backup.ts";
import type { Caller } from "./caller.ts";
import type { Issue } from "./field.ts";
import type { AnyRecord, Change, Group, RecordOf } from "./group.ts";
import { users } from "./groups/users.ts";

/** Sealed logins in memory for tests. */
export class FakeBackup implements Backup {
  /** What was restored, in order. */
  readonly restored: Restoring[] = [];
  sealed: AnyRecord = { adminPassword: "sealed", viewerPassword: "" };
  readonly #get: <G extends Group>(group: G) => readonly RecordOf<G>[];
  readonly #set: (changes: readonly Change[], by: Caller) => Promise<readonly Issue[]>;

  constructor(
    get: <G extends Group>(group: G) => readonly RecordOf<G>[],
    set: (changes: readonly Change[], by: Caller) => Promise<readonly Issue[]>,
  ) {
    this.#get = get;
    this.#set = set;
  }

  get<G extends Group>(group: G): readonly RecordOf<G>[] {
    return this.#get(group);
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
