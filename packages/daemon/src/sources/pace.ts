import { setTimeout as delay } from "node:timers/promises";

/** Unix time in seconds that never goes back within the process. */
export function unixNow(): number {
  return (performance.timeOrigin + performance.now()) / 1000;
}

/** Timers of Node fire at once when they are set for longer than this. */
const longestDelayMs = 2 ** 31 - 1;

/** Waits until a Unix time in seconds; throws the signal's reason when it aborts. */
export async function until(at: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  for (let waitMs = waitOf(at); waitMs > 0; waitMs = waitOf(at)) await delay(waitMs, undefined, { signal });
}

/** Whole milliseconds, so that a timer is not over before the time. */
function waitOf(at: number): number {
  return Math.min(Math.ceil((at - unixNow()) * 1000), longestDelayMs);
}
