import type { AnyRecord, Caller, CameraPort, Change, Group, Level } from "../../model/index.ts";
import { merge } from "../../model/index.ts";
import { applied, type Row, rows, type Spec } from "../table.ts";
import type { Asked, Command } from "./command.ts";
import { answered, type Code, codes, done, failed, type Line, type Outcome } from "./reply.ts";

/** What one place of a menu holds, in the order of a listing. */
export type Entry =
  /** A row; `listed: false` is set but never returned, a generation of models is the only one that returns it. */
  | { readonly kind: "row"; readonly row: Row; readonly listed: boolean | "new" | "old" }
  /** Several keys that are one field together; the text of the row is theirs, separated by commas. */
  | { readonly kind: "joint"; readonly row: Row; readonly keys: readonly string[] }
  /** What this camera cannot be otherwise. It may be set to what it is. */
  | {
      readonly kind: "fixed";
      readonly key: string;
      readonly value: string | ((camera: CameraPort) => string);
    };

/** A pair of commands, getNAME and setNAME, over one or several places. */
export interface Menu {
  readonly name: string;
  readonly level?: Level;
  /** The parameter that names a place, and the places' names; numbers count areas, words name kinds. */
  readonly selector?: { readonly key: string; readonly places: readonly (number | string)[] };
  readonly places: readonly (readonly Entry[])[];
  /** The keys that the Full HD models write, where they differ. */
  readonly old?: (key: string, place: number | string | undefined) => string;
  /** Names of parameters that the older models take, and what they are here. */
  readonly oldNames?: Readonly<Record<string, string>>;
  /** The commands answer 217 where the camera lacks the part. */
  readonly needs?: (camera: CameraPort) => boolean;
}

/** The rows of each record of a group by itself. */
export function perRecord<G extends Group>(group: G, spec: Spec<G>): readonly (readonly Row[])[] {
  const all = rows(group, spec, { order: "record" });
  const each = Object.keys(spec).length;
  return Array.from({ length: group.count }, (_, n) => all.slice(n * each, (n + 1) * each));
}

export const listed = (rows: readonly Row[]): readonly Entry[] =>
  rows.map((row) => ({ kind: "row", row, listed: !row.secret }));
export const unlisted = (rows: readonly Row[]): readonly Entry[] =>
  rows.map((row) => ({ kind: "row", row, listed: false }));
export const listedBy = (models: "new" | "old", rows: readonly Row[]): readonly Entry[] =>
  rows.map((row) => ({ kind: "row", row, listed: models }));
export const joint = (keys: readonly string[], rows: readonly Row[]): readonly Entry[] =>
  rows.map((row) => ({ kind: "joint", row, keys }));
export function fixed(
  values: Readonly<Record<string, string | ((camera: CameraPort) => string)>>,
): readonly Entry[] {
  return Object.entries(values).map(([key, value]) => ({ kind: "fixed", key, value }));
}

/** The two commands of a menu. */
export function menuCommands(menu: Menu): readonly Command[] {
  const guard =
    (run: Command["run"]): Command["run"] =>
    (asked) =>
      menu.needs?.(asked.camera) === false
        ? failed(codes.noHardware)
        : run({ ...asked, params: asked.params.map((param) => renamed(menu, param)) });
  return [
    { name: `get${menu.name}`, level: menu.level ?? "admin", run: guard((asked) => read(menu, asked)) },
    { name: `set${menu.name}`, level: "admin", run: guard((asked) => write(menu, asked)) },
  ];
}

function renamed({ oldNames = {} }: Menu, param: Asked["params"][number]): Asked["params"][number] {
  return Object.hasOwn(oldNames, param.key) ? { ...param, key: oldNames[param.key]! } : param;
}

function read(menu: Menu, { params, camera }: Asked): Outcome {
  const asked: number[] = [];
  for (const { key, value } of params) {
    if (key !== menu.selector?.key) return failed(codes.unknownParam);
    const place = placeOf(menu, value);
    if (place === undefined) return failed(codes.invalidValue);
    if (!asked.includes(place)) asked.push(place);
  }
  const [only] = asked;
  if (asked.length === 1 && only !== undefined) return answered(...linesOf(menu, only, camera));
  const all = asked.length > 0 ? asked : menu.places.keys();
  const many = menu.selector !== undefined;
  const lines = Array.from(all, (place) =>
    linesOf(menu, place, camera).map((line) => {
      if (!many) return line;
      const name = menu.selector?.places[place];
      return { ...line, place: name, old: menu.old?.(line.key, name) };
    }),
  );
  return answered(...lines.flat());
}

function linesOf(menu: Menu, place: number, camera: CameraPort): readonly Line[] {
  return (menu.places[place] ?? [])
    .flatMap((entry): readonly Line[] => {
      if (entry.kind === "fixed") return [{ key: entry.key, value: fixedValue(entry, camera) }];
      const value = entry.row.read(camera.get(entry.row.group));
      if (entry.kind === "row") {
        if (entry.listed === false) return [];
        return [{ key: entry.row.key, value, models: entry.listed === true ? undefined : entry.listed }];
      }
      const parts = value.split(",");
      return entry.keys.map((key, n) => ({ key, value: parts[n] ?? "" }));
    })
    .map((line) => ({ ...line, old: menu.old?.(line.key, menu.selector?.places[place]) }));
}

function fixedValue(entry: Entry & { kind: "fixed" }, camera: CameraPort): string {
  return typeof entry.value === "string" ? entry.value : entry.value(camera);
}

function placeOf(menu: Menu, value: string): number | undefined {
  const place = menu.selector?.places.findIndex((name) => String(name) === value) ?? -1;
  return place < 0 ? undefined : place;
}

type Sections = ReadonlyMap<number, ReadonlyMap<string, string>>;

async function write(menu: Menu, { params, camera, caller }: Asked): Promise<Outcome> {
  const sections = sectionsOf(menu, params);
  if (typeof sections === "number") return failed(sections);
  const changes: Change[] = [];
  for (const [place, texts] of sections) {
    const code = plan(menu.places[place] ?? [], { texts, camera, changes });
    if (code !== codes.success) return failed(code);
  }
  return store(changes, camera, caller);
}

/** What is to be set at each place; of one key twice the last counts. A number is the code of the refusal. */
function sectionsOf(menu: Menu, params: Asked["params"]): Sections | Code {
  const sections = new Map<number, Map<string, string>>();
  const early = new Map<string, string>();
  let current = menu.selector === undefined ? early : undefined;
  for (const { key, value } of params) {
    if (key === menu.selector?.key) {
      const place = placeOf(menu, value);
      if (place === undefined) return codes.invalidValue;
      // What stands ahead of the first selector belongs to it.
      current = sections.get(place) ?? (sections.size === 0 ? early : new Map<string, string>());
      sections.set(place, current);
    } else (current ?? early).set(key, value);
  }
  if (menu.selector === undefined) sections.set(0, early);
  else if (sections.size === 0) return codes.missingParam;
  return [...sections.values()].every((texts) => texts.size === 0) ? codes.missingParam : sections;
}

interface Plan {
  readonly texts: ReadonlyMap<string, string>;
  readonly camera: CameraPort;
  /** Grows; later texts see what earlier ones change. */
  readonly changes: Change[];
}

function plan(entries: readonly Entry[], { texts, camera, changes }: Plan): Code {
  const known = new Set<string>();
  let code: Code = codes.success;
  const assign = (row: Row, text: string): void => {
    const decoded = row.write(text, applied(row.group, camera.get(row.group), changes));
    if ("value" in decoded) changes.push(...decoded.value);
    else code = codes.invalidValue;
  };
  for (const entry of entries) {
    if (entry.kind === "joint") {
      for (const key of entry.keys) known.add(key);
      const given = entry.keys.map((key) => texts.get(key));
      if (given.every((part) => part === undefined)) continue;
      const records = applied(entry.row.group, camera.get(entry.row.group), changes);
      const parts = entry.row.read(records).split(",");
      const text = given.map((part, n) => part ?? parts[n] ?? "");
      if (text.some((part) => !/^[\w.-]{1,32}$/.test(part))) code = codes.invalidValue;
      else assign(entry.row, text.join(","));
      continue;
    }
    const key = entry.kind === "row" ? entry.row.key : entry.key;
    known.add(key);
    const text = texts.get(key);
    if (text === undefined) continue;
    if (entry.kind === "row") assign(entry.row, text);
    else if (text !== fixedValue(entry, camera)) code = codes.noHardware;
  }
  return [...texts.keys()].some((key) => !known.has(key)) ? codes.unknownParam : code;
}

/** Stores all changes or none. */
export async function store(
  changes: readonly Change[],
  camera: CameraPort,
  caller: Caller,
): Promise<Outcome> {
  const byRecord = new Map<string, { group: Group; index: number; values: AnyRecord }>();
  for (const { group, index, values } of changes) {
    const id = `${group.name}.${index}`;
    const before = byRecord.get(id)?.values ?? {};
    byRecord.set(id, { group, index, values: merge(group, before, values) });
  }
  const issues = await camera.set([...byRecord.values()], caller);
  return issues.length === 0 ? done : failed(codes.invalidValue);
}
