import type { AnyRecord, Caller, CameraPort, Change } from "../../model/index.ts";
import { merge, pathOf } from "../../model/index.ts";
import { applied, type Row } from "../table.ts";
import { recordReader } from "./group-index.ts";
import { control } from "./query.ts";

/** A text for a row; `name` is how a refusal names it. */
export interface Assignment {
  readonly name: string;
  readonly row: Row;
  readonly text: string;
}

interface Plan {
  readonly changes: readonly Change[];
  readonly problems: readonly string[];
  /** Our path of every field that changes -> the vendor's name. */
  readonly names: ReadonlyMap<string, string>;
}

/** Stores all texts or none; returns the problems, in the vendor's names. */
export async function assign(
  assignments: readonly Assignment[],
  camera: CameraPort,
  by: Caller,
): Promise<readonly string[]> {
  const { changes, problems, names } = planOf(assignments, camera);
  if (problems.length > 0) return problems;
  const issues = await camera.set(changes, by);
  return issues.map(({ key, problem }) => `${names.get(key) ?? key}: ${problem}`);
}

/** The problems with texts that would keep them from being stored; stores nothing. */
export function problemsOf(assignments: readonly Assignment[], camera: CameraPort): readonly string[] {
  return planOf(assignments, camera).problems;
}

/** Turns texts into one change for each record; later texts see what earlier ones change. Stores nothing. */
export function planOf(assignments: readonly Assignment[], camera: Pick<CameraPort, "get">): Plan {
  const read = recordReader(camera);
  const changes: Change[] = [];
  const problems: string[] = [];
  const names = new Map<string, string>();
  for (const { name, row, text } of assignments) {
    if (row.readOnly) {
      problems.push(`${name}: is read only`);
      continue;
    }
    if (control.test(text)) {
      problems.push(`${name}: holds a control character; only printable text is allowed`);
      continue;
    }
    const decoded = row.write(text, applied(row.group, read(row.group), changes));
    if ("problem" in decoded) {
      problems.push(`${name}: ${decoded.problem}`);
      continue;
    }
    changes.push(...decoded.value);
    for (const { group, index, values } of decoded.value) {
      for (const field of Object.keys(values)) names.set(pathOf(group, index, field), name);
    }
  }
  return { changes: oneForEachRecord(changes), problems, names };
}

function oneForEachRecord(changes: readonly Change[]): readonly Change[] {
  const byRecord = new Map<string, Change>();
  for (const change of changes) {
    const id = `${change.group.name}.${change.index}`;
    const before: AnyRecord = byRecord.get(id)?.values ?? {};
    byRecord.set(id, { ...change, values: merge(change.group, before, change.values) });
  }
  return [...byRecord.values()];
}
