import type { DatabaseSync } from "node:sqlite";
import type { CameraEvent, EventSource, KeptDecision, TriggerKind } from "@pinhole/kit/model";
import { migrate, transaction } from "./database.ts";

const steps = [
  `CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    source TEXT NOT NULL,
    severity INTEGER NOT NULL,
    message TEXT NOT NULL
  ) STRICT;
  CREATE TABLE decision (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    rule TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    first REAL NOT NULL,
    last REAL NOT NULL,
    count INTEGER NOT NULL
  ) STRICT`,
];

type NumberedDecision = KeptDecision & { readonly number: number };

/** What the log and the decisions leave on disk. */
export interface Journal {
  /** Oldest first. */
  events(limit: number): readonly CameraEvent[];
  /** Oldest first. */
  decisions(limit: number): readonly NumberedDecision[];
  /** All of it or nothing. */
  write(events: readonly CameraEvent[], decisions: readonly NumberedDecision[]): void;
}

/** Keeps the newest `most` of each. Throws what SQLite throws when the disk does not take it. */
export function openJournal(database: DatabaseSync, most: number): Journal {
  migrate(database, "journal", steps);
  const addEvent = database.prepare("INSERT INTO event (at, source, severity, message) VALUES (?, ?, ?, ?)");
  const addDecision = database.prepare("INSERT OR REPLACE INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const trim = (["event", "decision"] as const).map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE number <= (SELECT max(number) FROM ${table}) - ?`),
  );
  return {
    events: (limit) =>
      database
        .prepare("SELECT * FROM event ORDER BY number DESC LIMIT ?")
        .all(limit)
        .reverse()
        .map((row) => ({
          at: Number(row.at),
          source: row.source as EventSource,
          severity: Number(row.severity) as CameraEvent["severity"],
          message: String(row.message),
        })),
    decisions: (limit) =>
      database
        .prepare("SELECT * FROM decision ORDER BY number DESC LIMIT ?")
        .all(limit)
        .reverse()
        .map((row) => ({
          number: Number(row.number),
          kind: row.kind as TriggerKind,
          rule: String(row.rule),
          outcome: row.outcome as KeptDecision["outcome"],
          reason: String(row.reason),
          detail: String(row.detail),
          first: Number(row.first),
          last: Number(row.last),
          count: Number(row.count),
        })),
    write: (events, decisions) => {
      if (events.length + decisions.length === 0) return;
      transaction(database, "camera.db", () => {
        for (const { at, source, severity, message } of events) addEvent.run(at, source, severity, message);
        for (const { number, kind, rule, outcome, reason, detail, first, last, count } of decisions) {
          addDecision.run(number, kind, rule, outcome, reason, detail, first, last, count);
        }
        for (const each of trim) each.run(most);
      });
    },
  };
}
