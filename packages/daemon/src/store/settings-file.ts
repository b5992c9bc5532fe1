import { isDeepStrictEqual } from "node:util";
import {
  type AnyRecord,
  CameraError,
  defaults,
  type Field,
  type Group,
  isSecret,
  type Model,
  merge,
  pathOf,
} from "@pinhole/kit/model";
import { Damage, isObject, type Log, parseObject } from "./safe-file.ts";

/** The records of every group, by group name; deep frozen. */
export type Records = ReadonlyMap<string, readonly AnyRecord[]>;

/** The content of settings.json. Its groups are as they were found, nothing about them is checked yet. */
export interface SettingsFile {
  readonly version: number;
  /** The model that wrote it, for people: another model reads what fits. */
  readonly model: unknown;
  readonly groups: Readonly<Record<string, unknown>>;
}

/** Makes a file of the next version. What it finds is not checked; a file that makes it throw counts as damaged. */
export type Migration = (file: SettingsFile) => SettingsFile;

/** The first one leads from version 1 to version 2, and so on. Each has a test with a file of its version. */
export const migrations: readonly Migration[] = [];

// A hash with its parameters and salt is longer than the secret that the field allows.
const maxHashLength = 1024;

/** What a model starts with: the defaults of its groups and its own over them. */
export function modelDefaults(model: Pick<Model, "name" | "defaults">, groups: readonly Group[]): Records {
  return new Map(
    groups.map((g) => [
      g.name,
      defaults(g).map((record, index) => {
        const own = model.defaults[g.name]?.[index] ?? {};
        for (const [key, value] of Object.entries(own)) {
          const field = Object.hasOwn(g.fields, key) ? g.fields[key] : undefined;
          // Only set() hashes, so a secret among the defaults would be stored and shown as it is.
          const problem = field && isSecret(field) ? "is a secret" : field?.check(value);
          if (field === undefined || problem !== undefined) {
            throw new TypeError(
              `default ${pathOf(g, index, key)} of ${model.name} ${problem ?? "is no field"}`,
            );
          }
        }
        return frozen(merge(g, record, own));
      }),
    ]),
  );
}

/**
 * The text of settings.json. It holds only what differs from the defaults, so it reads as the list of what the owner
 * has chosen, and a better default of a later release reaches everybody who never touched the value.
 */
export function format(
  records: Records,
  base: Records,
  head: { readonly version: number; readonly model: string; readonly groups: readonly Group[] },
): string {
  const groups: Record<string, readonly AnyRecord[]> = {};
  for (const g of head.groups) {
    const differing = (records.get(g.name) ?? []).map((r, i) =>
      difference(g, r, base.get(g.name)?.[i] ?? {}),
    );
    const length = differing.findLastIndex((values) => Object.keys(values).length > 0) + 1;
    if (length > 0) groups[g.name] = differing.slice(0, length);
  }
  return `${JSON.stringify({ version: head.version, model: head.model, groups }, undefined, 2)}\n`;
}

/** Throws damage for a broken file and CameraError for one of a newer version. */
export function parse(text: string, steps: readonly Migration[]): SettingsFile {
  const { version, model, groups } = parseObject(text);
  if (typeof version !== "number" || !Number.isSafeInteger(version) || version < 1) {
    throw new Damage("has no version");
  }
  if (!isObject(groups)) throw new Damage("has no groups");

  const newest = steps.length + 1;
  if (version > newest) {
    const words = `settings.json is of version ${version}, this pinhole knows 1 to ${newest}`;
    const next = "start the newer pinhole that wrote it, or choose another folder with --state";
    throw new CameraError("refused", `${words}; ${next}`, { at: "settings.json" });
  }
  let file: SettingsFile = { version, model, groups };
  for (const step of steps.slice(version - 1)) file = migrated(file, step);
  return file;
}

function migrated(file: SettingsFile, step: Migration): SettingsFile {
  const version = file.version + 1;
  try {
    return { ...step(file), version };
  } catch {
    throw new Damage(`can not be brought to version ${version}`);
  }
}

/** The records that a file stands for. What is unknown or not allowed is left out and named in the log. */
export function readRecords(
  file: SettingsFile,
  from: { groups: readonly Group[]; base: Records; log: Log },
): Records {
  const log: Log = (line) => from.log(`settings.json: ${line}`);
  const known = new Set(from.groups.map((g) => g.name));
  for (const name of Object.keys(file.groups)) {
    if (!known.has(name)) log(`${quoted(name)} is not a group of this camera and is left out`);
  }
  return new Map(
    from.groups.map((g) => {
      const base = from.base.get(g.name) ?? [];
      const stored = Object.hasOwn(file.groups, g.name) ? file.groups[g.name] : [];
      if (!Array.isArray(stored)) {
        log(`${g.name} must be a list of records; the defaults are used`);
        return [g.name, base];
      }
      if (stored.length > g.count) log(`${g.name} has ${stored.length} records, only ${g.count} are used`);
      return [
        g.name,
        base.map((record, index) => readRecord(stored[index] ?? {}, record, { g, index, log })),
      ];
    }),
  );
}

function readRecord(
  stored: unknown,
  base: AnyRecord,
  { g, index, log }: { readonly g: Group; readonly index: number; readonly log: Log },
): AnyRecord {
  if (!isObject(stored)) {
    log(`record ${index + 1} of ${g.name} must be an object; the defaults are used`);
    return base;
  }
  const good: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(stored)) {
    const field = Object.hasOwn(g.fields, key) ? g.fields[key] : undefined;
    if (field === undefined) {
      log(`${quoted(key)} is not a field of ${g.name} and is left out`);
      continue;
    }
    const problem = field.readOnly ? "is read only" : problemOf(field, value);
    if (problem === undefined) good[key] = value;
    else log(`${pathOf(g, index, key)} ${problem}; the default is used`);
  }
  return frozen(merge(g, base, good));
}

function problemOf(field: Field<never> | Field, value: unknown): string | undefined {
  if (!isSecret(field) || !field.hashed) return field.check(value);
  return value === "" || isHash(value) ? undefined : "must be a hash";
}

export function isHash(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= maxHashLength;
}

function difference(g: Group, record: AnyRecord, base: AnyRecord): AnyRecord {
  const values = Object.entries(record).filter(([key, value]) => !isDeepStrictEqual(value, base[key]));
  return Object.fromEntries(
    values.map(([key, value]) => {
      const isFlags = g.fields[key]?.kind === "flags";
      return [key, isFlags ? switched(value as AnyRecord, base[key] as AnyRecord) : value];
    }),
  );
}

function switched(flags: AnyRecord, base: AnyRecord): AnyRecord {
  return Object.fromEntries(Object.entries(flags).filter(([name, on]) => on !== base[name]));
}

/** A deep copy that nobody can change, as JSON would bring it back. */
export function frozen<T>(value: T): T {
  // JSON has no -0.
  if (value === 0) return 0 as T;
  if (typeof value !== "object" || value === null) return value;
  const copy = Array.isArray(value)
    ? value.map(frozen)
    : Object.fromEntries(Object.entries(value).map(([key, item]) => [key, frozen(item)]));
  return Object.freeze(copy) as T;
}

function quoted(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}...` : name);
}
