import { type Field, type Flags, type Group, groups, type Model, pathOf } from "@pinhole/kit/model";
import { cell, code, page, table, written } from "./markdown.ts";

/** Every parameter of a camera, group by group; `models` name where their defaults differ. */
export function settingsPage(models: readonly Model[]): string {
  const fields = groups.flatMap((group) => Object.values(group.fields) as Field[]);
  const without = fields.filter((field) => field.noEffect !== undefined).length;
  return page(
    "# Settings",
    written,
    `A camera has ${fields.length} settings in ${groups.length} groups. ${without} of them are stored and returned, but a software camera cannot honour them: they are marked **without effect**, with the reason.`,
    'A setting is named by its group and field, as in `video.timestamp`; where a group has several records, by the number of the record too, as in `motionWindow.2.threshold`. Secrets can be written and are never shown: leaving one out keeps it, "" clears it.',
    "The keys by which Sercomm software knows these settings are on [their own page](sercomm.md).",
    ...groups.flatMap((group) => groupSection(group, models)),
  );
}

function groupSection(group: Group, models: readonly Model[]): string[] {
  const count = group.count === 1 ? "" : ` ${group.count} records, numbered from 1.`;
  const rows = Object.entries(group.fields).map(([key, field]) => fieldRow(key, field as Field));
  return [
    `## ${group.name}`,
    `${group.doc}${count}`,
    table(["Field", "Allowed", "Default", "Meaning"], rows),
    modelDefaults(group, models),
  ];
}

function fieldRow(key: string, field: Field): string[] {
  const notes = [
    field.doc,
    ...(field.kind === "secret" ? ["Secret."] : []),
    ...(field.readOnly ? ["Read only."] : []),
    ...(field.noEffect === undefined ? [] : [`**Without effect**: ${field.noEffect}.`]),
  ];
  return [code(key), cell(field.allowed), code(valueText(field.default)), cell(notes.join(" "))];
}

/** A value as people write it: switches by the names of those that are on, a list of equal values once. */
function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.map(valueText);
    return items.every((item) => item === items[0]) ? (items[0] ?? "") : items.join(",");
  }
  if (typeof value === "object" && value !== null) {
    const on = Object.entries(value as Flags).filter(([, isOn]) => isOn);
    return on.map(([name]) => name).join(", ") || "none";
  }
  return String(value);
}

function modelDefaults(group: Group, models: readonly Model[]): string {
  const lines = models.flatMap((model) =>
    (model.defaults[group.name] ?? []).flatMap((values, index) =>
      Object.entries(values).map(([key, value]) => ({
        model: model.name,
        path: pathOf(group, index, key),
        text: valueText(value),
      })),
    ),
  );
  const together = Map.groupBy(lines, ({ path, text }) => `${code(path)} ${code(text)}`);
  const parts = Map.groupBy(together, ([, same]) => same.map(({ model }) => model).join(", "));
  return [...parts]
    .map(([names, values]) => `Defaults of ${names}: ${values.map(([value]) => value).join(", ")}.`)
    .join("\n\n");
}
