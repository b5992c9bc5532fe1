import { DatabaseSync } from "node:sqlite";
import { CameraError, messageOf } from "@pinhole/kit/model";

/**
 * The camera's database ("camera.db"). A committed transaction survives a power cut. Throws CameraError when the file is
 * damaged or can not be written.
 */
export function openDatabase(path: string): DatabaseSync {
  try {
    const database = new DatabaseSync(path, { timeout: 5000 });
    // Synced at every commit: what is confirmed is on disk.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
    database.exec(
      "CREATE TABLE IF NOT EXISTS schema (part TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    );
    return database;
  } catch (error) {
    throw explained(error, path);
  }
}

/**
 * Brings one part's tables to the newest form: `steps` are SQL scripts, the first makes version 1. Steps are only ever
 * added. All or none of them happen.
 */
export function migrate(database: DatabaseSync, part: string, steps: readonly string[]): void {
  const row = database.prepare("SELECT version FROM schema WHERE part = ?").get(part);
  const version = Number(row?.version ?? 0);
  if (version > steps.length) {
    throw new CameraError(
      "store-damaged",
      `camera.db: ${part} is of version ${version}, and this program knows ${steps.length}; use the newer program`,
    );
  }
  if (version === steps.length) return;
  transaction(database, part, () => {
    for (const step of steps.slice(version)) database.exec(step);
    database
      .prepare("INSERT INTO schema VALUES (?, ?) ON CONFLICT (part) DO UPDATE SET version = excluded.version")
      .run(part, steps.length);
  });
}

/** All that `work` writes, or nothing; a failure is one of `at`. */
export function transaction<T>(database: DatabaseSync, at: string, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk has ended the transaction already.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw explained(error, at);
  }
}

/** A failure of SQLite in words that help. */
export function explained(error: unknown, at: string): CameraError {
  // SQLite's primary result codes: 8 read only, 13 disk full, 14 can not open.
  const code = Number((error as { readonly errcode?: number }).errcode) & 0xff;
  const kind = code === 13 ? "store-full" : code === 8 || code === 14 ? "store-read-only" : "store-damaged";
  return new CameraError(kind, `${at}: ${messageOf(error)}`, { at, cause: error });
}
