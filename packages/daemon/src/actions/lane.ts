import { CameraError, messageOf, type TargetSummary } from "@pinhole/kit/model";
import type { Action, Job } from "./action.ts";
import { type AttemptTools, attempt, failureOf, limitOf } from "./attempt.ts";
import { backOff, breakerFailures, canBeTheJob, suspectAttempts } from "./back-off.ts";
import type { JobStore, Note, StoredJob } from "./jobs.ts";
import type { Spool } from "./spool.ts";

export interface LaneTools extends AttemptTools {
  readonly jobs: JobStore;
  readonly spool: Spool;
  actions(): Promise<readonly Action[]>;
  readonly signal: AbortSignal;
  random(): number;
  /** Jobs may wait this long. */
  maxAgeSeconds(): number;
  /** Files that nobody needs any more. */
  free(kept: readonly string[]): Promise<void>;
  /** Tells whoever watches: a step of an attempt, or its end. */
  tell(job: StoredJob, note: Omit<Note, "outcome"> & { readonly outcome: Note["outcome"] | "running" }): void;
}

/** The jobs of one target, one after another: a target that is down holds up nobody but itself. */
export class Lane {
  readonly target: string;
  readonly #tools: LaneTools;
  #failures = 0;
  #reason = "";
  #wait: { readonly until: number; readonly timer: Disposable } | undefined;
  #running: { readonly job: StoredJob; readonly stop: AbortController } | undefined;
  #pumping: Promise<void> | undefined;
  #again = false;
  // Something was changed while an attempt ran that did not know of it yet.
  #poked = false;
  // The job that is tried in place of a first one which may itself be what fails.
  #probesOther = false;

  constructor(target: string, tools: LaneTools) {
    this.target = target;
    this.#tools = tools;
  }

  get runningSeq(): number | undefined {
    return this.#running?.job.seq;
  }

  /** Waits, runs, or has failed since its last success. */
  get isActive(): boolean {
    return this.#pumping !== undefined || this.#failures > 0;
  }

  summary(): Omit<TargetSummary, "waiting"> {
    const waitSeconds = this.#wait ? Math.max(0, this.#wait.until - this.#tools.clock.now()) : 0;
    return { name: this.target, failures: this.#failures, waitSeconds, reason: this.#reason };
  }

  /** There may be something to do. A target that is down is not asked before its time, but for an urgent job. */
  wake(): void {
    if (this.#tools.signal.aborted) return;
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    this.#pumping = this.#pump()
      .catch((error: unknown) => this.#stumble(error))
      .finally(() => {
        this.#pumping = undefined;
        if (this.#again) {
          this.#again = false;
          this.wake();
        }
      });
  }

  /** Asks at once: the pause is over, or somebody has changed something. */
  poke(): void {
    this.#poked = true;
    this.#wait?.timer[Symbol.dispose]();
    this.#wait = undefined;
    this.wake();
  }

  /** Ends the attempt of a job that is being dropped. */
  stop(seq: number): void {
    const why = new CameraError("target-busy", "dropped by hand");
    if (this.#running?.job.seq === seq) this.#running.stop.abort(why);
  }

  async settled(): Promise<void> {
    this.#wait?.timer[Symbol.dispose]();
    await this.#pumping;
  }

  async #pump(): Promise<void> {
    const { jobs, signal } = this.#tools;
    while (!signal.aborted) {
      const first = jobs.next(this.target);
      if (!first) return;
      if (await this.#isTooOld(first)) continue;
      if (this.#wait && !first.urgent) return;
      await this.#try(this.#chosen(first), first);
    }
  }

  /** The first job, or by turns the one behind it when the first has been failing for long. */
  #chosen(first: StoredJob): StoredJob {
    const isSuspect = first.attempts >= suspectAttempts && canBeTheJob(first.code) && !first.urgent;
    this.#probesOther = isSuspect && !this.#probesOther;
    return (this.#probesOther && this.#tools.jobs.next(this.target, first.seq)) || first;
  }

  async #isTooOld(job: StoredJob): Promise<boolean> {
    const { clock, jobs } = this.#tools;
    const limit = job.maxAgeSeconds ?? this.#tools.maxAgeSeconds();
    if (clock.now() - job.createdAt <= limit) return false;
    const message = `given up after ${span(limit)}`;
    const note = this.#note(job, { outcome: "dropped", code: job.code, message });
    await this.#tools.free(jobs.remove([job.seq], note));
    this.#tools.tell(job, note);
    this.#tools.log(4, `${this.target}: alarm ${job.alarm.id} ${message}`);
    return true;
  }

  async #try(job: StoredJob, first: StoredJob): Promise<void> {
    const { jobs, clock, spool } = this.#tools;
    const number = job.attempts + 1;
    this.#poked = false;
    const stop = new AbortController();
    const end = (): void => stop.abort(this.#tools.signal.reason);
    this.#tools.signal.addEventListener("abort", end, { once: true });
    this.#running = { job, stop };
    const began = clock.now();
    const bytes = job.files.reduce((sum, file) => sum + file.bytes, 0);
    try {
      const given: Job = {
        ...{ id: job.id, alarm: job.alarm, action: job.action, stage: job.stage, target: job.target },
        files: job.files.map(({ kept, ...file }) => ({ ...file, path: spool.path(kept) })),
        createdAt: job.createdAt,
        attempt: number,
      };
      const action = (await this.#tools.actions()).find(({ name }) => isOf(this.target, name));
      if (!action) throw new CameraError("target-missing", `this camera can not deliver to ${this.target}`);
      const { error, seconds, stages } = await attempt(action, {
        ...this.#tools,
        job: given,
        parts: job.parts,
        limitSeconds: job.limitSeconds ?? limitOf(bytes),
        signal: stop.signal,
        complete: (part) => jobs.complete(job.seq, part),
        onStages: (running) =>
          this.#tools.tell(job, {
            ...{ at: began, outcome: "running", attempt: number, code: "", message: "" },
            ...{ seconds: clock.now() - began, stages: running },
          }),
      });
      const note = { at: clock.now(), attempt: number, seconds, stages };
      if (error === undefined) await this.#delivered(job, first, note);
      else this.#failed(job, error, note);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      this.#tools.signal.removeEventListener("abort", end);
      this.#running = undefined;
    }
  }

  async #delivered(job: StoredJob, first: StoredJob, told: Told): Promise<void> {
    const { jobs } = this.#tools;
    const wasDown = this.#failures >= breakerFailures;
    this.#failures = 0;
    this.#reason = "";
    this.#wait?.timer[Symbol.dispose]();
    this.#wait = undefined;
    const note = { ...told, outcome: "delivered", code: "", message: "" } as const;
    const freed = jobs.remove([job.seq], note);
    if (first.seq !== job.seq) this.#giveUpOn(first);
    await this.#tools.free(freed);
    this.#tools.tell(job, note);
    const { id, trigger } = job.alarm;
    this.#tools.log(6, `${this.target}: alarm ${id} (${trigger.kind}) delivered`);
    if (wasDown) this.#tools.log(5, `${this.target} is back; what waited for it follows`);
  }

  /** Others get through, so it is the job. */
  #giveUpOn(job: StoredJob): void {
    const message = `given up after ${job.attempts} attempts, as others get through: ${job.reason}`;
    const note = this.#note(job, { outcome: "failed", code: job.code, message });
    this.#tools.jobs.postpone(job.seq, note, "failed");
    this.#tools.tell(job, note);
    this.#tools.log(3, `${this.target}: alarm ${job.alarm.id} ${message}`);
  }

  #failed(job: StoredJob, error: unknown, told: Told): void {
    const { jobs, random } = this.#tools;
    const { code, message } = failureOf(error);
    // Only a CameraError says that it may pass; anything else is a bug, which the same input finds again.
    const canPass = error instanceof CameraError && error.retry;
    const isOver = !canPass || job.urgent;
    const note = { ...told, outcome: isOver ? "failed" : "retry", code, message } as const;
    if (code === "") this.#tools.log(3, `${this.target}: bug: ${stackOf(error)}`);
    if (job.urgent) void this.#tools.free(jobs.remove([job.seq], note));
    else jobs.postpone(job.seq, note, isOver ? "failed" : "waiting");
    this.#tools.tell(job, note);
    if (isOver) {
      this.#tools.log(job.urgent ? 4 : 3, `${this.target}: alarm ${job.alarm.id} not delivered: ${message}`);
      return;
    }
    this.#failures += 1;
    this.#reason = message;
    this.#pause(this.#poked ? 0 : backOff(this.#failures, code, random));
    if (this.#failures === 1) this.#tools.log(5, `${this.target}: ${message}; trying again`);
    if (this.#failures === breakerFailures) {
      this.#tools.log(4, `${this.target} is down: ${message}; what is for it waits`);
    }
  }

  #note(job: StoredJob, told: Pick<Note, "outcome" | "code" | "message">): Note {
    return { ...told, at: this.#tools.clock.now(), attempt: job.attempts, seconds: 0, stages: [] };
  }

  /** The outbox's own disk fails: nothing is lost, and it is looked at again later. */
  #stumble(error: unknown): void {
    this.#tools.log(3, `${this.target}: the outbox fails: ${messageOf(error)}`);
    this.#pause(60);
  }

  /** The timer's call ends the pause, whatever time it is: timers run by another clock, and some ms early by this one. */
  #pause(seconds: number): void {
    const { clock } = this.#tools;
    this.#wait?.timer[Symbol.dispose]();
    this.#wait = { until: clock.now() + seconds, timer: clock.after(seconds, () => this.poke()) };
  }
}

type Told = Pick<Note, "at" | "attempt" | "seconds" | "stages">;

/** "alarmServer2" is a target of the action "alarmServer". */
export function isOf(target: string, action: string): boolean {
  return target.startsWith(action) && /^\d*$/.test(target.slice(action.length));
}

/** "14 days", "30 s". */
function span(seconds: number): string {
  return seconds >= 86_400 ? `${Math.round(seconds / 86_400)} days` : `${Math.round(seconds)} s`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
