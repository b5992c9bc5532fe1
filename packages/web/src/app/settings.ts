import type { AnyRecord, Group, Issue, RecordOf } from "@pinhole/kit/model";
import { ApiError, ask } from "./api.ts";

/** New values for a record, counted from 1. */
export interface SettingsChange {
  readonly group: string;
  readonly number: number;
  readonly values: AnyRecord;
}

/** The records of some groups, secrets empty. */
export async function loadSettings(
  groups: readonly Group[],
  signal?: AbortSignal,
): Promise<Readonly<Record<string, readonly AnyRecord[]>>> {
  const query = new URLSearchParams(groups.map(({ name }) => ["group", name]));
  return ask(`/pinhole/settings?${query}`, signal ? { signal } : {});
}

/** The records of one group. */
export async function loadGroup<G extends Group>(
  group: G,
  signal?: AbortSignal,
): Promise<readonly RecordOf<G>[]> {
  return (await loadSettings([group], signal))[group.name] as unknown as readonly RecordOf<G>[];
}

/** Stores all changes or none; the list of problems is empty when they are stored. Throws ApiError for other failures. */
export async function saveSettings(changes: readonly SettingsChange[]): Promise<readonly Issue[]> {
  try {
    await ask("/pinhole/settings", { method: "POST", body: { changes } });
    return [];
  } catch (error) {
    if (error instanceof ApiError && error.status === 400 && error.issues.length > 0) return error.issues;
    throw error;
  }
}
