import { CameraError, type Field, type Group, groups } from "@pinhole/kit/model";

/** What "motionWindow.2.threshold" speaks of; a part that is not named stands for all of it. */
export interface Place {
  readonly group: Group;
  /** From 0. */
  readonly index: number | undefined;
  readonly field: string | undefined;
}

/** A name of the vendor's: "MOTION", "MOTION.md_mode". */
export const vendorName = /^[A-Z][A-Z0-9_]*(?:\.\w+)?$|^Manufacture(?:\.\w+)?$/;

/** Reads the place of a setting. Throws CameraError "refused" that names what is near. */
export function parsePlace(text: string): Place {
  const [name = "", ...rest] = text.split(".");
  const group = groups.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (group === undefined)
    throw new CameraError(
      "refused",
      `"${name}" is no group${near(
        name,
        groups.map((each) => each.name),
      )}`,
    );
  const number = /^\d+$/.test(rest[0] ?? "") ? Number(rest.shift()) : undefined;
  if (number !== undefined && (number < 1 || number > group.count))
    throw new CameraError("refused", `${group.name} has ${group.count} records, not ${number}`);
  const [wanted, ...more] = rest;
  const fields = Object.keys(group.fields);
  const field = fields.find((each) => each.toLowerCase() === wanted?.toLowerCase());
  if (more.length > 0 || (wanted !== undefined && field === undefined))
    throw new CameraError("refused", `${group.name} has no "${rest.join(".")}"${near(wanted ?? "", fields)}`);
  const index = number === undefined ? (group.count === 1 ? 0 : undefined) : number - 1;
  return { group, index, field };
}

export function fieldOf({ group, field }: Place): Field {
  return group.fields[field ?? ""] as Field;
}

function near(text: string, names: readonly string[]): string {
  const close = names.filter((name) => distance(name.toLowerCase(), text.toLowerCase()) <= 2);
  const within = names.filter((name) => text.length > 2 && name.toLowerCase().includes(text.toLowerCase()));
  const all = [...new Set([...close, ...within])].slice(0, 3);
  return all.length === 0 ? "" : `; did you mean ${all.join(" or ")}?`;
}

/** How many letters have to change (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)),
      );
    row = next;
  }
  return row[b.length] ?? 0;
}
