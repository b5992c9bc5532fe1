import type { Camera } from "@pinhole/client";
import { groupNamed } from "@pinhole/client/parts/groups";
import {
  type AnyRecord,
  CameraError,
  type Change,
  type Field,
  isSecret,
  issues,
  messageOf,
  pathOf,
} from "@pinhole/kit/model";
import { groupsOf } from "./groups.ts";
import { formatValue } from "./values.ts";

/** What a file of settings asks for: `apply` and `restore` read it, `backup` writes it. */
export interface Wanted {
  readonly cameras: readonly string[];
  readonly changes: readonly Change[];
}

const isRecord = (value: unknown): value is AnyRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a text asks for, checked as a whole. Throws CameraError "refused" with all that is wrong. */
export async function readWanted(
  text: string,
  file: string,
  parse: (text: string) => Promise<unknown>,
): Promise<Wanted> {
  let data: unknown;
  try {
    data = await parse(text);
  } catch (error) {
    throw new CameraError("refused", `${file} is no YAML: ${messageOf(error)}`);
  }
  return parseWanted(data, file);
}

/** As `readWanted`, of what a YAML file holds. */
export function parseWanted(data: unknown, file: string): Wanted {
  const refuse = (words: string): CameraError => new CameraError("refused", `${file}: ${words}`);
  if (!isRecord(data)) throw refuse("must have settings");
  // What `backup` says of the camera is for people.
  const { cameras = [], settings, model: _model, dialect: _dialect, ...rest } = data;
  const [odd] = Object.keys(rest);
  if (odd !== undefined) throw refuse(`"${odd}" is neither cameras nor settings`);
  if (!Array.isArray(cameras) || cameras.some((name) => typeof name !== "string"))
    throw refuse("cameras must be a list of names or addresses");
  if (!isRecord(settings)) throw refuse("settings must name groups");
  const changes = Object.entries(settings).flatMap(([name, values]): Change[] => {
    const group = groupNamed(name as "video");
    if (!isRecord(values)) throw refuse(`${name} must have values`);
    if (group.count === 1) return [{ group, index: 0, values }];
    return Object.entries(values).map(([number, record]) => {
      if (!/^\d{1,3}$/.test(number) || !isRecord(record))
        throw refuse(`${name} has ${group.count} records: name them by number, such as 1: { ... }`);
      return { group, index: Number(number) - 1, values: record };
    });
  });
  const problems = changes.flatMap(issues);
  if (problems.length > 0) throw refuse(problems.map(({ key, problem }) => `${key} ${problem}`).join("; "));
  return { cameras, changes };
}

/** All settings of a camera as such a file has them, without what is only read and what no camera tells: secrets. */
export async function settingsOf(camera: Camera): Promise<Readonly<Record<string, AnyRecord>>> {
  const settings: Record<string, AnyRecord> = {};
  for (const { group } of await groupsOf(camera)) {
    const { records } = await camera.readGroup(group.name as "video");
    const kept = (records as readonly AnyRecord[]).map((record) => {
      const isKept = (name: string): boolean => {
        const field = group.fields[name] as Field;
        return !isSecret(field) && !field.readOnly;
      };
      return Object.fromEntries(Object.entries(record).filter(([name]) => isKept(name)));
    });
    if (Object.keys(kept[0] ?? {}).length === 0) continue;
    settings[group.name] =
      group.count === 1 ? (kept[0] ?? {}) : Object.fromEntries(kept.map((record, n) => [n + 1, record]));
  }
  return settings;
}

export interface Todo {
  readonly change: Change;
  readonly lines: readonly { readonly key: string; readonly from: string; readonly to: string }[];
}

/** The changes that a camera needs, and only the values that are other than they shall be; a secret always is. */
export async function toChange(camera: Camera, changes: readonly Change[]): Promise<readonly Todo[]> {
  const read = new Map<string, readonly AnyRecord[]>();
  const todo: Todo[] = [];
  for (const { group, index, values } of changes) {
    const records =
      read.get(group.name) ??
      ((await camera.readGroup(group.name as "video")).records as readonly AnyRecord[]);
    read.set(group.name, records);
    const before = records[index] ?? {};
    const other = Object.entries(values).filter(([key, value]) => !isSo(before[key], value));
    if (other.length === 0) continue;
    const lines = other.map(([key, value]) => {
      const field = group.fields[key] as Field;
      const path = pathOf(group, index, key);
      const to = isRecord(value) ? { ...(before[key] as object), ...value } : value;
      return isSecret(field)
        ? { key: path, from: "(not known)", to: "(secret)" }
        : { key: path, from: formatValue(field, before[key]), to: formatValue(field, to) };
    });
    todo.push({ change: { group, index, values: Object.fromEntries(other) }, lines });
  }
  return todo;
}

/** Whether a value is so; of switches only those that are named count. */
function isSo(before: unknown, wanted: unknown): boolean {
  if (isRecord(wanted) && isRecord(before))
    return Object.entries(wanted).every(([name, on]) => before[name] === on);
  return JSON.stringify(before) === JSON.stringify(wanted);
}
