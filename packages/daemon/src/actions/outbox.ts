import { createHash } from "node:crypto";
import { basename } from "node:path";
import { type Alarm, CameraError, type Delivery, messageOf, type OutboxSummary } from "@pinhole/kit/model";
import type { Action, Work } from "./action.ts";
import type { AttemptTools } from "./attempt.ts";
import type { JobFilter, JobStore, KeptFile, NewJob, Note, StoredJob } from "./jobs.ts";
import { Lane, type LaneTools } from "./lane.ts";
import { fileName } from "./names.ts";
import { openSpool, type Spool } from "./spool.ts";
import { targetsOf } from "./targets.ts";

/** How much may wait, and for how long. */
export interface Limits {
  readonly maxBytes: number;
  readonly maxJobs: number;
  readonly maxAgeSeconds: number;
  readonly failedAgeSeconds: number;
  readonly logEntries: number;
}

export interface OutboxOptions extends AttemptTools {
  /** Asked for at the first work. */
  actions(): Promise<readonly Action[]>;
  readonly jobs: JobStore;
  /** Where files wait. */
  readonly folder: string;
  readonly signal: AbortSignal;
  limits(): Limits;
  /** A number from 0 to 1 for the jitter. */
  random(): number;
  /** Every step and end of every attempt. */
  tell?: LaneTools["tell"];
  /** How often it is looked for changes by another program, and for work that is too old. */
  readonly pollSeconds?: number;
}

/** As a delivery, or what every alarm sets off. */
export interface Rehearsal extends Omit<Delivery, "action"> {
  readonly action: Work["action"];
}

/** Deliveries on their way. */
export interface Outbox extends AsyncDisposable {
  /** Takes work over: it is on disk when the promise resolves. Work that has nowhere to go is named in the log. */
  deliver(delivery: Delivery): Promise<void>;
  /** Reports an alarm to the servers that want to know of each. Again for the same alarm does nothing. */
  announce(alarm: Alarm): Promise<void>;
  /** As deliver, to the targets named only, before everything else; returns the jobs. */
  rehearse(delivery: Rehearsal, isMeant: (target: string) => boolean): Promise<readonly StoredJob[]>;
  summary(): OutboxSummary;
  isRunning(seq: number): boolean;
  retry(filter: JobFilter): number;
  drop(filter: JobFilter, why: string): Promise<number>;
  /** Settings have changed: what waits is tried at once. */
  resume(): void;
}

const defaultPollSeconds = 2;
const agingSeconds = 60;
const dropsAtOnce = 500;

export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const spool = await openSpool(options.folder);
  const outbox = new FolderOutbox(options, spool);
  await outbox.start();
  return outbox;
}

class FolderOutbox implements Outbox {
  readonly #options: OutboxOptions;
  readonly #spool: Spool;
  readonly #lanes = new Map<string, Lane>();
  /** Names whose files are kept although no job says so yet. */
  readonly #taking = new Map<string, number>();
  readonly #stop = new AbortController();
  readonly #told = new Set<string>();
  #last: Promise<unknown> = Promise.resolve();
  #poll: Disposable | undefined;
  #version = 0;
  #notes = 0;
  #agedAt = 0;

  constructor(options: OutboxOptions, spool: Spool) {
    this.#options = options;
    this.#spool = spool;
    options.signal.addEventListener("abort", () => this.#stop.abort(options.signal.reason), { once: true });
  }

  async start(): Promise<void> {
    if (this.#options.signal.aborted) this.#stop.abort(this.#options.signal.reason);
    await this.#sweep();
    this.#version = this.#options.jobs.version();
    this.#watch();
    for (const target of this.#options.jobs.targets()) this.#lane(target).wake();
  }

  deliver(delivery: Delivery): Promise<void> {
    return this.#inOrder(async () => {
      const { files, ...work } = delivery;
      if (work.action !== "announce") {
        await this.#take({ ...work, types: files.map(({ type }) => type) }, files);
      }
      if (delivery.stage === "begin") await this.#announce(delivery.alarm);
    });
  }

  announce(alarm: Alarm): Promise<void> {
    return this.#inOrder(() => this.#announce(alarm));
  }

  rehearse(delivery: Rehearsal, isMeant: (target: string) => boolean): Promise<readonly StoredJob[]> {
    const { files, ...work } = delivery;
    return this.#inOrder(() =>
      this.#take({ ...work, types: files.map(({ type }) => type) }, files, (name) => isMeant(name)),
    );
  }

  summary(): OutboxSummary {
    const { jobs } = this.#options;
    const waiting = new Map(
      jobs.targets().map((target) => [target, jobs.count({ target, state: "waiting" })]),
    );
    const names = [...new Set([...waiting.keys(), ...this.#lanes.keys()])].sort();
    return {
      waiting: [...waiting.values()].reduce((sum, n) => sum + n, 0),
      failed: jobs.count({ state: "failed" }),
      bytes: jobs.totals().bytes,
      targets: names.map((name) => ({ ...this.#lane(name).summary(), waiting: waiting.get(name) ?? 0 })),
    };
  }

  isRunning(seq: number): boolean {
    return [...this.#lanes.values()].some(({ runningSeq }) => runningSeq === seq);
  }

  retry(filter: JobFilter): number {
    const count = this.#options.jobs.retry(filter, this.#options.clock.now());
    this.#wakeAll();
    return count;
  }

  async drop(filter: JobFilter, why: string): Promise<number> {
    const { jobs } = this.#options;
    let count = 0;
    while (true) {
      const some = jobs.list(filter, dropsAtOnce);
      if (some.length === 0) return count;
      for (const { seq, target } of some) this.#lanes.get(target)?.stop(seq);
      await this.#giveUp(some, why);
      count += some.length;
    }
  }

  resume(): void {
    this.#told.clear();
    void this.#inOrder(() => this.#makeRoom(new Set())).catch((error: unknown) => this.#grumble(error));
    this.#wakeAll();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort(new Error("the outbox is closed"));
    this.#poll?.[Symbol.dispose]();
    await this.#last.catch(() => {});
    await Promise.all([...this.#lanes.values()].map((lane) => lane.settled()));
  }

  /** One after another: what was handed over first goes first, and no file is kept twice at once. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(async () => {
      this.#stop.signal.throwIfAborted();
      return work();
    });
    this.#last = next.catch(() => {});
    return next;
  }

  async #announce(alarm: Alarm): Promise<void> {
    await this.#take({ alarm, action: "announce", stage: "begin", types: [] }, []);
  }

  async #take(work: Work, files: Delivery["files"], isMeant?: (target: string) => boolean) {
    const { jobs, clock, settings, actions } = this.#options;
    assertPlain(work.alarm.id);
    const { targets, refusal } = targetsOf(work, await actions(), settings);
    const meant = isMeant ? targets.filter(({ name }) => isMeant(name)) : targets;
    if (meant.length === 0) {
      if (!isMeant && refusal !== undefined) this.#refuse(work, refusal);
      return [];
    }
    const { local } = this.#options.camera;
    const kept = files.map((file, n) => keptFile(work.alarm, file, { n, local: local(file.at) }));
    const bytes = kept.reduce((sum, file) => sum + file.bytes, 0);
    const { maxBytes } = this.#options.limits();
    if (bytes > maxBytes) {
      const words = `${bytes} bytes are more than the whole outbox may hold (${maxBytes})`;
      this.#refuse(work, words);
      return [];
    }
    const names = kept.map((file) => file.kept);
    for (const name of names) this.#taking.set(name, (this.#taking.get(name) ?? 0) + 1);
    try {
      for (const [n, file] of files.entries()) await this.#spool.keep(file.path, kept[n]!.kept);
      const createdAt = clock.now();
      const added = jobs.add(
        meant.map(
          (target): NewJob => ({
            id: idOf(work, target.name, names),
            ...{
              target: target.name,
              action: work.action,
              stage: work.stage,
              alarm: work.alarm,
              files: kept,
            },
            ...{ createdAt, urgent: work.alarm.trigger.kind === "drill" },
            ...{ limitSeconds: target.limitSeconds, maxAgeSeconds: target.maxAgeSeconds },
          }),
        ),
      );
      await this.#makeRoom(new Set(added.map(({ seq }) => seq)));
      for (const { target } of added) this.#lane(target).wake();
      return added;
    } finally {
      for (const name of names) {
        const count = (this.#taking.get(name) ?? 1) - 1;
        if (count > 0) this.#taking.set(name, count);
        else this.#taking.delete(name);
      }
      await this.#free(names.filter((name) => !jobs.keeps(name)));
    }
  }

  #refuse(work: Work, reason: string): void {
    const { jobs, clock, log } = this.#options;
    const target = work.action;
    const id = idOf(work, target, []);
    const note = this.#note("refused", reason, { code: "target-missing", at: clock.now() });
    jobs.refuse({ id, target, alarm: work.alarm }, note);
    this.#trim();
    const told = `${target}: ${reason}`;
    if (this.#told.has(told)) return;
    if (this.#told.size < 100) this.#told.add(told);
    log(4, `alarm ${work.alarm.id} sets off nothing at ${told}`);
  }

  /** Failed work goes first, then the oldest; never what just came or is being sent. */
  async #makeRoom(fresh: ReadonlySet<number>): Promise<void> {
    const { jobs } = this.#options;
    const { maxBytes, maxJobs } = this.#options.limits();
    const dropped: StoredJob[] = [];
    const report = (): void => {
      const [first] = dropped;
      if (!first) return;
      const ids = dropped.map(({ id }) => id);
      const names = ids.slice(0, 3).join(", ") + (ids.length > 3 ? ` and ${ids.length - 3} more` : "");
      this.#options.log(4, `the outbox is full (${maxJobs} jobs, ${maxBytes} bytes): dropped ${names}`);
    };
    const isOver = (): boolean => {
      const { jobs: count, bytes } = jobs.totals();
      return count > maxJobs || bytes > maxBytes;
    };
    while (isOver()) {
      const running = [...this.#lanes.values()].flatMap(({ runningSeq }) => runningSeq ?? []);
      const victim = jobs.oldest(new Set([...fresh, ...running]));
      if (!victim) break;
      await this.#giveUp([victim], "the outbox is full", false);
      dropped.push(victim);
    }
    report();
  }

  async #giveUp(some: readonly StoredJob[], why: string, isLogged = true): Promise<void> {
    const { jobs, clock, log } = this.#options;
    const note = this.#note("dropped", why, { code: "", at: clock.now() });
    const freed = jobs.remove(
      some.map(({ seq }) => seq),
      note,
    );
    for (const job of some) {
      this.#tell(job, { ...note, attempt: job.attempts });
      if (isLogged) log(4, `${job.target}: alarm ${job.alarm.id} dropped: ${why}`);
    }
    await this.#free(freed);
  }

  #note(outcome: Note["outcome"], message: string, { code, at }: Pick<Note, "code" | "at">): Note {
    return { at, outcome, attempt: 0, code, message, seconds: 0, stages: [] };
  }

  #tell: LaneTools["tell"] = (job, note) => {
    this.#options.tell?.(job, note);
    if (note.outcome !== "running") this.#trim();
  };

  #trim(): void {
    this.#notes += 1;
    if (this.#notes % 100 === 0) this.#options.jobs.trim(this.#options.limits().logEntries);
  }

  #lane(target: string): Lane {
    const known = this.#lanes.get(target);
    if (known) return known;
    const { options, spool, signal } = {
      options: this.#options,
      spool: this.#spool,
      signal: this.#stop.signal,
    };
    const lane = new Lane(target, {
      ...options,
      ...{ spool, signal, tell: this.#tell },
      maxAgeSeconds: () => options.limits().maxAgeSeconds,
      free: (names) => this.#free(names),
    });
    this.#lanes.set(target, lane);
    return lane;
  }

  async #free(names: readonly string[]): Promise<void> {
    const unused = names.filter((name) => !this.#taking.has(name));
    await this.#spool.remove(unused).catch((error: unknown) => this.#grumble(error));
  }

  #wakeAll(): void {
    // Also those that are empty: what comes next need not wait for what was wrong before.
    for (const target of new Set([...this.#options.jobs.targets(), ...this.#lanes.keys()])) {
      this.#lane(target).poke();
    }
  }

  #watch(): void {
    const seconds = this.#options.pollSeconds ?? defaultPollSeconds;
    this.#poll = this.#options.clock.after(seconds, () => {
      void this.#look()
        .catch((error: unknown) => this.#grumble(error))
        .finally(() => {
          if (!this.#stop.signal.aborted) this.#watch();
        });
    });
  }

  async #look(): Promise<void> {
    const { jobs, clock } = this.#options;
    const { maxAgeSeconds, failedAgeSeconds } = this.#options.limits();
    const now = clock.now();
    const isTime = now - this.#agedAt >= agingSeconds;
    if (isTime) this.#agedAt = now;
    const old = !isTime
      ? []
      : jobs.expired({ madeBefore: now - maxAgeSeconds, failedBefore: now - failedAgeSeconds });
    const idle = old.filter(({ seq }) => !this.isRunning(seq));
    if (idle.length > 0) await this.#giveUp(idle, "it has waited for too long");
    const version = jobs.version();
    if (version === this.#version) return;
    this.#version = version;
    await this.#inOrder(() => this.#sweep());
    this.#wakeAll();
  }

  /** Removes files that no job knows: left by a crash, or by another program that dropped their jobs. */
  async #sweep(): Promise<void> {
    const names = await this.#spool.list();
    await this.#free(names.filter((name) => !this.#options.jobs.keeps(name)));
  }

  #grumble(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#options.log(3, `the outbox fails: ${messageOf(error)}`);
  }
}

/** The same file of the same alarm has the same name, whichever action takes it and however often. */
function keptFile(
  alarm: Alarm,
  file: Delivery["files"][number],
  { n, local }: { readonly n: number; readonly local: Parameters<typeof fileName>[0]["local"] },
): KeptFile {
  const { type, bytes, at } = file;
  const mark = digest([alarm.id, basename(file.path), String(at), String(bytes), String(n)], 10);
  const name = fileName({ local, kind: alarm.trigger.kind, mark, type });
  return { kept: `${alarm.id}-${mark}`, name, type, bytes, at };
}

function idOf(work: Work, target: string, kept: readonly string[]): string {
  const mark = digest([work.action, ...kept], 8);
  return `${work.alarm.id}-${target}-${work.stage}-${mark}`;
}

function digest(parts: readonly string[], length: number): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, length);
}

// It becomes part of file names and of mail headers.
function assertPlain(id: string): void {
  if (!/^[0-9A-Z-]{1,64}$/.test(id))
    throw new CameraError("refused", `${JSON.stringify(id)} is no alarm's id`);
}
