import {
  type AnyRecord,
  type Caller,
  type Change,
  type Group,
  isSecret,
  merge,
  nameOf,
  pathOf,
} from "@pinhole/kit/model";

/** Fields that one line names, and characters of a value that it shows. */
const maxFields = 8;
const maxValue = 48;

/**
 * Who changed what from what to what, in one line; undefined when nothing is another than before. A password is never
 * shown, neither the old one nor the new one.
 */
export function auditLine(
  changes: readonly Change[],
  before: (group: Group) => readonly AnyRecord[],
  by: Caller,
): string | undefined {
  const parts = changes.flatMap(({ group, index, values }) => {
    const old = before(group)[index] ?? {};
    const next = merge(group, old, values);
    return Object.keys(values).flatMap((key) => partOf({ group, index, key }, old[key], next[key]));
  });
  if (parts.length === 0) return undefined;
  const more = parts.length > maxFields ? [`${parts.length - maxFields} more`] : [];
  return `${nameOf(by)} changed ${[...parts.slice(0, maxFields), ...more].join(", ")}`;
}

interface At {
  readonly group: Group;
  readonly index: number;
  readonly key: string;
}

function partOf({ group, index, key }: At, old: unknown, next: unknown): string[] {
  const field = group.fields[key];
  const path = pathOf(group, index, key);
  if (field !== undefined && isSecret(field)) return [`${path} (hidden)`];
  const [from, to] = [shown(old), shown(next)];
  return from === to ? [] : [`${path} from ${from} to ${to}`];
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > maxValue ? `${text.slice(0, maxValue)}...` : text;
}
