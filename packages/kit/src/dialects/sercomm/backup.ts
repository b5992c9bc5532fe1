import { decodeConfig, encodeConfig } from "../../formats/sercomm-config/index.ts";
import {
  type AnyRecord,
  type Backup,
  type CameraPort,
  type Change,
  groups as cameraGroups,
  type Difference,
  type Group,
  isSecret,
  issues,
  pathOf,
  type Restoring,
} from "../../model/index.ts";
import { planOf } from "./assign.ts";
import { type GroupIndex, recordReader } from "./group-index.ts";
import { control, echo } from "./query.ts";

/** The block for what the cameras' own keys can not say; types below 16 are the vendor's. */
const ownBlock = 100;

const maxLines = 10_000;

/** Names the model and says so before anything else, as the first key of SYSTEM. */
const modelKey = "cfg_ver";

/** What the block of our own holds: records by the name of their group. */
interface OwnBlock {
  readonly settings: Readonly<Record<string, readonly AnyRecord[]>>;
  readonly logins: Readonly<Record<string, readonly AnyRecord[]>>;
}

/** What a file needs of a camera. */
export type Source = Pick<CameraPort, "get" | "model">;
export type Saved = Pick<CameraPort, "model"> & { readonly backup: Pick<Backup, "get" | "logins"> };

/** The camera's settings as a configuration file of these cameras. */
export function saveBackup(camera: Saved, groups: GroupIndex): Uint8Array<ArrayBuffer> {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return encodeConfig({
    version: 1,
    main: encode(mainText(camera.backup, groups)),
    blocks: [{ type: ownBlock, value: encode(JSON.stringify(ownOf(camera, groups))) }],
  });
}

function mainText(stored: Pick<Backup, "get">, groups: GroupIndex): string {
  const read = recordReader(stored);
  const lines = groups.tables.flatMap(({ name, rows }) => {
    const kept = rows.filter(({ key, secret, readOnly }) => !secret && (!readOnly || key === modelKey));
    const pairs = kept.map((row) => `${row.key}=${row.read(read(row.group))}`);
    return pairs.length === 0 ? [] : [`[${name}]`, ...pairs];
  });
  return lines.map((line) => `${line}\r\n`).join("");
}

/** Every setting that no key speaks of, and the logins. */
function ownOf(camera: Saved, groups: GroupIndex): OwnBlock {
  const spoken = new Set(
    groups.tables.flatMap(({ rows }) =>
      rows.flatMap(({ group, fields }) => fields.map((key) => `${group.name}.${key}`)),
    ),
  );
  const settings: Record<string, readonly AnyRecord[]> = {};
  for (const group of cameraGroups) {
    const rest = Object.entries(group.fields)
      .filter(([key, field]) => !spoken.has(`${group.name}.${key}`) && !isSecret(field) && !field.readOnly)
      .map(([key]) => key);
    if (rest.length === 0) continue;
    settings[group.name] = camera.backup
      .get(group)
      .map((record) => Object.fromEntries(rest.map((key) => [key, (record as AnyRecord)[key]])));
  }
  const logins: Record<string, AnyRecord[]> = {};
  for (const { group, index, values } of camera.backup.logins()) {
    logins[group.name] ??= Array.from({ length: group.count }, () => ({}));
    logins[group.name]![index] = values;
  }
  return { settings, logins };
}

/** What a file asks for, checked as a whole; or all that is wrong with it, each by its name. */
export type Loaded = Restoring | { readonly problems: readonly string[] };

/** Reads a configuration file against a camera; changes nothing. */
export function loadBackup(file: Uint8Array, camera: Source, groups: GroupIndex): Loaded {
  let main: string;
  let own: OwnBlock = { settings: {}, logins: {} };
  try {
    const config = decodeConfig(file);
    main = textOf(config.main, "the settings");
    const block = config.blocks.find(({ type }) => type === ownBlock);
    if (block !== undefined) own = ownBlockOf(textOf(block.value, `block ${ownBlock}`));
  } catch (error) {
    if (error instanceof RangeError) return { problems: [error.message] };
    throw error;
  }
  const reading = readMain(main, groups, camera.model.configVersion);
  const { changes, problems } = planOf(reading.assignments, camera);
  const rest = changesOf(own.settings);
  const logins = changesOf(own.logins);
  const wrong = [
    ...reading.problems,
    ...problems,
    ...rest.changes.flatMap(issues).map(({ key, problem }) => `${key}: ${problem}`),
    ...logins.changes
      .filter(({ group, values }) => !holdsLogins(group, values))
      .map(({ group }) => {
        return `${group.name}: holds something else than sealed passwords`;
      }),
  ];
  if (wrong.length > 0) return { problems: wrong };
  const notes = [...reading.notes, ...rest.notes, ...logins.notes];
  return { changes: [...changes, ...rest.changes], logins: logins.changes, notes };
}

/** What a file would change, setting by setting. */
export function differences(
  { changes, logins }: Pick<Restoring, "changes" | "logins">,
  stored: Pick<Backup, "get" | "logins">,
): readonly Difference[] {
  const found = new Map<string, Difference>();
  for (const { group, index, values } of changes) {
    const record = stored.get(group)[index] as AnyRecord | undefined;
    for (const [key, to] of Object.entries(values)) {
      const field = group.fields[key];
      const from = record?.[key];
      if (field === undefined || field.readOnly) continue;
      const path = pathOf(group, index, key);
      if (isSecret(field)) {
        if (to !== "") found.set(path, { key: path });
      } else if (JSON.stringify(from) !== JSON.stringify(to)) found.set(path, { key: path, from, to });
    }
  }
  const kept = stored.logins();
  for (const { group, index, values } of logins) {
    const own = kept.find((each) => each.group === group && each.index === index)?.values;
    for (const [key, value] of Object.entries(values)) {
      if ((own?.[key] ?? "") !== value)
        found.set(pathOf(group, index, key), { key: pathOf(group, index, key) });
    }
  }
  return [...found.values()];
}

interface Reading {
  readonly assignments: Parameters<typeof planOf>[0];
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** The pairs of the text. A file of another model may name what this one lacks; one of the same model may not. */
function readMain(text: string, groups: GroupIndex, configVersion: string): Reading {
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  if (lines.length > maxLines) {
    return {
      assignments: [],
      notes: [],
      problems: [`${lines.length} lines of settings; at most ${maxLines} are taken`],
    };
  }
  const saved = lines.find((line) => line.startsWith(`${modelKey}=`))?.slice(modelKey.length + 1) ?? "";
  const isOwn = saved === configVersion;
  const problems: string[] = [];
  const notes: string[] = isOwn ? [] : [`the file is of ${saved === "" ? "an unknown camera" : echo(saved)}`];
  const missing = (words: string): unknown => (isOwn ? problems : notes).push(words);
  const assignments: Reading["assignments"][number][] = [];
  const seen = new Set<unknown>();
  let table: GroupIndex["tables"][number] | undefined;
  let heading: string | undefined;
  for (const line of lines) {
    const [, name] = /^\[([^\]]*)\]$/.exec(line) ?? [];
    if (name !== undefined) {
      heading = name;
      table = groups.find(name);
      if (table === undefined) missing(`[${echo(name)}]: is not a group of this camera`);
      continue;
    }
    const cut = line.indexOf("=");
    if (cut <= 0 || heading === undefined) {
      problems.push(`${echo(line)}: is neither [GROUP] nor key=value below one`);
      continue;
    }
    if (table === undefined) continue;
    const key = line.slice(0, cut);
    const row = groups.row(table, key);
    const path = `${table.name}.${echo(key)}`;
    if (row === undefined) missing(`${path}: is not a key of this camera`);
    else if (seen.has(row)) problems.push(`${path}: is given more than once`);
    else if (!row.readOnly && !(row.secret && line.length === cut + 1)) {
      assignments.push({ name: path, row, text: line.slice(cut + 1) });
    }
    seen.add(row);
  }
  if (lines.length === 0) problems.push("there are no settings in the file");
  return { assignments, problems, notes };
}

function ownBlockOf(text: string): OwnBlock {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RangeError(`block ${ownBlock} is not JSON`);
  }
  const { settings, logins } = isObject(value) ? value : {};
  if (!isRecords(settings) || !isRecords(logins)) {
    throw new RangeError(`block ${ownBlock} holds no settings and logins`);
  }
  return { settings, logins };
}

function changesOf(records: OwnBlock["settings"]): {
  readonly changes: readonly Change[];
  readonly notes: readonly string[];
} {
  const notes: string[] = [];
  const changes = Object.entries(records).flatMap(([name, each]): Change[] => {
    const group = cameraGroups.find((known) => known.name === name);
    if (group === undefined) notes.push(`${echo(name)}: is not a group of settings of this camera`);
    if (group === undefined) return [];
    return each.flatMap((values, index) =>
      Object.keys(values).length === 0 ? [] : [{ group, index, values }],
    );
  });
  return { changes, notes };
}

const maxLogin = 1024;

function holdsLogins(group: Group, values: AnyRecord): boolean {
  return Object.entries(values).every(([key, value]) => {
    const field = Object.hasOwn(group.fields, key) ? group.fields[key] : undefined;
    const isPassword = field !== undefined && isSecret(field) && field.hashed;
    return isPassword && typeof value === "string" && value.length <= maxLogin && !control.test(value);
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecords(value: unknown): value is OwnBlock["settings"] {
  return (
    isObject(value) &&
    Object.values(value).every((records) => Array.isArray(records) && records.every(isObject))
  );
}

function textOf(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new RangeError(`${what} are not UTF-8 text`);
  }
}
