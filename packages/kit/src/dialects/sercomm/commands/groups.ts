import type { Reply } from "../../dialect.ts";
import type { Row, Table } from "../../table.ts";
import { type Assignment, assign, problemsOf } from "../assign.ts";
import type { Call, Command } from "../command.ts";
import { type GroupIndex, recordReader } from "../group-index.ts";
import { echo, type Param } from "../query.ts";
import { ok, refuse, textLines } from "../reply.ts";

// Documentation shows WIRELESS being set under the name NETWORK, so that is accepted; a read never mixes them.
const alsoSets: Readonly<Record<string, string>> = { NETWORK: "WIRELESS" };

const isGroup = (param: Param): boolean => param.key === "group" && param.value !== undefined;

/** The names of all groups, whole groups, or single keys. */
function getGroups({ camera, groups, params }: Call): Reply {
  const wanted = selectionsOf(params);
  if (wanted.length === 0) return textLines(groups.tables.map(({ name }) => `[${name}]`));
  const read = recordReader(camera);
  const problems: string[] = [];
  const lines: string[] = [];
  for (const selection of wanted) {
    const rows = selectedRows(groups, selection);
    if ("problem" in rows) {
      problems.push(rows.problem);
      continue;
    }
    lines.push(`[${rows.table.name}]`, ...rows.rows.map((row) => `${row.key}=${row.read(read(row.group))}`));
  }
  return problems.length > 0 ? refuse(problems) : textLines(lines);
}

/** Every `group=`, and behind the first one every part without "=": each names a group or a key of one. */
function selectionsOf(params: readonly Param[]): readonly string[] {
  const first = params.findIndex(isGroup);
  if (first < 0) return [];
  const named = params.slice(first).flatMap((param) => {
    if (isGroup(param)) return [param.value ?? ""];
    return param.value === undefined ? [param.key] : [];
  });
  return [...new Set(named)];
}

function selectedRows(
  groups: GroupIndex,
  selection: string,
): { readonly table: Table; readonly rows: readonly Row[] } | { readonly problem: string } {
  const dot = selection.indexOf(".");
  const name = dot < 0 ? selection : selection.slice(0, dot);
  const table = groups.find(name);
  if (table === undefined) return { problem: invalidGroup(name) };
  if (dot < 0) return { table, rows: table.rows.filter((row) => !row.hidden) };
  const key = selection.slice(dot + 1);
  const row = groups.row(table, key);
  return row === undefined ? { problem: unknownKey(table, key) } : { table, rows: [row] };
}

/** Stores all keys of all groups of the request, or none. */
async function setGroups({ camera, groups, params, request }: Call): Promise<Reply> {
  const problems: string[] = [];
  const assignments: Assignment[] = [];
  const seen = new Set<Row>();
  for (const { name, pairs } of sectionsOf(params, problems)) {
    const table = groups.find(name);
    if (table === undefined) {
      problems.push(invalidGroup(name));
      continue;
    }
    if (pairs.length === 0)
      problems.push(`${table.name}: no key to set; write group=${table.name}&key=value`);
    for (const { key, value } of pairs) {
      const row = rowToSet(groups, table, key);
      const path = `${table.name}.${key}`;
      if (row === undefined) problems.push(unknownKey(table, key));
      else if (value === undefined) problems.push(`${path}: has no value; write ${key}=value`);
      else if (seen.has(row)) problems.push(`${path}: is given more than once`);
      else assignments.push({ name: path, row, text: value });
      if (row !== undefined) seen.add(row);
    }
  }
  if (problems.length > 0) return refuse([...problems, ...problemsOf(assignments, camera)]);
  const refused = await assign(assignments, camera, request.caller);
  return refused.length > 0 ? refuse(refused) : ok;
}

function rowToSet(groups: GroupIndex, table: Table, key: string): Row | undefined {
  const own = groups.row(table, key);
  const other = groups.find(alsoSets[table.name] ?? "");
  return own ?? (other && groups.row(other, key));
}

interface Section {
  readonly name: string;
  readonly pairs: readonly Param[];
}

/** With one `group` its place does not matter; with several, a key belongs to the one before it. */
function sectionsOf(params: readonly Param[], problems: string[]): readonly Section[] {
  const starts = params.flatMap((param, index) => (isGroup(param) ? [index] : []));
  const [first, ...later] = starts;
  if (first === undefined) {
    problems.push("group: is missing; name one, as in group=EVENT&event_trigger=1");
    return [];
  }
  if (later.length === 0) {
    return [{ name: params[first]?.value ?? "", pairs: params.filter((param) => !isGroup(param)) }];
  }
  if (first > 0) problems.push(`${echo(params[0]?.key ?? "")}: stands before the first of several groups`);
  return starts.map((start, n) => ({
    name: params[start]?.value ?? "",
    pairs: params.slice(start + 1, starts[n + 1] ?? params.length),
  }));
}

function invalidGroup(name: string): string {
  return `Invalid Group ${echo(name)}; /adm/get_group.cgi lists the groups`;
}

function unknownKey(table: Table, key: string): string {
  return `${table.name}.${echo(key)}: is not a key of ${table.name}; /adm/get_group.cgi?group=${table.name} lists them`;
}

export const groupCommands: readonly Command[] = [
  { path: "/adm/get_group.cgi", methods: ["GET"], changesState: false, repeats: true, run: getGroups },
  // The cameras' own pages post their questions to this path, as `group=A&B`.
  {
    path: "/adm/get_ui_group.cgi",
    methods: ["GET", "POST"],
    changesState: false,
    form: true,
    repeats: true,
    run: getGroups,
  },
  {
    path: "/adm/set_group.cgi",
    methods: ["GET", "POST"],
    changesState: true,
    form: true,
    repeats: true,
    run: setGroups,
  },
];
