import type { Alarm, AttemptOutcome, AttemptRecord, AttemptStage } from "@pinhole/kit/model";
import type { Work } from "./action.ts";

/** A file of a job, with the name under which it is kept in the outbox: jobs of one alarm share it. */
export interface KeptFile {
  readonly kept: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly at: number;
}

export interface NewJob {
  readonly id: string;
  readonly target: string;
  readonly action: Work["action"];
  readonly stage: "begin" | "end";
  readonly alarm: Alarm;
  readonly files: readonly KeptFile[];
  readonly createdAt: number;
  /** Goes before the others of its target and is tried once. */
  readonly urgent: boolean;
  readonly limitSeconds?: number | undefined;
  readonly maxAgeSeconds?: number | undefined;
}

export interface StoredJob extends NewJob {
  /** Rises with every job. */
  readonly seq: number;
  readonly state: "waiting" | "failed";
  readonly attempts: number;
  /** What the target has confirmed of it. */
  readonly parts: ReadonlySet<string>;
  readonly code: string;
  readonly reason: string;
  /** When it was last tried, put back or given up; Unix time in seconds. */
  readonly changedAt: number;
}

/** What is written down about a job that leaves, or that was tried. */
export interface Note {
  readonly at: number;
  readonly outcome: AttemptOutcome;
  readonly attempt: number;
  readonly code: string;
  readonly message: string;
  readonly seconds: number;
  readonly stages: readonly AttemptStage[];
}

/** Which jobs: all that are given hold. */
export interface JobFilter {
  readonly ids?: readonly string[];
  readonly target?: string;
  readonly state?: "waiting" | "failed";
}

/** Where jobs are kept. Every call is one transaction: on return it is on disk, or it threw and nothing has happened. */
export interface JobStore {
  /** Adds those whose id is neither here nor noted as ended, and returns them. */
  add(jobs: readonly NewJob[]): readonly StoredJob[];
  /** Targets for which jobs wait. */
  targets(): readonly string[];
  /** The first that waits for a target, urgent ones before all; after job `after` when that is given. */
  next(target: string, after?: number): StoredJob | undefined;
  get(id: string): StoredJob | undefined;
  /** In the order of their making. */
  list(filter: JobFilter, limit: number): readonly StoredJob[];
  count(filter: JobFilter): number;
  /** How many jobs there are, and the bytes of all their files, each counted once. */
  totals(): { readonly jobs: number; readonly bytes: number };
  /** The first to give up when there is no room: failed ones, then the oldest; never one of `except`. */
  oldest(except: ReadonlySet<number>): StoredJob | undefined;
  /** Those that were made (failed: given up) before a time, at most 500. */
  expired(limits: { readonly madeBefore: number; readonly failedBefore: number }): readonly StoredJob[];
  /** The target has confirmed a part. */
  complete(seq: number, part: string): void;
  /** It was tried in vain and waits again, or is kept as failed. */
  postpone(seq: number, note: Note, state: "waiting" | "failed"): void;
  /** Leaves with its note. Returns the names of files that nobody needs any more. */
  remove(seqs: readonly number[], note: Note): readonly string[];
  /** Failed ones wait again, and all that are meant forget how often they were tried. */
  retry(filter: JobFilter, at: number): number;
  /** Something that never became a job. */
  refuse(work: Pick<NewJob, "id" | "target" | "alarm">, note: Note): void;
  /** Whether files of this name are in use. */
  keeps(kept: string): boolean;
  /** Newest first. */
  attempts(
    filter: { readonly job?: string; readonly target?: string },
    limit: number,
  ): readonly AttemptRecord[];
  /** Keeps the newest attempts only. */
  trim(entries: number): void;
  /** Changes with every `touch`, by whichever program. */
  version(): number;
  /** Tells the program that delivers that this one has changed something. */
  touch(): void;
}
