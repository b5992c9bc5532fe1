import { CameraError } from "@pinhole/kit/model";

/** What ends a step that takes too long. */
export interface Limit {
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** For people: "10.0.0.5 port 21". */
  readonly at: string;
  /** Closes the connection that the step uses; the step's own error no longer counts then. */
  close(): void;
}

/** Waits for a step no longer than its limit. Throws "target-silent", or the signal's reason when that aborts. */
export async function within<T>({ seconds, signal, at, close }: Limit, step: Promise<T>): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const end = (reason: unknown): void => {
    reject(reason);
    close();
  };
  const timer = setTimeout(() => {
    end(new CameraError("target-silent", `no answer from ${at} within ${seconds} s`, { at }));
  }, seconds * 1000);
  const abort = (): void => end(signal.reason);
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  // Closing makes the step fail too, later than `over`.
  step.catch(() => undefined);
  try {
    return await Promise.race([over, step]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** Ends a transfer that makes no progress for some seconds; `progress` is told of every piece. */
export function stallWatch(seconds: number, stalled: () => void): Disposable & { progress(): void } {
  let timer = setTimeout(stalled, seconds * 1000);
  return {
    progress: () => {
      timer = timer.refresh();
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
