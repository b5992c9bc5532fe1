import type { CameraError } from "./errors.ts";
import type {
  AttemptRecord,
  DeliveriesPort,
  DrillReport,
  JobChoice,
  JobSummary,
  OutboxSummary,
} from "./outbox.ts";

/** An outbox in memory for tests: what it holds is what a test puts in. */
export class FakeDeliveries implements DeliveriesPort {
  held: JobSummary[] = [];
  tried: AttemptRecord[] = [];
  /** Targets of each rehearsal that was asked for, in order. */
  readonly drills: (readonly string[])[] = [];
  /** Ids of jobs that were retried, in order. */
  readonly retried: string[] = [];
  reports = new Map<string, DrillReport>();
  /** What the next test of an alarm server fails with, and what each server was told. */
  serverFailure: CameraError | undefined;
  readonly told: string[] = [];

  summary(): OutboxSummary {
    const waiting = this.held.filter(({ state }) => state !== "failed").length;
    return { waiting, failed: this.held.length - waiting, bytes: 0, targets: [] };
  }

  jobs(choice: JobChoice, limit: number): readonly JobSummary[] {
    return this.held.filter((job) => fits(job, choice)).slice(0, limit);
  }

  attempts(
    filter: { readonly job?: string; readonly target?: string },
    limit: number,
  ): readonly AttemptRecord[] {
    const isMeant = ({ job, target }: AttemptRecord): boolean =>
      (filter.job === undefined || filter.job === job) &&
      (filter.target === undefined || filter.target === target);
    return this.tried.filter(isMeant).slice(0, limit);
  }

  retry(choice: JobChoice): number {
    const found = this.held.filter((job) => fits(job, choice));
    this.retried.push(...found.map(({ id }) => id));
    return found.length;
  }

  async drop(choice: JobChoice): Promise<number> {
    const before = this.held.length;
    this.held = this.held.filter((job) => !fits(job, choice));
    return before - this.held.length;
  }

  async drill(targets: readonly string[]): Promise<string> {
    this.drills.push(targets);
    return `DRILL-${this.drills.length}`;
  }

  rehearsal(id: string): DrillReport | undefined {
    return this.reports.get(id);
  }

  async testAlarmServer(
    number: number,
    { active, object }: { readonly active: number; readonly object: number },
  ): Promise<CameraError | undefined> {
    this.told.push(`${number}: ${active} ${object}`);
    return this.serverFailure;
  }
}

function fits({ id, target, state }: JobSummary, choice: JobChoice): boolean {
  const isState = choice.state === undefined || (choice.state === "failed") === (state === "failed");
  return isState && (choice.ids?.includes(id) ?? true) && (choice.target ?? target) === target;
}
