import { FlvDecoder } from "@pinhole/kit/formats/flv";
import type { PlayerStatus } from "../mjpeg-player.ts";
import { openRemuxer, type Piece } from "./remux.ts";

/** What the player needs from outside. */
export interface Surroundings {
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** Begins a stream anew; what it returns takes each piece and throws when it cannot be played. */
  screen(): { take(piece: Piece): void; close(): void };
  report(status: PlayerStatus): void;
  nowMs(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface Choice {
  /** Of H.264, from 1. */
  readonly channel: number;
  readonly sound: boolean;
}

/** Why the stream is over: another try may help, a login is needed, or this browser or camera cannot do it. */
type End = "again" | "login" | "unplayable";

const stallMs = 8000;
const watchMs = 1000;
const firstPauseMs = 500;
const longestPauseMs = 15_000;
/** Streams in a row that showed nothing, or that broke while they played, until it is given up. */
const mostFailures = 3;

const statuses: Readonly<Record<number, PlayerStatus>> = { 406: "privacy", 503: "busy" };

/**
 * Plays H.264 until the signal aborts, trying again whenever the stream ends. Resolves with false where it cannot be
 * played at all, and a caller shows pictures in another way.
 */
export async function playH264(choice: Choice, around: Surroundings, signal: AbortSignal): Promise<boolean> {
  let pauseMs = firstPauseMs;
  let broken = 0;
  try {
    while (!signal.aborted) {
      const { end, shown } = await once(choice, around, signal);
      if (end === "login") {
        around.report("login");
        return true;
      }
      broken = end === "unplayable" ? broken + 1 : 0;
      if (end === "unplayable" && (!shown || broken >= mostFailures)) return false;
      pauseMs = shown ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs);
      await around.sleep(pauseMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return true;
}

async function once(
  { channel, sound }: Choice,
  around: Surroundings,
  signal: AbortSignal,
): Promise<{ readonly end: End; readonly shown: boolean }> {
  const stop = new AbortController();
  const both = AbortSignal.any([signal, stop.signal]);
  let shown = false;
  const screen = around.screen();
  try {
    // Without sound no picture waits for what is heard with it.
    const path = sound ? `/img/media.flv?channel=${channel}` : `/stream/flv/${channel}`;
    const answer = await around.fetch(path, { cache: "no-store", signal: both });
    if (answer.status === 401) return { end: "login", shown };
    if (answer.status === 404) return { end: "unplayable", shown };
    if (!answer.ok || answer.body === null) {
      around.report(statuses[answer.status] ?? "failed");
      return { end: "again", shown };
    }
    let lastMs = around.nowMs();
    void watch(around, () => lastMs, stop);
    const decoder = new FlvDecoder();
    const remux = openRemuxer({ sound });
    const body = answer.body.getReader();
    for (;;) {
      const { done, value } = await body.read();
      if (done) break;
      for (const tag of decoder.push(value)) {
        for (const piece of remux(tag)) {
          screen.take(piece);
          lastMs = around.nowMs();
          if (!shown) around.report("live");
          shown = true;
        }
      }
    }
    if (!shown) around.report("failed");
    return { end: "again", shown };
  } catch (error) {
    signal.throwIfAborted();
    // The network and the watch end a stream; anything else is a picture that this browser does not take.
    const isOver = stop.signal.aborted || (error instanceof TypeError && !shown) || isNetwork(error);
    around.report("failed");
    return { end: isOver ? "again" : "unplayable", shown };
  } finally {
    stop.abort();
    screen.close();
  }
}

/** What browsers throw when a connection breaks. */
function isNetwork(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === "AbortError");
}

/** Aborts `stop` when nothing has come for a while. */
async function watch(around: Surroundings, lastMs: () => number, stop: AbortController): Promise<void> {
  try {
    while (around.nowMs() - lastMs() < stallMs) await around.sleep(watchMs, stop.signal);
  } catch {
    return;
  }
  stop.abort();
}
