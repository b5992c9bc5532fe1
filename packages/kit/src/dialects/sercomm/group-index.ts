import type { AnyRecord, CameraPort, Group } from "../../model/index.ts";
import type { Row, Table } from "../table.ts";

/** The vendor's groups of one model, found by name. */
export interface GroupIndex {
  readonly tables: readonly Table[];
  /** By any spelling of the name: the camera's own, or with other case. */
  find(name: string): Table | undefined;
  /** Keys are exact. */
  row(table: Table, key: string): Row | undefined;
}

export function groupIndex(tables: readonly Table[]): GroupIndex {
  const byName = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
  const byKey = new Map(tables.map((table) => [table, new Map(table.rows.map((row) => [row.key, row]))]));
  return {
    tables,
    find: (name) => byName.get(name.toLowerCase()),
    row: (table, key) => byKey.get(table)?.get(key),
  };
}

/** Reads a camera's groups once each, however many rows speak of them. */
export function recordReader(camera: Pick<CameraPort, "get">): (group: Group) => readonly AnyRecord[] {
  const read = new Map<string, readonly AnyRecord[]>();
  return (group) => {
    const known = read.get(group.name) ?? camera.get(group);
    read.set(group.name, known);
    return known;
  };
}
