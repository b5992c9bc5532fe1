import {
  type AnyRecord,
  CameraError,
  type Change,
  defaults,
  type Group,
  isSecret,
  issues,
  pathOf,
  type RecordOf,
} from "../model/index.ts";

/** A group that was read: its records, and what of it this camera does not have or says strangely. */
export interface ReadGroup<G extends Group = Group> {
  /** Defaults stand where the camera has no such key. */
  readonly records: readonly RecordOf<G>[];
  /** The paths of the fields that the camera has: what it answered and could be read. */
  readonly said: ReadonlySet<string>;
  /** The vendor's keys that the camera did not answer. */
  readonly missing: readonly string[];
  /** Keys whose text is none that the documentation knows; their fields are at the default. */
  readonly odd: readonly { readonly key: string; readonly text: string; readonly problem: string }[];
}

/** Keys of one of the vendor's groups or menus that were written. */
export interface Written {
  readonly group: string;
  readonly keys: readonly string[];
}

/** Throws what the camera's own checks would find wrong with changes, before anything is sent. */
export function checkChanges(changes: readonly Change[]): void {
  const problems = changes.flatMap(issues);
  if (problems.length > 0)
    throw new CameraError("refused", problems.map(({ key, problem }) => `${key}: ${problem}`).join("; "));
}

/** The groups of changes, each once. */
export function groupsOf(changes: readonly Change[]): readonly Group[] {
  return [...new Map(changes.map(({ group }) => [group.name, group])).values()];
}

/** A secret is never read, so an empty one means that nobody wants to change it. */
export function isKept(group: Group, field: string, value: unknown): boolean {
  const known = group.fields[field];
  return known !== undefined && isSecret(known) && value === "";
}

/** The fields of a change that shall get another value or, being secret, may do so. */
export function changedFields({ group, index, values }: Change, records: readonly AnyRecord[]): Set<string> {
  const changed = Object.keys(values).filter((field) => {
    const known = group.fields[field];
    if (known !== undefined && isSecret(known)) return values[field] !== "";
    return JSON.stringify(values[field]) !== JSON.stringify(records[index]?.[field]);
  });
  return new Set(changed);
}

/**
 * Throws when a camera has no key for what a change wants; `written` holds the paths for which it has one. A record
 * that is written back whole may also name what the camera lacks, as long as that is no change.
 */
export function checkWritten(
  changes: readonly Change[],
  written: ReadonlySet<string>,
  recordsOf: (group: Group) => readonly AnyRecord[],
): void {
  const lost = changes.flatMap((change) => {
    const { group, index, values } = change;
    const fields = Object.keys(values).filter((field) => !isKept(group, field, values[field]));
    const absent = fields.filter((field) => !written.has(pathOf(group, index, field)));
    const changed = changedFields(change, recordsOf(group));
    const missed = absent.length < fields.length ? absent.filter((field) => changed.has(field)) : absent;
    return missed.map((field) => pathOf(group, index, field));
  });
  if (lost.length > 0) throw new CameraError("not-offered", `this camera has no key for ${lost.join(", ")}`);
}

/** Records to begin with, before the camera's own texts are laid over them. */
export function fresh(group: Group): readonly AnyRecord[] {
  return defaults(group) as readonly AnyRecord[];
}
