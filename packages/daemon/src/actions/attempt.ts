import { type AttemptStage, CameraError, messageOf } from "@pinhole/kit/model";
import type { Action, CameraFacts, Context, Job, Reveal, StageName } from "./action.ts";
import type { Clock } from "./clock.ts";

/** What every attempt is given. */
export interface AttemptTools {
  readonly settings: Reveal;
  readonly camera: CameraFacts;
  readonly authorities?: readonly string[] | undefined;
  readonly clock: Clock;
  /** The camera's clock. */
  now(): number;
  log(severity: 3 | 4 | 5 | 6 | 7, message: string): void;
}

export interface AttemptOptions extends AttemptTools {
  readonly job: Job;
  readonly parts: ReadonlySet<string>;
  readonly limitSeconds: number;
  /** The camera stops. */
  readonly signal: AbortSignal;
  complete(part: string): void;
  onStages(stages: readonly AttemptStage[]): void;
}

export interface AttemptResult {
  readonly error: unknown;
  readonly seconds: number;
  readonly stages: readonly AttemptStage[];
}

/** An action that is told to end has this long before it is left behind. */
const graceSeconds = 3;

/** Seconds that a transfer may take beyond its minute for every byte: 16 KiB/s is the slowest that is waited for. */
export function limitOf(bytes: number): number {
  return 60 + bytes / 16_384;
}

/** Runs an action once, within its time. Its failure is a value; it throws only when the camera stops. */
export async function attempt(action: Action, options: AttemptOptions): Promise<AttemptResult> {
  const { clock, signal, job, limitSeconds } = options;
  const began = clock.now();
  const stages = watch(clock, options.onStages);
  const parts = new Set(options.parts);
  const abandoned = new AbortController();
  const stop = (): void => abandoned.abort(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  const left = Promise.withResolvers<never>();
  left.promise.catch(() => {});
  using timers = new DisposableStack();
  timers.defer(() => signal.removeEventListener("abort", stop));
  timers.use(
    clock.after(limitSeconds, () => {
      abandoned.abort(tooSlow(job, limitSeconds));
    }),
  );
  abandoned.signal.addEventListener(
    "abort",
    () => {
      timers.use(clock.after(graceSeconds, () => left.reject(abandoned.signal.reason)));
    },
    { once: true },
  );
  const context: Context = {
    signal: abandoned.signal,
    settings: options.settings,
    camera: options.camera,
    authorities: options.authorities,
    now: options.now,
    log: options.log,
    stage: (name, detail = "") => {
      if (!abandoned.signal.aborted) stages.begin(name, detail);
    },
    has: (part) => parts.has(part),
    complete: (part) => {
      parts.add(part);
      options.complete(part);
    },
  };
  let error: unknown;
  try {
    await Promise.race([action.run(job, context), left.promise]);
  } catch (thrown) {
    signal.throwIfAborted();
    // What its connections say when they are closed for being late is not what went wrong.
    error = abandoned.signal.aborted ? abandoned.signal.reason : thrown;
  }
  return { error, seconds: clock.now() - began, stages: stages.end() };
}

function tooSlow({ target }: Job, limitSeconds: number): CameraError {
  const words = `${target} was not done within ${Math.round(limitSeconds)} s`;
  return new CameraError("target-silent", words, { at: target });
}

function watch(clock: Clock, listen: (stages: readonly AttemptStage[]) => void) {
  const done: AttemptStage[] = [];
  let running: { readonly name: StageName; detail: string; readonly since: number } | undefined;
  const now = (): readonly AttemptStage[] =>
    running ? [...done, { ...told(running), seconds: clock.now() - running.since }] : [...done];
  return {
    begin: (name: StageName, detail: string): void => {
      if (running?.name === name) {
        running.detail = [running.detail, detail].filter((each) => each !== "").join(", ");
      } else {
        done.splice(0, done.length, ...now().slice(-29));
        running = { name, detail, since: clock.now() };
      }
      listen(now());
    },
    end: (): readonly AttemptStage[] => now(),
  };
}

const told = ({ name, detail }: { readonly name: string; readonly detail: string }) => ({
  name,
  detail: detail.slice(0, 200),
});

/** The code of a failure, "" for a bug, and its words on one line. */
export function failureOf(error: unknown): { readonly code: string; readonly message: string } {
  const message = messageOf(error).slice(0, 400);
  return { code: error instanceof CameraError ? error.code : "", message };
}
