import type { Field, Issue, Secret, ValueOf } from "./field.ts";

export type Fields = Readonly<Record<string, Field<never> | Field>>;

/** One table of parameters: `count` records (windows, users, channels) with the same fields. */
export interface Group<F extends Fields = Fields> {
  readonly name: string;
  readonly doc: string;
  readonly fields: F;
  readonly count: number;
}

/** The values of one record of a group. */
export type RecordOf<G extends Group> = { readonly [K in keyof G["fields"]]: ValueOf<G["fields"][K]> };

/** Any record, where the group is known only at run time. */
export type AnyRecord = Readonly<Record<string, unknown>>;

/** New values for some fields of one record; `index` counts from 0. */
export interface Change {
  readonly group: Group;
  readonly index: number;
  readonly values: AnyRecord;
}

export function group<const F extends Fields>(name: string, doc: string, fields: F, count = 1): Group<F> {
  return { name, doc, fields, count };
}

/** "motionWindow.2.threshold"; records of a group that has only one carry no number. Numbers count from 1. */
export function pathOf(g: Group, index: number, key: string): string {
  return g.count === 1 ? `${g.name}.${key}` : `${g.name}.${index + 1}.${key}`;
}

/** Everything that keeps a change from being stored: unknown and read-only fields, values that fail their check. */
export function issues(change: Change): Issue[] {
  const { group: g, index, values } = change;
  if (!Number.isInteger(index) || index < 0 || index >= g.count) {
    return [{ key: g.name, problem: `has no record ${index + 1}; there are ${g.count}` }];
  }
  return Object.entries(values).flatMap(([key, value]) => {
    const path = pathOf(g, index, key);
    const known = Object.hasOwn(g.fields, key) ? g.fields[key] : undefined;
    if (known === undefined) return [{ key: path, problem: `is not a field of ${g.name}` }];
    if (known.readOnly) return [{ key: path, problem: "is read only" }];
    const problem = known.check(value);
    return problem === undefined ? [] : [{ key: path, problem }];
  });
}

/** A fresh set of records, each field at its default. */
export function defaults<G extends Group>(g: G): RecordOf<G>[] {
  const record = Object.fromEntries(
    Object.entries(g.fields).map(([key, f]) => [key, f.default]),
  ) as RecordOf<G>;
  return Array.from({ length: g.count }, () => record);
}

/** A record with a change laid over it: switches and other fields that the change does not name stay. */
export function merge(g: Group, record: AnyRecord, values: AnyRecord): AnyRecord {
  const merged: Record<string, unknown> = { ...record };
  for (const [key, value] of Object.entries(values)) {
    const old = record[key];
    merged[key] = g.fields[key]?.kind === "flags" ? { ...(old as object), ...(value as object) } : value;
  }
  return merged;
}

/** A record as it may be shown: every secret is "". */
export function masked<R extends AnyRecord>(g: Group, record: R): R {
  const shown: Record<string, unknown> = { ...record };
  for (const key of Object.keys(shown)) if (g.fields[key] && isSecret(g.fields[key])) shown[key] = "";
  return shown as R;
}

export function isSecret(f: Field<never> | Field): f is Secret {
  return f.kind === "secret";
}
