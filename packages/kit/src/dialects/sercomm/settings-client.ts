import {
  type AnyRecord,
  CameraError,
  type Change,
  defaults,
  type Group,
  type Model,
  merge,
  pathOf,
  type RecordOf,
} from "../../model/index.ts";
import { checkChanges, checkWritten, groupsOf, isKept, type ReadGroup, type Written } from "../changes.ts";
import { accepted, type ClientRequest, linesOf, pairsOf, queryText, type Send, textOf } from "../client.ts";
import { applied, type Row, type Table } from "../table.ts";
import { asOlderActions } from "./event-codecs.ts";
import { tables } from "./tables.ts";

/** The texts of a group as the camera has them, by key. */
export type Texts = Readonly<Record<string, string>>;

/** Reads and writes the settings of a camera. */
export interface SettingsClient {
  /** The vendor's names of the groups that the camera has. */
  groupNames(): Promise<readonly string[]>;
  /** A group ("MOTION") or one key of it ("MOTION.md_mode") in the vendor's own words. */
  texts(selection: string): Promise<Texts>;
  /** Writes keys of a group in the vendor's own words. */
  setTexts(group: string, texts: Texts): Promise<void>;
  read<G extends Group>(group: G): Promise<ReadGroup<G>>;
  /** Writes all changes, after the same checks as the camera's own. Secrets that are "" are left as they are. */
  set(changes: readonly Change[]): Promise<readonly Written[]>;
}

const names = /^[A-Za-z][\w-]*$/;

export function settingsClient(send: Send, model: () => Promise<Model>): SettingsClient {
  const ask = async (query: string): Promise<readonly string[]> => {
    const request: ClientRequest = { method: "GET", path: "/adm/get_group.cgi", query };
    return linesOf(request, accepted(request, await send(request)));
  };
  const texts = async (selection: string): Promise<Texts> => {
    const lines = await ask(`group=${queryText(selection)}`);
    const said = lines.find((line) => /^\s*(?:ERROR|Invalid Group)/i.test(line));
    if (said !== undefined)
      throw new CameraError("refused", `${selection}: ${said.trim()}`, { at: selection });
    return pairsOf(lines.filter((line) => !/^\s*\[[^=]*\]\s*$/.test(line)));
  };
  const write = async (sections: readonly (readonly [group: string, texts: Texts])[]): Promise<void> => {
    const query = sections
      .filter(([, values]) => Object.keys(values).length > 0)
      .map(([group, values]) =>
        [`group=${queryText(group)}`, ...Object.entries(values).map(pairText)].join("&"),
      )
      .join("&");
    if (query === "") return;
    const request: ClientRequest = { method: "GET", path: "/adm/set_group.cgi", query };
    const answer = textOf(accepted(request, await send(request))).trim();
    if (answer === "OK") return;
    throw new CameraError(
      "refused",
      `${sections.map(([group]) => group).join(", ")}: ${answer.slice(0, 300)}`,
      {
        at: "/adm/set_group.cgi",
      },
    );
  };
  /** The camera's texts of every table that speaks of the groups, each asked for once. */
  const fetched = async (wanted: readonly Table[]): Promise<ReadonlyMap<Table, Texts>> => {
    const read = new Map<Table, Texts>();
    for (const table of wanted) read.set(table, await absentOrTexts(texts(table.name)));
    return read;
  };
  const over = async (groups: readonly Group[]): Promise<readonly Table[]> => {
    const known = new Set(groups.map(({ name }) => name));
    return tables(await model()).filter(({ rows }) => rows.some(({ group }) => known.has(group.name)));
  };

  return {
    groupNames: async () => {
      const lines = await ask("");
      return lines.flatMap((line) => /^\s*\[([^\]]+)\]/.exec(line)?.[1] ?? []);
    },
    texts,
    setTexts: async (group, values) => {
      const bad = [group, ...Object.keys(values)].find((name) => !names.test(name));
      if (bad !== undefined) throw new CameraError("refused", `"${bad}" is no name of a group or key`);
      await write([[group, values]]);
    },
    read: async (group) => recordsOf(group, await fetched(await over([group])), await model()),
    set: async (changes) => {
      checkChanges(changes);
      const groups = groupsOf(changes);
      const known = await fetched(await over(groups));
      const sections: (readonly [string, Texts])[] = [];
      const written = new Set<string>();
      const read = new Map<string, readonly AnyRecord[]>();
      for (const group of groups) {
        const of = changes.filter((change) => change.group.name === group.name);
        const { records } = recordsOf(group, known, await model());
        read.set(group.name, records as readonly AnyRecord[]);
        const after = applied(group, records as readonly AnyRecord[], of);
        for (const [table, before] of known) {
          const values = textsToSet(table, { group, changes: of, after, before }, written);
          if (Object.keys(values).length > 0) sections.push([table.name, values]);
        }
      }
      checkWritten(changes, written, (group) => read.get(group.name) ?? []);
      await write(sections);
      return sections.map(([group, values]) => ({ group, keys: Object.keys(values) }));
    },
  };
}

interface Wanted {
  readonly group: Group;
  readonly changes: readonly Change[];
  readonly after: readonly AnyRecord[];
  readonly before: Texts;
}

/** The texts of one table that a change of a group needs; the paths of the fields that they speak of go to `written`. */
function textsToSet(table: Table, { group, changes, after, before }: Wanted, written: Set<string>): Texts {
  const values: Record<string, string> = {};
  for (const row of table.rows) {
    if (row.group.name !== group.name || row.readOnly) continue;
    // A key that is not listed may still be taken; one that is neither listed nor known to be hidden is not there.
    if (!Object.hasOwn(before, row.key) && !row.hidden) continue;
    for (const change of changes) {
      const touched = row.fields.filter(
        (field) => Object.hasOwn(change.values, field) && !isKept(group, field, change.values[field]),
      );
      if (touched.length === 0 || !speaksOf(row, change.index, after)) continue;
      const text = row.read(after);
      values[row.key] = asOlderActions(text, before[row.key] ?? "") ?? text;
      for (const field of touched) written.add(pathOf(group, change.index, field));
    }
  }
  return values;
}

/** Whether a row's text depends on a record: rows do not tell which one they are of, so it is tried. */
function speaksOf(row: Row, index: number, records: readonly AnyRecord[]): boolean {
  if (row.group.count === 1) return true;
  const decoded = row.write(row.read(records), records);
  return "value" in decoded && decoded.value.some((change) => change.index === index);
}

function recordsOf<G extends Group>(group: G, known: ReadonlyMap<Table, Texts>, model: Model): ReadGroup<G> {
  const patches = model.defaults[group.name] ?? [];
  let records: readonly AnyRecord[] = defaults(group).map((record, n) =>
    merge(group, record, patches[n] ?? {}),
  );
  const said = new Set<string>();
  const missing: string[] = [];
  const odd: { key: string; text: string; problem: string }[] = [];
  for (const [table, texts] of known) {
    for (const row of table.rows) {
      if (row.group.name !== group.name || row.secret) continue;
      const text = Object.hasOwn(texts, row.key) ? texts[row.key] : undefined;
      if (text === undefined) {
        if (!row.hidden) missing.push(`${table.name}.${row.key}`);
        continue;
      }
      const decoded = row.write(text, records);
      if ("problem" in decoded) odd.push({ key: `${table.name}.${row.key}`, text, problem: decoded.problem });
      else {
        records = applied(group, records, decoded.value);
        for (const { index, values } of decoded.value)
          for (const field of Object.keys(values)) said.add(pathOf(group, index, field));
      }
    }
  }
  return { records: records as readonly RecordOf<G>[], said, missing, odd };
}

/** A group that the camera does not have has no texts; what else goes wrong is thrown. */
async function absentOrTexts(reading: Promise<Texts>): Promise<Texts> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof CameraError && (error.code === "refused" || error.code === "not-offered")) return {};
    throw error;
  }
}

function pairText([key, value]: readonly [string, string]): string {
  return `${key}=${queryText(value)}`;
}
