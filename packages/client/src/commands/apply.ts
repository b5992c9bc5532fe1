import { readFile } from "node:fs/promises";
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
import { groupNamed } from "../groups.ts";
import type { Camera } from "../index.ts";
import type { Command } from "./command.ts";
import { Found } from "./failures.ts";
import { withoutPassword } from "./profiles.ts";
import { columns } from "./shown.ts";
import { formatValue } from "./values.ts";

export const apply: Command = {
  usage: "FILE.yaml [CAMERA...]",
  words: [1, 200],
  takesCamera: false,
  flags: [{ flags: "--dry-run", doc: "shows what would change, and changes nothing" }],
  doc: `The file has settings by our names, and may name the cameras:

  cameras: [door, gate]
  settings:
    video: { text: Garden, textOverlay: true }
    motionWindow:
      2: { enabled: true, area: [0, 0, 319, 239], threshold: 40 }

All of it is checked before the first camera is asked. What is so already is left alone.`,
  examples: [
    ["apply house.yaml --dry-run", "what would change where"],
    ["apply house.yaml door", "one camera only"],
  ],
  run: async ({ words, flags, terminal, open, show }) => {
    const [file = "", ...named] = words;
    const text = await readFile(file, "utf8").catch((error: Error) => {
      throw new CameraError("refused", `${file} can not be read: ${error.message}`);
    });
    const wanted = parseWanted(await parsedYaml(terminal.parseYaml, file, text), file);
    const names = named.length > 0 ? named : wanted.cameras;
    if (names.length === 0) throw new RangeError(`${file} names no cameras; name them behind it`);
    const results: Result[] = [];
    for (const name of names) {
      try {
        const camera = await open(name);
        const todo = await toChange(camera, wanted.changes);
        if (flags.dryRun !== true && todo.length > 0) await camera.setAll(todo.map(({ change }) => change));
        results.push({
          camera: withoutPassword(name),
          changed: todo.flatMap(({ lines }) => lines),
          error: undefined,
        });
      } catch (error) {
        if (!(error instanceof CameraError)) throw error;
        results.push({ camera: withoutPassword(name), changed: [], error: messageOf(error) });
      }
    }
    show({ dryRun: flags.dryRun === true, results }, () =>
      results
        .map(({ camera, changed, error }) => {
          if (error !== undefined) return `${camera}: failed: ${error}`;
          if (changed.length === 0) return `${camera}: as wanted`;
          const rows = changed.map(({ key, from, to }) => [`  ${key}`, `${from} -> ${to}`]);
          return `${camera}: ${flags.dryRun === true ? "would change" : "changed"}\n${columns(rows)}`;
        })
        .join("\n"),
    );
    const failed = results.filter(({ error }) => error !== undefined);
    if (failed.length > 0) throw new Found(`${failed.length} of ${names.length} cameras failed`);
  },
};

interface Result {
  readonly camera: string;
  readonly changed: Todo["lines"];
  readonly error: string | undefined;
}

interface Wanted {
  readonly cameras: readonly string[];
  readonly changes: readonly Change[];
}

async function parsedYaml(
  parse: (text: string) => Promise<unknown>,
  file: string,
  text: string,
): Promise<unknown> {
  try {
    return await parse(text);
  } catch (error) {
    throw new CameraError("refused", `${file} is no YAML: ${messageOf(error)}`);
  }
}

const isRecord = (value: unknown): value is AnyRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What a file asks for, checked as a whole. Throws CameraError "refused" with all that is wrong. */
export function parseWanted(data: unknown, file: string): Wanted {
  const refuse = (words: string): CameraError => new CameraError("refused", `${file}: ${words}`);
  if (!isRecord(data)) throw refuse("must have settings");
  const { cameras = [], settings, ...rest } = data;
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

interface Todo {
  readonly change: Change;
  readonly lines: readonly { readonly key: string; readonly from: string; readonly to: string }[];
}

/** The changes that a camera needs, and only the values that are other than they shall be; a secret always is. */
async function toChange(camera: Camera, changes: readonly Change[]): Promise<readonly Todo[]> {
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
