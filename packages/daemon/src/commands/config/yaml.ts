import { isDeepStrictEqual } from "node:util";
import {
  type AnyRecord,
  type Change,
  groups,
  isSecret,
  issues,
  type Model,
  pathOf,
} from "@pinhole/kit/model";
import { parseDocument, stringify } from "yaml";
import { isStored } from "../../http/credential.ts";
import { modelDefaults, type Records } from "../../store/settings-file.ts";

export interface Shown {
  /** With passwords; those of logins as their hashes. */
  readonly secrets: boolean;
  /** Also what is as the model has it from the beginning. */
  readonly all: boolean;
}

/** Settings for people: what differs from the model's own, by group; groups of several records are lists. */
export function toYaml(records: Records, model: Model, { secrets, all }: Shown): string {
  const base = modelDefaults(model, groups);
  const settings: Record<string, unknown> = {};
  for (const group of groups) {
    const shown = (records.get(group.name) ?? []).map((record, index) =>
      Object.fromEntries(
        Object.entries(record).filter(([key, value]) => {
          const field = group.fields[key]!;
          if (field.readOnly || (isSecret(field) && !secrets)) return false;
          return all || !isDeepStrictEqual(value, base.get(group.name)?.[index]?.[key]);
        }),
      ),
    );
    const length = shown.findLastIndex((record) => Object.keys(record).length > 0) + 1;
    if (length > 0) settings[group.name] = group.count === 1 ? shown[0] : shown.slice(0, length);
  }
  const head = secrets ? "# These settings hold passwords.\n" : "# Passwords are left out.\n";
  return head + stringify({ model: model.name, settings });
}

type Changes = {
  readonly changes: readonly Change[];
  readonly logins: readonly Change[];
  readonly notes: readonly string[];
};

/** Reads such a text: what it asks for, or everything that is wrong with it. A login's password may be plain or a hash. */
export function fromYaml(text: string, model: Model): Changes | { readonly problems: readonly string[] } {
  const document = parseDocument(text, { prettyErrors: true, uniqueKeys: true });
  if (document.errors.length > 0) {
    return { problems: document.errors.map(({ message }) => message.split("\n")[0] ?? "") };
  }
  // References could make a short text a huge one.
  const content: unknown = document.toJS({ maxAliasCount: 0 });
  if (!isObject(content) || !isObject(content.settings)) {
    return { problems: ['must be YAML with "settings:", as pinhole config show prints it'] };
  }
  const problems: string[] = [];
  const changes: Change[] = [];
  const logins: Change[] = [];
  for (const [name, value] of Object.entries(content.settings)) {
    const group = groups.find((each) => each.name === name);
    const records = Array.isArray(value) ? value : [value];
    if (group === undefined || !records.every((record) => isObject(record) || record === null)) {
      problems.push(group === undefined ? `${name}: is not a group` : `${name}: must hold fields`);
      continue;
    }
    for (const [index, record] of records.entries()) {
      const hashes = Object.entries(record ?? {}).filter(([key, text]) => {
        const field = group.fields[key];
        return field !== undefined && isSecret(field) && field.hashed && isStored(text);
      });
      const values: AnyRecord = Object.fromEntries(
        Object.entries(record ?? {}).filter(([key]) => !hashes.some(([hashed]) => hashed === key)),
      );
      problems.push(...issues({ group, index, values }).map(({ key, problem }) => `${key}: ${problem}`));
      changes.push({ group, index, values });
      if (hashes.length > 0) logins.push({ group, index, values: Object.fromEntries(hashes) });
    }
  }
  const notes =
    content.model === model.name ? [] : [`the file is of ${String(content.model)}, not of ${model.name}`];
  return problems.length > 0 ? { problems } : { changes, logins, notes };
}

/** What differs between two settings, one line each; passwords are named only. */
export function differences(before: Records, after: Records): readonly string[] {
  return groups.flatMap((group) =>
    (after.get(group.name) ?? []).flatMap((record, index) =>
      Object.entries(record).flatMap(([key, value]) => {
        const old = before.get(group.name)?.[index]?.[key];
        if (isDeepStrictEqual(old, value)) return [];
        const path = pathOf(group, index, key);
        if (!isSecret(group.fields[key]!))
          return [`${path}: ${JSON.stringify(old)} -> ${JSON.stringify(value)}`];
        return [`${path}: ${old === "" ? "set" : value === "" ? "cleared" : "changed"} (hidden)`];
      }),
    ),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
