import { setTimeout as delay, setImmediate as turn } from "node:timers/promises";

/** Unix time in seconds that never goes back within the process. */
export function unixNow(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

/** Timers of Node fire at once when they are set for longer than this. */
const longestDelayMs = 2 ** 31 - 1;

/**
 * Waits until a Unix time in seconds; throws the signal's reason when it aborts. Whoever is late lets the thread's other
 * work have its turn all the same: a source that can not keep up would hold up its own sound, and the order to stop.
 */
export async function until(at: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (waitOf(at) <= 0) await turn();
  signal.throwIfAborted();
  for (let waitMs = waitOf(at); waitMs > 0; waitMs = waitOf(at)) await delay(waitMs, undefined, { signal });
}

/** As `until` for who waits again and again: each wait of its own costs as much as some pictures' way. */
export interface Pace extends Disposable {
  until(at: number): Promise<void>;
}

/** One wait at a time, until the signal aborts. */
export function openPace(signal: AbortSignal): Pace {
  let timer: NodeJS.Timeout | undefined;
  let fail: (reason: unknown) => void = () => {};
  const stop = (): void => {
    clearTimeout(timer);
    fail(signal.reason);
  };
  signal.addEventListener("abort", stop, { once: true });
  const sleep = (waitMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      fail = reject;
      timer = setTimeout(resolve, waitMs);
    });
  return {
    until: async (at) => {
      signal.throwIfAborted();
      if (waitOf(at) <= 0) await turn();
      signal.throwIfAborted();
      for (let waitMs = waitOf(at); waitMs > 0; waitMs = waitOf(at)) await sleep(waitMs);
    },
    [Symbol.dispose]: () => signal.removeEventListener("abort", stop),
  };
}

/** Whole milliseconds, so that a timer is not over before the time. */
function waitOf(at: number): number {
  return Math.min(Math.ceil((at - unixNow()) * 1000), longestDelayMs);
}
