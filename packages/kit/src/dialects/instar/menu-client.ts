import {
  type AnyRecord,
  CameraError,
  type Change,
  type Group,
  pathOf,
  type RecordOf,
} from "../../model/index.ts";
import {
  checkChanges,
  checkWritten,
  fresh,
  groupsOf,
  isKept,
  type ReadGroup,
  type Written,
} from "../changes.ts";
import { applied, type Row } from "../table.ts";
import type { Said } from "./answer.ts";
import type { Entry, Menu } from "./menu.ts";
import { menus } from "./tables.ts";

/** Sends one command; gives what the camera answered, and throws where that was no success. */
export type Ask = (command: string, params?: Readonly<Record<string, string>>) => Promise<readonly Said[]>;

/** Reads and writes settings by our groups, as far as the menus speak of them. */
export interface MenuClient {
  /** The groups that this dialect speaks of, some only in part. */
  groupNames(): readonly string[];
  read<G extends Group>(group: G): Promise<ReadGroup<G>>;
  /** Writes all changes, after the same checks as the camera's own. Secrets that are "" are left as they are. */
  set(changes: readonly Change[]): Promise<readonly Written[]>;
  /** The menus of this dialect, by the vendor's names: "mdattr" for getmdattr and setmdattr. */
  menuNames(): readonly string[];
  /** What a menu shows, in the vendor's own words: "enable", or "enable[2]" where it has several places. */
  texts(menu: string): Promise<Readonly<Record<string, string>>>;
  /** Writes such texts. */
  setTexts(menu: string, texts: Readonly<Record<string, string>>): Promise<void>;
}

/** What a menu answered, by place and key. */
type Shown = ReadonlyMap<number, ReadonlyMap<string, string>>;

type Spoken = Entry & { readonly kind: "row" | "joint" };

export function menuClient(ask: Ask): MenuClient {
  const shown = async (menu: Menu): Promise<Shown> => {
    try {
      return placed(menu, await ask(`get${menu.name}`));
    } catch (error) {
      // What a model or its firmware lacks has no values.
      if (error instanceof CameraError && error.code === "not-offered") return new Map();
      throw error;
    }
  };
  const fetched = async (wanted: readonly Group[]): Promise<ReadonlyMap<Menu, Shown>> => {
    const names = new Set(wanted.map(({ name }) => name));
    const over = menus.filter((menu) => rowsOf(menu).some(({ entry }) => names.has(entry.row.group.name)));
    const answers = new Map<Menu, Shown>();
    for (const menu of over) answers.set(menu, await shown(menu));
    return answers;
  };

  return {
    groupNames: () => [...new Set(menus.flatMap(rowsOf).map(({ entry }) => entry.row.group.name))],
    read: async (group) => recordsOf(group, await fetched([group])),
    set: async (changes) => {
      checkChanges(changes);
      const groups = groupsOf(changes);
      const answers = await fetched(groups);
      const written = new Set<string>();
      const read = new Map(groups.map((group) => [group.name, recordsOf(group, answers).records] as const));
      const records = (group: Group): readonly AnyRecord[] =>
        (read.get(group.name) ?? []) as readonly AnyRecord[];
      const calls: (readonly [command: string, params: Readonly<Record<string, string>>])[] = [];
      for (const [menu, places] of answers) {
        for (const [place, entries] of menu.places.entries()) {
          const known = places.get(place);
          if (known === undefined) continue;
          const params = paramsToSet(entries, { changes, known, records, written });
          if (Object.keys(params).length === 0) continue;
          const { selector } = menu;
          const where = selector ? { [selector.key]: String(selector.places[place]) } : {};
          calls.push([`set${menu.name}`, { ...where, ...params }]);
        }
      }
      checkWritten(changes, written, records);
      for (const [command, params] of calls) await ask(command, params);
      return calls.map(([command, params]) => writtenBy(command, params));
    },
    menuNames: () => menus.map(({ name }) => name),
    texts: async (name) => {
      const said = await ask(`get${name}`);
      return Object.fromEntries(
        said.map(({ key, place, value }) => [place === undefined ? key : `${key}[${place}]`, value]),
      );
    },
    setTexts: async (name, values) => {
      const selector = menus.find((menu) => menu.name === name)?.selector?.key;
      const places = new Map<string, Record<string, string>>();
      for (const [key, value] of Object.entries(values)) {
        const [, bare = key, place = ""] = /^(.*)\[(.+)\]$/.exec(key) ?? [];
        places.set(place, { ...places.get(place), [bare]: value });
      }
      for (const [place, params] of places)
        await ask(`set${name}`, {
          ...(selector === undefined || place === "" ? {} : { [selector]: place }),
          ...params,
        });
    },
  };
}

function writtenBy(command: string, params: Readonly<Record<string, string>>): Written {
  const menu = menus.find(({ name }) => command === `set${name}`);
  const selector = menu?.selector?.key;
  const place = selector === undefined ? undefined : params[selector];
  const keys = Object.keys(params).filter((key) => key !== selector);
  return {
    group: menu?.name ?? command,
    keys: place === undefined ? keys : keys.map((key) => `${key}[${place}]`),
  };
}

function rowsOf(menu: Menu): readonly { readonly place: number; readonly entry: Spoken }[] {
  return menu.places.flatMap((entries, place) =>
    entries.flatMap((entry) => (entry.kind === "fixed" ? [] : [{ place, entry }])),
  );
}

/** The values of a listing where they belong. Older models write their own keys. */
function placed(menu: Menu, values: readonly Said[]): Shown {
  const places = new Map(menu.places.map((_, place) => [place, new Map<string, string>()]));
  for (const { key, place, value } of values) {
    if (menu.selector === undefined) places.get(0)?.set(key, value);
    else places.get(menu.selector.places.findIndex((name) => String(name) === place))?.set(key, value);
  }
  return places;
}

function textOf(entry: Spoken, known: ReadonlyMap<string, string>): string | undefined {
  if (entry.kind === "row") return known.get(entry.row.key);
  const parts = entry.keys.map((key) => known.get(key));
  return parts.includes(undefined) ? undefined : parts.join(",");
}

function recordsOf<G extends Group>(group: G, answers: ReadonlyMap<Menu, Shown>): ReadGroup<G> {
  let records = fresh(group);
  const said = new Set<string>();
  const missing: string[] = [];
  const odd: { key: string; text: string; problem: string }[] = [];
  for (const [menu, places] of answers) {
    for (const { place, entry } of rowsOf(menu)) {
      if (entry.row.group.name !== group.name || entry.row.secret) continue;
      const name = menu.selector ? `${menu.name}.${menu.selector.places[place]}` : menu.name;
      const key = `${name}.${entry.kind === "joint" ? entry.keys.join(",") : entry.row.key}`;
      const text = textOf(entry, places.get(place) ?? new Map());
      if (text === undefined) {
        if (entry.kind === "joint" || entry.listed) missing.push(key);
        continue;
      }
      const decoded = entry.row.write(text, records);
      if ("problem" in decoded) odd.push({ key, text, problem: decoded.problem });
      else {
        records = applied(group, records, decoded.value);
        for (const { index, values } of decoded.value)
          for (const field of Object.keys(values)) said.add(pathOf(group, index, field));
      }
    }
  }
  return { records: records as readonly RecordOf<G>[], said, missing, odd };
}

interface Setting {
  readonly changes: readonly Change[];
  /** What the camera has at this place. */
  readonly known: ReadonlyMap<string, string>;
  records(group: Group): readonly AnyRecord[];
  /** Grows by the paths that the parameters speak of. */
  readonly written: Set<string>;
}

function paramsToSet(
  entries: readonly Entry[],
  { changes, known, records, written }: Setting,
): Readonly<Record<string, string>> {
  const params: Record<string, string> = {};
  for (const entry of entries) {
    if (entry.kind === "fixed") continue;
    const { row } = entry;
    const isHidden = entry.kind === "row" && !entry.listed;
    if (row.readOnly || (!isHidden && textOf(entry, known) === undefined)) continue;
    const after = applied(row.group, records(row.group), changes);
    for (const { group, index, values } of changes) {
      if (group.name !== row.group.name || !isOf(row, index, after)) continue;
      const touched = row.fields.filter(
        (field) => Object.hasOwn(values, field) && !isKept(group, field, values[field]),
      );
      if (touched.length === 0) continue;
      const text = row.read(after);
      if (entry.kind === "row") params[row.key] = text;
      else for (const [n, part] of text.split(",").entries()) params[entry.keys[n] ?? ""] = part;
      // A key of several fields may say one of them only together with another: then nothing would change.
      if (row.fields.length > 1 && text === textOf(entry, known)) continue;
      for (const field of touched) written.add(pathOf(group, index, field));
    }
  }
  return params;
}

/** Whether a row speaks of a record: it does not tell of which, so it is tried. */
function isOf(row: Row, index: number, records: readonly AnyRecord[]): boolean {
  if (row.group.count === 1) return true;
  const decoded = row.write(row.read(records), records);
  return "value" in decoded && decoded.value.some((change) => change.index === index);
}
