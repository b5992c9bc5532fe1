import { tables } from "@pinhole/kit/dialects/sercomm";
import {
  type AnyRecord,
  type Choice,
  defaults,
  type Field,
  type Group,
  type Model,
  merge,
} from "@pinhole/kit/model";
import { cell, code, page, table, written } from "./markdown.ts";

type Table = ReturnType<typeof tables>[number];
type Row = Table["rows"][number];

/** Rows whose keys differ by a number only: user1 to user20. */
interface Family {
  readonly keys: readonly string[];
  readonly first: Row;
  readonly models: readonly string[];
}

/** Every key of the Sercomm interface and the setting behind it. */
export function sercommPage(models: readonly Model[]): string {
  const known = models.map((model) => ({ model, tables: tables(model) }));
  const longest = known.toSorted((a, b) => b.tables.length - a.tables.length)[0]?.tables ?? [];
  const names = [...new Set([...longest, ...known.flatMap((one) => one.tables)].map(({ name }) => name))];
  return page(
    "# Sercomm keys",
    written,
    "What `/adm/get_group.cgi` and `/adm/set_group.cgi` know. `First value` is what a fresh camera has stored, before live values such as its address are filled in; the settings themselves, with their limits, are on [their own page](settings.md).",
    `Models: ${models.map(({ name }) => name).join(", ")}. A key that only some of them have says so.`,
    ...names.flatMap((name) => groupSection(name, known)),
  );
}

interface KnownModel {
  readonly model: Model;
  readonly tables: readonly Table[];
}

function groupSection(name: string, known: readonly KnownModel[]): string[] {
  const having = known.flatMap(({ model, tables }) => {
    const found = tables.find((one) => one.name === name);
    return found === undefined ? [] : [{ model, rows: found.rows }];
  });
  const only =
    having.length === known.length ? "" : `Only ${having.map(({ model }) => model.name).join(", ")}.`;
  const [richest] = having.toReversed().toSorted((a, b) => b.rows.length - a.rows.length);
  if (richest === undefined) return [];
  const rows = families(having).map((family) => {
    const limited = family.models.length === having.length ? "" : `only ${family.models.join(", ")}`;
    return familyRow(family, { model: richest.model, limited });
  });
  return [`## ${name}`, only, table(["Key", "Setting", "Texts", "First value", "Notes"], rows)];
}

function families(having: readonly { readonly model: Model; readonly rows: readonly Row[] }[]): Family[] {
  const all = having.flatMap(({ model, rows }) => rows.map((row) => ({ model: model.name, row })));
  const same = Map.groupBy(all, ({ row }) =>
    [row.key.replaceAll(/\d+/g, ""), row.group.name, row.fields].join("|"),
  );
  return [...same.values()].map((members) => ({
    keys: [...new Set(members.map(({ row }) => row.key))],
    first: (members[0] as (typeof members)[number]).row,
    models: [...new Set(members.map(({ model }) => model))],
  }));
}

function familyRow({ keys, first }: Family, { model, limited }: { model: Model; limited: string }): string[] {
  const named =
    keys.length > 3
      ? `${code(keys[0] as string)} to ${code(keys.at(-1) as string)}`
      : keys.map(code).join(", ");
  const records = firstRecords(first.group, model);
  const notes = [
    ...(first.secret ? ["secret: reads as empty"] : []),
    ...(first.readOnly ? ["read only"] : []),
    ...(first.hidden ? ["answered when named, not listed"] : []),
    ...(first.fields.some((name) => (first.group.fields[name] as Field).noEffect !== undefined)
      ? ["without effect"]
      : []),
    ...(limited === "" ? [] : [limited]),
  ];
  const settings = first.fields.map((field) => code(`${first.group.name}.${field}`));
  return [
    named,
    settings.join(", "),
    texts(first, records),
    code(first.read(records)),
    cell(notes.join("; ")),
  ];
}

function firstRecords(group: Group, model: Model): readonly AnyRecord[] {
  const patches = model.defaults[group.name] ?? [];
  return defaults(group).map((record, index) => merge(group, record, patches[index] ?? {}));
}

/** What each value of a choice or a switch is written as; other fields are written as they are. */
function texts(row: Row, records: readonly AnyRecord[]): string {
  const [name] = row.fields;
  const field = name === undefined || row.fields.length > 1 ? undefined : (row.group.fields[name] as Field);
  if (name === undefined || field === undefined) return "";
  const values =
    field.kind === "bool"
      ? [false, true]
      : field.kind === "choice"
        ? (field as unknown as Choice).values
        : [];
  const words: Readonly<Record<string, string>> = { false: "off", true: "on" };
  return values
    .map((value) => {
      const text = row.read(records.map((record) => ({ ...record, [name]: value })));
      return text.includes(",")
        ? ""
        : `${code(text) || "empty"} ${cell(words[String(value)] ?? String(value))}`;
    })
    .filter((text) => text !== "")
    .join(", ");
}
