import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { Alarm } from "@pinhole/kit/model";
import { migrate, transaction } from "./database.ts";

const steps = [
  `
  CREATE TABLE job (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    target TEXT NOT NULL,
    action TEXT NOT NULL,
    stage TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    alarm TEXT NOT NULL,
    createdAt REAL NOT NULL,
    limitSeconds REAL,
    maxAgeSeconds REAL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'failed')),
    attempts INTEGER NOT NULL DEFAULT 0,
    parts TEXT NOT NULL DEFAULT '[]',
    code TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    changedAt REAL NOT NULL
  ) STRICT;
  CREATE INDEX job_by_target ON job (target, state, urgent DESC, seq);
  CREATE INDEX job_by_state ON job (state, seq);
  CREATE TABLE jobFile (
    job INTEGER NOT NULL REFERENCES job ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kept TEXT NOT NULL,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (job, position)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX jobFile_by_kept ON jobFile (kept);
  CREATE TABLE attempt (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    job TEXT NOT NULL,
    target TEXT NOT NULL,
    alarm TEXT NOT NULL,
    outcome TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    seconds REAL NOT NULL,
    bytes INTEGER NOT NULL,
    stages TEXT NOT NULL
  ) STRICT;
  CREATE INDEX attempt_by_job ON attempt (job, outcome);
  -- What the limits are compared with, so that nothing is counted anew for every job.
  CREATE TABLE outboxTotal (jobs INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
  INSERT INTO outboxTotal VALUES (0, 0);
  CREATE TRIGGER job_added AFTER INSERT ON job BEGIN UPDATE outboxTotal SET jobs = jobs + 1; END;
  CREATE TRIGGER job_removed AFTER DELETE ON job BEGIN UPDATE outboxTotal SET jobs = jobs - 1; END;
  CREATE TRIGGER jobFile_added AFTER INSERT ON jobFile
    WHEN (SELECT count(*) FROM jobFile WHERE kept = new.kept) = 1
    BEGIN UPDATE outboxTotal SET bytes = bytes + new.bytes; END;
  CREATE TRIGGER jobFile_removed AFTER DELETE ON jobFile
    WHEN NOT EXISTS (SELECT 1 FROM jobFile WHERE kept = old.kept)
    BEGIN UPDATE outboxTotal SET bytes = bytes - old.bytes; END;
  CREATE TABLE outboxChange (count INTEGER NOT NULL) STRICT;
  INSERT INTO outboxChange VALUES (0);
  `,
] as const;

interface File {
  readonly kept: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly at: number;
}

interface NewJob<Action extends string> {
  readonly id: string;
  readonly target: string;
  readonly action: Action;
  readonly stage: "begin" | "end";
  readonly alarm: Alarm;
  readonly files: readonly File[];
  readonly createdAt: number;
  readonly urgent: boolean;
  readonly limitSeconds?: number | undefined;
  readonly maxAgeSeconds?: number | undefined;
}

interface Job<Action extends string> extends NewJob<Action> {
  readonly seq: number;
  readonly state: "waiting" | "failed";
  readonly attempts: number;
  readonly parts: ReadonlySet<string>;
  readonly code: string;
  readonly reason: string;
  readonly changedAt: number;
}

interface Stage {
  readonly name: string;
  readonly detail: string;
  readonly seconds: number;
}

interface Note<Outcome extends string> {
  readonly at: number;
  readonly outcome: Outcome;
  readonly attempt: number;
  readonly code: string;
  readonly message: string;
  readonly seconds: number;
  readonly stages: readonly Stage[];
}

interface Filter {
  readonly ids?: readonly string[];
  readonly target?: string;
  readonly state?: "waiting" | "failed";
}

type Row = Record<string, string | number | null>;

/** The jobs of the outbox and the log of their attempts. Every call is one transaction, on disk when it returns. */
export class Jobs<Action extends string, Outcome extends string> {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>();

  constructor(database: DatabaseSync) {
    migrate(database, "outbox", steps);
    this.#database = database;
  }

  add(jobs: readonly NewJob<Action>[]): readonly Job<Action>[] {
    return this.#transaction(() =>
      jobs.flatMap((job) => {
        const { changes, lastInsertRowid: seq } = this.#run(
          `INSERT INTO job (id, target, action, stage, urgent, alarm, createdAt, limitSeconds, maxAgeSeconds, changedAt)
           SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
           WHERE NOT EXISTS (SELECT 1 FROM attempt WHERE job = ? AND outcome IN ('delivered', 'dropped'))
           ON CONFLICT (id) DO NOTHING`,
          ...[job.id, job.target, job.action, job.stage, job.urgent ? 1 : 0, JSON.stringify(job.alarm)],
          ...[job.createdAt, job.limitSeconds ?? null, job.maxAgeSeconds ?? null, job.createdAt, job.id],
        );
        if (Number(changes) === 0) return [];
        job.files.forEach((file, position) => {
          const { kept, name, type, bytes, at } = file;
          this.#run(
            "INSERT INTO jobFile VALUES (?, ?, ?, ?, ?, ?, ?)",
            ...[Number(seq), position, kept, name, type, bytes, at],
          );
        });
        return [this.#job(this.#one("SELECT * FROM job WHERE seq = ?", Number(seq)) as Row)];
      }),
    );
  }

  targets(): readonly string[] {
    return this.#all("SELECT DISTINCT target FROM job WHERE state = 'waiting'").map(({ target }) =>
      String(target),
    );
  }

  next(target: string, after = 0): Job<Action> | undefined {
    const row = this.#one(
      "SELECT * FROM job WHERE target = ? AND state = 'waiting' AND +seq > ? ORDER BY urgent DESC, seq LIMIT 1",
      ...[target, after],
    );
    return row && this.#job(row);
  }

  get(id: string): Job<Action> | undefined {
    const row = this.#one("SELECT * FROM job WHERE id = ?", id);
    return row && this.#job(row);
  }

  list(filter: Filter, limit: number): readonly Job<Action>[] {
    const { where, values } = condition(filter);
    return this.#all(`SELECT * FROM job WHERE ${where} ORDER BY seq LIMIT ?`, ...values, limit).map((row) =>
      this.#job(row),
    );
  }

  count(filter: Filter): number {
    const { where, values } = condition(filter);
    return Number(this.#one(`SELECT count(*) AS n FROM job WHERE ${where}`, ...values)?.n);
  }

  totals(): { readonly jobs: number; readonly bytes: number } {
    const row = this.#one("SELECT jobs, bytes FROM outboxTotal");
    return { jobs: Number(row?.jobs), bytes: Number(row?.bytes) };
  }

  oldest(except: ReadonlySet<number>): Job<Action> | undefined {
    for (const state of ["failed", "waiting"]) {
      // One more than may be passed over.
      const rows = this.#all(
        "SELECT seq FROM job WHERE state = ? ORDER BY seq LIMIT ?",
        ...[state, except.size + 1],
      );
      const found = rows.find(({ seq }) => !except.has(Number(seq)));
      if (found) return this.#job(this.#one("SELECT * FROM job WHERE seq = ?", found.seq as number) as Row);
    }
    return undefined;
  }

  expired({
    madeBefore,
    failedBefore,
  }: {
    madeBefore: number;
    failedBefore: number;
  }): readonly Job<Action>[] {
    return this.#all(
      `SELECT * FROM job WHERE state = 'waiting' AND createdAt < ? OR state = 'failed' AND changedAt < ?
       ORDER BY seq LIMIT 500`,
      ...[madeBefore, failedBefore],
    ).map((row) => this.#job(row));
  }

  complete(seq: number, part: string): void {
    this.#run("UPDATE job SET parts = json_insert(parts, '$[#]', ?) WHERE seq = ?", part, seq);
  }

  postpone(seq: number, note: Note<Outcome>, state: "waiting" | "failed"): void {
    this.#transaction(() => {
      this.#note(seq, note);
      this.#run(
        "UPDATE job SET attempts = ?, code = ?, reason = ?, state = ?, changedAt = ? WHERE seq = ?",
        ...[note.attempt, note.code, note.message, state, note.at, seq],
      );
    });
  }

  remove(seqs: readonly number[], note: Note<Outcome>): readonly string[] {
    return this.#transaction(() => {
      const freed = new Set<string>();
      for (const seq of seqs) {
        this.#note(seq, note);
        for (const { kept } of this.#all("SELECT kept FROM jobFile WHERE job = ?", seq))
          freed.add(String(kept));
        this.#run("DELETE FROM job WHERE seq = ?", seq);
      }
      return [...freed].filter((kept) => !this.keeps(kept));
    });
  }

  retry(filter: Filter, at: number): number {
    const { where, values } = condition(filter);
    return this.#transaction(() => {
      const set = `UPDATE job SET state = 'waiting', attempts = 0, changedAt = ?,
        createdAt = CASE state WHEN 'failed' THEN ? ELSE createdAt END WHERE ${where}`;
      return Number(this.#run(set, at, at, ...values).changes);
    });
  }

  refuse({ id, target, alarm }: Pick<NewJob<Action>, "id" | "target" | "alarm">, note: Note<Outcome>): void {
    this.#insertNote({ job: id, target, alarm: alarm.id, bytes: 0 }, note);
  }

  keeps(kept: string): boolean {
    return this.#one("SELECT 1 FROM jobFile WHERE kept = ? LIMIT 1", kept) !== undefined;
  }

  attempts(
    { job, target }: { readonly job?: string; readonly target?: string },
    limit: number,
  ): readonly (Note<Outcome> & {
    readonly job: string;
    readonly target: string;
    readonly alarm: string;
    readonly bytes: number;
  })[] {
    const rows = this.#all(
      `SELECT * FROM attempt WHERE (? IS NULL OR job = ?) AND (? IS NULL OR target = ?) ORDER BY seq DESC LIMIT ?`,
      ...[job ?? null, job ?? null, target ?? null, target ?? null, limit],
    );
    return rows.map(({ seq, stages, ...row }) => ({ ...row, stages: JSON.parse(String(stages)) })) as never;
  }

  trim(entries: number): void {
    this.#run("DELETE FROM attempt WHERE seq <= (SELECT max(seq) FROM attempt) - ?", entries);
  }

  version(): number {
    return Number(this.#one("SELECT count FROM outboxChange")?.count);
  }

  touch(): void {
    this.#run("UPDATE outboxChange SET count = count + 1");
  }

  #note(seq: number, note: Note<Outcome>): void {
    const job = this.#one(
      `SELECT id AS job, target, alarm ->> 'id' AS alarm,
        (SELECT coalesce(sum(bytes), 0) FROM jobFile WHERE job = seq) AS bytes FROM job WHERE seq = ?`,
      seq,
    );
    if (job) this.#insertNote(job as never, note);
  }

  #insertNote(
    of: { readonly job: string; readonly target: string; readonly alarm: string; readonly bytes: number },
    note: Note<Outcome>,
  ): void {
    this.#run(
      `INSERT INTO attempt (at, job, target, alarm, outcome, attempt, code, message, seconds, bytes, stages)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[note.at, of.job, of.target, of.alarm, note.outcome, note.attempt, note.code, note.message],
      ...[note.seconds, of.bytes, JSON.stringify(note.stages)],
    );
  }

  #job({ alarm, parts, urgent, limitSeconds, maxAgeSeconds, ...row }: Row): Job<Action> {
    const files = this.#all(
      "SELECT kept, name, type, bytes, at FROM jobFile WHERE job = ? ORDER BY position",
      row.seq as number,
    );
    return {
      ...row,
      alarm: JSON.parse(String(alarm)),
      parts: new Set(JSON.parse(String(parts))),
      urgent: urgent === 1,
      limitSeconds: limitSeconds ?? undefined,
      maxAgeSeconds: maxAgeSeconds ?? undefined,
      files,
    } as never;
  }

  #transaction<T>(work: () => T): T {
    return transaction(this.#database, "camera.db", work);
  }

  #prepare(sql: string): ReturnType<DatabaseSync["prepare"]> {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }

  #run(sql: string, ...values: readonly SQLInputValue[]) {
    return this.#prepare(sql).run(...values);
  }

  #one(sql: string, ...values: readonly SQLInputValue[]): Row | undefined {
    return this.#prepare(sql).get(...values) as Row | undefined;
  }

  #all(sql: string, ...values: readonly SQLInputValue[]): Row[] {
    return this.#prepare(sql).all(...values) as Row[];
  }
}

function condition({ ids, target, state }: Filter): { where: string; values: SQLInputValue[] } {
  const parts: [sql: string, value: SQLInputValue][] = [];
  if (ids) parts.push(["id IN (SELECT value FROM json_each(?))", JSON.stringify(ids)]);
  if (target !== undefined) parts.push(["target = ?", target]);
  if (state) parts.push(["state = ?", state]);
  const where = parts.map(([sql]) => sql).join(" AND ") || "TRUE";
  return { where, values: parts.map(([, value]) => value) };
}
