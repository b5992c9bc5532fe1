import { partReader } from "./multipart.ts";

/**
 * What the player is at. "live": the stream runs; "stills": single pictures instead of the stream;
 * "login": 401, it has stopped; "privacy": 406; "busy": 503; "failed": no picture for another reason.
 */
export type PlayerStatus = "live" | "stills" | "login" | "privacy" | "busy" | "failed";

/** What the player needs from outside. */
export interface Surroundings {
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** Takes each picture as it arrives. */
  show(jpeg: Uint8Array<ArrayBuffer>): void;
  report(status: PlayerStatus): void;
  nowMs(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

const STREAM = "/img/video.mjpeg";
const STILL = "/img/snapshot.cgi";
const STALL_MS = 8000;
const WATCH_MS = 2000;
const STILL_LIMIT_MS = 15000;
const STILL_EVERY_MS = 1000;
const MAX_PAUSE_MS = 15000;
const FIRST_STILLS_MS = 3000;
const MAX_STILLS_MS = 60000;

class Refused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the camera answered ${status}`);
    this.status = status;
  }
}

/**
 * Shows the stream, and single pictures for a while whenever it fails, until `signal` aborts or a login is
 * needed. Each stream that fails without a picture, and each refused picture, makes the next wait longer.
 */
export async function play(around: Surroundings, signal: AbortSignal): Promise<void> {
  let stillsMs = FIRST_STILLS_MS;
  let pauseMs = STILL_EVERY_MS;
  try {
    while (!signal.aborted) {
      const shown = await attempt(stream, around, signal);
      stillsMs = shown ? FIRST_STILLS_MS : Math.min(stillsMs * 2, MAX_STILLS_MS);
      const until = around.nowMs() + stillsMs;
      while (around.nowMs() < until) {
        const good = await attempt(still, around, signal);
        pauseMs = good ? STILL_EVERY_MS : Math.min(pauseMs * 2, MAX_PAUSE_MS);
        await around.sleep(pauseMs, signal);
      }
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof Refused)) throw error;
    around.report("login");
  }
}

/**
 * Whether a picture came. Reports why not, except for a refused login, which it throws.
 */
async function attempt(work: typeof stream, around: Surroundings, signal: AbortSignal): Promise<boolean> {
  try {
    if (await work(around, signal)) return true;
    around.report("failed");
  } catch (error) {
    signal.throwIfAborted();
    const status = error instanceof Refused ? error.status : 0;
    if (status === 401) throw error;
    around.report(status === 406 ? "privacy" : status === 503 ? "busy" : "failed");
  }
  return false;
}

/**
 * Runs until the stream ends or stalls; true when it has shown a picture.
 * The watch starts with the answer's head, because the browser's login dialog holds the answer back.
 */
async function stream(around: Surroundings, signal: AbortSignal): Promise<boolean> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  let shown = false;
  try {
    const answer = await around.fetch(STREAM, { cache: "no-store", signal: both });
    if (!answer.ok || answer.body === null) throw new Refused(answer.status);
    let lastMs = around.nowMs();
    watch(around, () => lastMs, stop);
    const parts = partReader();
    const body = answer.body.getReader();
    for (;;) {
      const { done, value } = await body.read();
      if (done) return shown;
      for (const jpeg of parts(value)) {
        lastMs = around.nowMs();
        if (!shown) around.report("live");
        shown = true;
        around.show(jpeg);
      }
    }
  } catch (error) {
    if (signal.aborted || error instanceof Refused) throw error;
    return shown;
  } finally {
    stop.abort();
  }
}

/**
 * Aborts `stop` when no picture has come for a while.
 */
async function watch(around: Surroundings, lastMs: () => number, stop: AbortController): Promise<void> {
  try {
    while (around.nowMs() - lastMs() < STALL_MS) await around.sleep(WATCH_MS, stop.signal);
  } catch {
    return;
  }
  stop.abort();
}
async function still(around: Surroundings, signal: AbortSignal): Promise<boolean> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  around.sleep(STILL_LIMIT_MS, both).then(
    () => stop.abort(),
    () => {},
  );
  try {
    const answer = await around.fetch(STILL, { cache: "no-store", signal: both });
    if (!answer.ok) throw new Refused(answer.status);
    const jpeg = new Uint8Array(await answer.arrayBuffer());
    if (jpeg.length === 0) return false;
    around.report("stills");
    around.show(jpeg);
    return true;
  } finally {
    stop.abort();
  }
}
