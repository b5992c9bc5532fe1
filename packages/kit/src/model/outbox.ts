import type { Caller } from "./caller.ts";
import type { CameraError } from "./errors.ts";

/** How an attempt, or a job, ended. `refused` never became a job: there was nowhere to deliver to. */
export const attemptOutcomes = ["delivered", "retry", "failed", "dropped", "refused"] as const;

export type AttemptOutcome = (typeof attemptOutcomes)[number];

/** A step of an attempt: name, connect, tls, login, folder, upload, verify. */
export interface AttemptStage {
  readonly name: string;
  /** "192.168.1.9 port 21", or "". */
  readonly detail: string;
  readonly seconds: number;
}

/** A line of the delivery log. */
export interface AttemptRecord {
  /** Unix time in seconds on the machine's clock. */
  readonly at: number;
  readonly job: string;
  readonly target: string;
  readonly alarm: string;
  readonly outcome: AttemptOutcome;
  readonly attempt: number;
  /** One of the error codes, or "". */
  readonly code: string;
  readonly message: string;
  readonly seconds: number;
  readonly bytes: number;
  readonly stages: readonly AttemptStage[];
}

/** A job in the outbox, for people. */
export interface JobSummary {
  readonly id: string;
  readonly target: string;
  readonly alarm: string;
  readonly stage: "begin" | "end";
  readonly state: "waiting" | "running" | "failed";
  readonly createdAt: number;
  readonly attempts: number;
  readonly code: string;
  readonly reason: string;
  readonly files: readonly { readonly name: string; readonly type: string; readonly bytes: number }[];
}

/** A target that has work, or that has failed since its last success. */
export interface TargetSummary {
  readonly name: string;
  readonly waiting: number;
  readonly failures: number;
  /** Seconds until it is tried again; 0 when it is not waiting. */
  readonly waitSeconds: number;
  readonly reason: string;
}

export interface OutboxSummary {
  readonly waiting: number;
  readonly failed: number;
  readonly bytes: number;
  readonly targets: readonly TargetSummary[];
}

/** How a rehearsal goes at one target. */
export interface DrillTarget {
  readonly target: string;
  readonly outcome: "waiting" | "running" | AttemptOutcome;
  readonly stages: readonly AttemptStage[];
  readonly seconds: number;
  readonly code: string;
  readonly message: string;
  /** What a person can do, or "". */
  readonly remedy: string;
  /** 0 for success, otherwise -1 to -9 as tests of an upload say it; undefined while it is not known. */
  readonly result: number | undefined;
}

export interface DrillReport {
  readonly id: string;
  readonly done: boolean;
  readonly targets: readonly DrillTarget[];
}

/** Which jobs a request speaks of; all that are given have to hold. */
export interface JobChoice {
  readonly ids?: readonly string[];
  readonly target?: string;
  readonly state?: "waiting" | "failed";
}

/** The outbox as a dialect sees it. */
export interface DeliveriesPort {
  summary(): OutboxSummary;
  /** In the order of their making. */
  jobs(choice: JobChoice, limit: number): readonly JobSummary[];
  /** Newest first. */
  attempts(
    filter: { readonly job?: string; readonly target?: string },
    limit: number,
  ): readonly AttemptRecord[];
  /** Failed ones wait again and waiting ones are tried at once; returns how many. */
  retry(choice: JobChoice, by: Caller): number;
  /** Gives them up; returns how many. */
  drop(choice: JobChoice, by: Caller): Promise<number>;
  /**
   * Fires an alarm at each target that is set up, or at those whose names begin with one of these words ("mail", "ftp"),
   * and returns the rehearsal's id. The newest few are remembered.
   */
  drill(targets: readonly string[], by: Caller): Promise<string>;
  rehearsal(id: string): DrillReport | undefined;
  /** Tells an alarm server, from 1, of such an alarm at once, as it is set; returns why it failed. */
  testAlarmServer(
    number: number,
    told: { readonly active: number; readonly object: number },
  ): Promise<CameraError | undefined>;
}
