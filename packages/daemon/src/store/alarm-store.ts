import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type {
  ActionName,
  Alarm,
  AlarmFile,
  Delivery,
  ListedAlarm,
  ListedRecording,
  TriggerKind,
} from "@pinhole/kit/model";
import { migrate, transaction } from "./database.ts";

const steps = [
  `CREATE TABLE alarm (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    rule TEXT NOT NULL,
    record TEXT NOT NULL,
    state TEXT NOT NULL
  ) STRICT;
  CREATE TABLE alarm_file (
    alarm TEXT NOT NULL,
    stage TEXT NOT NULL,
    path TEXT NOT NULL,
    type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (alarm, stage, path)
  ) STRICT;
  CREATE TABLE delivery (
    alarm TEXT NOT NULL,
    action TEXT NOT NULL,
    stage TEXT NOT NULL,
    due INTEGER NOT NULL,
    PRIMARY KEY (alarm, action, stage)
  ) STRICT;
  CREATE TABLE recording (
    number INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    at REAL NOT NULL,
    seconds REAL NOT NULL,
    alarm TEXT NOT NULL,
    place TEXT NOT NULL
  ) STRICT`,
];

/** Which part of the camera's folder a recording lies in, each with its own limit of size. */
export type RecordingPlace = "clips" | "sdcard";

/** Alarms, their files and what is still to be delivered, and the index of recordings. Paths are as they are given. */
export interface AlarmStore {
  /** The number of the newest alarm. */
  newest(): number;
  begin(alarm: Alarm, at: number, actions: readonly ActionName[]): void;
  /** A stage is complete: its files are there and its deliveries are due. */
  reach(id: string, stage: Delivery["stage"], files: readonly AlarmFile[]): void;
  /** The alarm is over. */
  finish(id: string): void;
  /** Alarms that were going on when the camera stopped. */
  running(): readonly Alarm[];
  /** What is to be delivered now, oldest first. */
  due(limit: number): readonly Delivery[];
  delivered(delivery: Delivery): void;
  alarms(limit: number): readonly ListedAlarm[];
  addRecording(recording: ListedRecording, place: RecordingPlace): void;
  recordings(limit: number): readonly ListedRecording[];
  recording(path: string): ListedRecording | undefined;
  /** Those of a place, oldest first, without those whose delivery is due. */
  oldest(place: RecordingPlace, limit: number): readonly ListedRecording[];
  bytes(place: RecordingPlace): number;
  hasRecording(path: string): boolean;
  forgetRecording(path: string): void;
  /**
   * Forgets alarms that are over and delivered, beyond the newest so many, and gives up what could not be delivered
   * beyond the newest so many; says how many deliveries that were.
   */
  prune(keep: number, keepDue: number): number;
}

type Row = Record<string, SQLOutputValue>;

export function openAlarmStore(database: DatabaseSync): AlarmStore {
  migrate(database, "alarms", steps);
  const run = (sql: string, ...values: (string | number)[]): void => {
    database.prepare(sql).run(...values);
  };
  const all = (sql: string, ...values: (string | number)[]): Row[] => database.prepare(sql).all(...values);
  const together = (call: () => void): void => transaction(database, "camera.db", call);
  const filesOf = (id: string, stage: string): AlarmFile[] =>
    all(
      "SELECT path, type, bytes, at FROM alarm_file WHERE alarm = ? AND stage = ? ORDER BY at, path",
      id,
      stage,
    ).map((row) => ({
      path: String(row.path),
      type: String(row.type),
      bytes: Number(row.bytes),
      at: Number(row.at),
    }));
  const alarmOf = (row: Row): Alarm => JSON.parse(String(row.record)) as Alarm;

  return {
    newest: () => Number(all("SELECT max(number) AS number FROM alarm")[0]?.number ?? 0),
    begin: (alarm, at, actions) =>
      together(() => {
        const { id, trigger, rule } = alarm;
        run(
          "INSERT INTO alarm (id, at, kind, detail, rule, record, state) VALUES (?, ?, ?, ?, ?, ?, 'running')",
          ...[id, at, trigger.kind, trigger.detail, rule, JSON.stringify(alarm)],
        );
        for (const action of actions) {
          for (const stage of ["begin", "end"])
            run("INSERT INTO delivery VALUES (?, ?, ?, 0)", id, action, stage);
        }
      }),
    reach: (id, stage, files) =>
      together(() => {
        for (const { path, type, bytes, at } of files) {
          run(
            "INSERT OR REPLACE INTO alarm_file VALUES (?, ?, ?, ?, ?, ?)",
            id,
            stage,
            path,
            type,
            bytes,
            at,
          );
        }
        run("UPDATE delivery SET due = 1 WHERE alarm = ? AND stage = ?", id, stage);
      }),
    finish: (id) => run("UPDATE alarm SET state = 'over' WHERE id = ?", id),
    running: () => all("SELECT record FROM alarm WHERE state = 'running' ORDER BY number").map(alarmOf),
    due: (limit) =>
      all(
        `SELECT record, action, stage, id FROM delivery JOIN alarm ON id = alarm WHERE due = 1
         ORDER BY number, stage, action LIMIT ?`,
        limit,
      ).map((row) => ({
        alarm: alarmOf(row),
        action: row.action as ActionName,
        stage: row.stage as Delivery["stage"],
        files: filesOf(String(row.id), String(row.stage)),
      })),
    delivered: ({ alarm, action, stage }) =>
      run("DELETE FROM delivery WHERE alarm = ? AND action = ? AND stage = ?", alarm.id, action, stage),
    alarms: (limit) =>
      all("SELECT id, at, kind, detail, rule, state FROM alarm ORDER BY number DESC LIMIT ?", limit).map(
        (row) => ({
          id: String(row.id),
          at: Number(row.at),
          kind: row.kind as TriggerKind,
          detail: String(row.detail),
          rule: String(row.rule),
          state: row.state as ListedAlarm["state"],
        }),
      ),
    addRecording: ({ path, type, bytes, at, seconds, alarm }, place) =>
      run(
        "INSERT OR REPLACE INTO recording (path, type, bytes, at, seconds, alarm, place) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ...[path, type, bytes, at, seconds, alarm, place],
      ),
    recordings: (limit) =>
      all("SELECT * FROM recording ORDER BY number DESC LIMIT ?", limit).map(recordingOf),
    recording: (path) => all("SELECT * FROM recording WHERE path = ?", path).map(recordingOf)[0],
    oldest: (place, limit) =>
      all(
        `SELECT * FROM recording WHERE place = ?
         AND (alarm = '' OR alarm NOT IN (SELECT alarm FROM delivery)) ORDER BY number LIMIT ?`,
        ...[place, limit],
      ).map(recordingOf),
    bytes: (place) =>
      Number(all("SELECT sum(bytes) AS sum FROM recording WHERE place = ?", place)[0]?.sum ?? 0),
    hasRecording: (path) => all("SELECT 1 FROM recording WHERE path = ?", path).length > 0,
    forgetRecording: (path) => run("DELETE FROM recording WHERE path = ?", path),
    prune: (keep, keepDue) => {
      let given = 0;
      together(() => {
        const dropped = database
          .prepare(
            `DELETE FROM delivery WHERE due = 1 AND alarm IN
             (SELECT id FROM alarm WHERE number <= (SELECT max(number) FROM alarm) - ?)`,
          )
          .run(keepDue);
        given = Number(dropped.changes);
        run(
          `DELETE FROM alarm WHERE state = 'over' AND id NOT IN (SELECT alarm FROM delivery)
           AND number <= (SELECT max(number) FROM alarm) - ?`,
          keep,
        );
        run("DELETE FROM alarm_file WHERE alarm NOT IN (SELECT id FROM alarm)");
      });
      return given;
    },
  };
}

function recordingOf(row: Row): ListedRecording {
  return {
    path: String(row.path),
    type: String(row.type),
    bytes: Number(row.bytes),
    at: Number(row.at),
    seconds: Number(row.seconds),
    alarm: String(row.alarm),
  };
}
