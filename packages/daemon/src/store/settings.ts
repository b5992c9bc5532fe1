import { isDeepStrictEqual } from "node:util";
import {
  type AnyRecord,
  type Change,
  type Difference,
  type Group,
  type Issue,
  isSecret,
  issues,
  type Model,
  masked,
  merge,
  messageOf,
  pathOf,
  type RecordOf,
} from "@pinhole/kit/model";
import { differencesOf } from "./differences.ts";
import { type Disk, explained, realDisk } from "./disk.ts";
import { lockFolder } from "./lock.ts";
import { type Log, SafeFile } from "./safe-file.ts";
import {
  format,
  frozen,
  isHash,
  type Migration,
  migrations,
  modelDefaults,
  parse,
  type Records,
  readRecords,
} from "./settings-file.ts";
import { Stored } from "./stored.ts";

/** Makes the hash of the secret `key`. `record` is the whole record as it will be stored, with its secrets masked. */
export type Hash = (
  value: string,
  at: { readonly group: Group; readonly index: number; readonly key: string; readonly record: AnyRecord },
) => Promise<string>;

export interface SettingsOptions {
  /** Made when it is not there; used by this process alone until the settings are disposed of. */
  readonly folder: string;
  readonly model: Pick<Model, "name" | "defaults">;
  readonly groups: readonly Group[];
  readonly hash: Hash;
  readonly log?: Log;
  readonly disk?: Disk;
  readonly migrations?: readonly Migration[];
}

/** The parameters of one camera: read from memory, and never ahead of what is on disk. */
export interface Settings extends AsyncDisposable {
  /** The records of a group with their secrets masked. */
  get<G extends Group>(group: G): readonly RecordOf<G>[];
  /** As get(), with the secrets: for what logs in somewhere or checks a login. Nothing of it may leave the camera. */
  reveal<G extends Group>(group: G): readonly RecordOf<G>[];
  /**
   * Stores all changes or none, and resolves when they are on disk; the list of problems is empty when they are.
   * Throws CameraError when the disk does not take them. `hashes` are secrets that are kept as hashes and come as such.
   * `seen` are the records that the changes were made from: then of lists and switches only what differs from there is
   * changed, so that whoever changes another one at the same time loses nothing. `check` looks at the changes beside the
   * records that they would be merged with, of which nobody else changes one meanwhile; nothing is stored if it objects.
   */
  set(
    changes: readonly Change[],
    hashes?: readonly Change[],
    seen?: readonly (AnyRecord | undefined)[],
    check?: (now: (group: Group) => readonly AnyRecord[]) => readonly Issue[],
  ): Promise<readonly Issue[]>;
  /** Back to the model's defaults. */
  reset(): Promise<void>;
  /** As settings.json has them, with the secrets. Nothing of it may leave the camera. */
  text(): string;
  /** What going back to a text of settings.json would change. Throws when it is none. */
  compare(text: string): readonly Difference[];
  /** Back to a text of settings.json; what no longer fits is left out and named in the log. Throws when it is none. */
  replace(text: string): Promise<void>;
  /** Calls back after every write with the names of the groups that changed; returns what ends that. */
  onChange(listener: (changed: ReadonlySet<string>) => void): () => void;
}

/** Opens the settings in a folder, or starts with the model's defaults when there are none. */
export async function openSettings(options: SettingsOptions): Promise<Settings> {
  const { folder, model, groups, log = () => {}, disk = realDisk, migrations: steps = migrations } = options;
  const base = modelDefaults(model, groups);
  await explained(folder, disk.makeFolder(folder));
  const lock = await lockFolder(disk, folder);
  try {
    const file = new SafeFile(disk, { folder, name: "settings.json" }, log);
    const found = await file.read((text) => parse(text, steps));
    if (found !== undefined && found.model !== model.name) {
      log(`settings.json was written for another model than ${model.name}: what fits is used`);
    }
    const head = { version: steps.length + 1, model: model.name, groups };
    const records = found === undefined ? base : readRecords(found, { groups, base, log });
    const textOf = (next: Records) => format(next, base, head);
    const write = (next: Records) => file.write(textOf(next));
    const read = (text: string) => readRecords(parse(text, steps), { groups, base, log });
    return new FolderSettings(records, { base, groups, lock, log, textOf, write, read, hash: options.hash });
  } catch (thrown) {
    await lock[Symbol.asyncDispose]();
    throw thrown;
  }
}

interface Parts {
  readonly base: Records;
  readonly groups: readonly Group[];
  readonly lock: AsyncDisposable;
  readonly hash: Hash;
  readonly log: Log;
  textOf(records: Records): string;
  write(records: Records): Promise<void>;
  /** Throws when the text is none of settings. */
  read(text: string): Records;
}

class FolderSettings implements Settings {
  readonly #parts: Parts;
  readonly #groups: ReadonlyMap<string, Group>;
  readonly #stored: Stored<Records>;
  readonly #listeners = new Set<(changed: ReadonlySet<string>) => void>();
  // The masked view of an array of records lives as long as that array: there is nothing to invalidate.
  readonly #masked = new WeakMap<readonly AnyRecord[], readonly AnyRecord[]>();

  constructor(records: Records, parts: Parts) {
    this.#parts = parts;
    this.#groups = new Map(parts.groups.map((g) => [g.name, g]));
    this.#stored = new Stored(records, parts.write, (now, before) => this.#notify(now, before));
  }

  get<G extends Group>(group: G): readonly RecordOf<G>[] {
    const own = this.#own(group);
    const records = this.reveal(group);
    const seen = this.#masked.get(records);
    if (seen !== undefined) return seen as unknown as readonly RecordOf<G>[];
    const shown = Object.freeze(records.map((record) => Object.freeze(masked(own, record))));
    this.#masked.set(records, shown);
    return shown;
  }

  reveal<G extends Group>(group: G): readonly RecordOf<G>[] {
    return recordsOf(this.#stored.value, group) as unknown as readonly RecordOf<G>[];
  }

  async set(
    changes: readonly Change[],
    hashes: readonly Change[] = [],
    seen?: readonly (AnyRecord | undefined)[],
    check?: (now: (group: Group) => readonly AnyRecord[]) => readonly Issue[],
  ): Promise<readonly Issue[]> {
    const own = changes.map((change) => ({ ...change, group: this.#own(change.group) }));
    const problems = own.flatMap(issues);
    if (problems.length > 0) return problems;

    // What was checked is what is stored later, whatever the caller does with its objects meanwhile.
    const copies = own.map((change) => ({ ...change, values: frozen(change.values) }));
    const ready = hashes.map((change) => ({ ...checkedHashes(change), group: this.#own(change.group) }));
    let objections: readonly Issue[] = [];
    await this.#stored.update((records) => {
      objections = check?.((group) => recordsOf(records, group)) ?? [];
      if (objections.length > 0) return records;
      return this.#apply(records, { changes: copies, hashes: ready, seen });
    });
    return objections;
  }

  async reset(): Promise<void> {
    await this.#stored.update((records) => changedOnly(this.#parts.base, records));
  }

  text(): string {
    return this.#parts.textOf(this.#stored.value);
  }

  compare(text: string): readonly Difference[] {
    return differencesOf(this.#parts.groups, this.#stored.value, this.#parts.read(text));
  }

  async replace(text: string): Promise<void> {
    const next = this.#parts.read(text);
    await this.#stored.update((records) => changedOnly(next, records));
  }

  onChange(listener: (changed: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stored.close();
    await this.#parts.lock[Symbol.asyncDispose]();
  }

  async #apply(
    records: Records,
    {
      changes,
      hashes,
      seen,
    }: {
      readonly changes: readonly Change[];
      readonly hashes: readonly Change[];
      readonly seen: readonly (AnyRecord | undefined)[] | undefined;
    },
  ): Promise<Records> {
    const next = new Map(records);
    const replace = (g: Group, index: number, values: AnyRecord) => {
      const old = recordsOf(next, g);
      next.set(g.name, Object.freeze(old.with(index, frozen(merge(g, old[index] as AnyRecord, values)))));
    };
    for (const [n, { group, index, values }] of changes.entries()) {
      replace(group, index, rebased(group, values, [seen?.[n], recordsOf(next, group)[index]]));
    }

    // A hash may depend on other fields of the record, so it is made when all changes are merged.
    for (const { group, index, key } of hashedFields(changes)) {
      const record = recordsOf(next, group)[index] as AnyRecord;
      const value = record[key] as string;
      if (value === "") continue;
      const hash = await this.#parts.hash(value, { group, index, key, record: masked(group, record) });
      if (!isHash(hash)) throw new TypeError(`hash() made no hash for ${pathOf(group, index, key)}`);
      replace(group, index, { [key]: hash });
    }
    for (const { group, index, values } of hashes) replace(group, index, values);
    return changedOnly(next, records);
  }

  #own(group: Group): Group {
    const own = this.#groups.get(group.name);
    if (own === undefined) throw new TypeError(`no group ${group.name} in these settings`);
    return own;
  }

  #notify(now: Records, before: Records): void {
    const changed = new Set([...now.keys()].filter((name) => now.get(name) !== before.get(name)));
    if (changed.size === 0) return;
    for (const listener of this.#listeners) {
      try {
        listener(changed);
      } catch (thrown) {
        this.#parts.log(`a listener to settings failed: ${messageOf(thrown)}`);
      }
    }
  }
}

function recordsOf(records: Records, group: Group): readonly AnyRecord[] {
  const found = records.get(group.name);
  if (found === undefined) throw new TypeError(`no group ${group.name} in these settings`);
  return found;
}

/** A change that holds nothing but hashes, or "" for none. */
function checkedHashes(change: Change): Change {
  const { group, index, values } = change;
  for (const [key, value] of Object.entries(values)) {
    const field = group.fields[key];
    const fits = field !== undefined && isSecret(field) && field.hashed && (value === "" || isHash(value));
    if (!fits || index >= group.count) throw new TypeError(`${pathOf(group, index, key)} is given no hash`);
  }
  return change;
}

/** The hashed secrets that changes name, each once. */
function hashedFields(
  changes: readonly Change[],
): Iterable<{ readonly group: Group; readonly index: number; readonly key: string }> {
  const named = changes.flatMap(({ group, index, values }) =>
    Object.keys(values).map((key) => ({ group, index, key, field: group.fields[key] })),
  );
  const hashed = named.filter(({ field }) => field !== undefined && isSecret(field) && field.hashed);
  return new Map(hashed.map((at) => [pathOf(at.group, at.index, at.key), at])).values();
}

/** `next` with the arrays of `before` where nothing differs, and `before` itself when nothing differs at all. */
function changedOnly(next: Records, before: Records): Records {
  const entries = [...next].map(([name, records]): [string, readonly AnyRecord[]] => {
    const old = before.get(name);
    return [name, old !== undefined && isDeepStrictEqual(records, old) ? old : records];
  });
  return entries.every(([name, records]) => records === before.get(name)) ? before : new Map(entries);
}

/** New values whose lists and switches keep of the present ones what the change, made from an earlier record, left alone. */
function rebased(
  group: Group,
  values: AnyRecord,
  [from, now]: readonly [from: AnyRecord | undefined, now: AnyRecord | undefined],
): AnyRecord {
  const next: Record<string, unknown> = { ...values };
  if (from === undefined || now === undefined) return next;
  for (const [key, value] of Object.entries(values)) {
    const kind = group.fields[key]?.kind;
    if (kind === "list") {
      const [before, present] = [from[key] as readonly unknown[], now[key] as readonly unknown[]];
      next[key] = (value as readonly unknown[]).map((item, n) =>
        isDeepStrictEqual(item, before[n]) ? present[n] : item,
      );
    }
    if (kind === "flags") {
      const before = from[key] as AnyRecord;
      next[key] = Object.fromEntries(
        Object.entries(value as AnyRecord).filter(([flag, on]) => on !== before[flag]),
      );
    }
  }
  return next;
}
