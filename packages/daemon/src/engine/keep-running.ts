import { setTimeout as delay } from "node:timers/promises";
import { CameraError, messageOf } from "@pinhole/kit/model";
import type { Frame, Size } from "../av/frame.ts";
import { unixNow } from "../sources/pace.ts";
import type { SourceContext, SourceKind, Unit } from "../sources/source.ts";
import type { SourceState } from "./protocol.ts";
import { openRhythm } from "./rhythm.ts";

/** Seconds for which the last picture of a source that is known to have failed stands. */
const shortSilence = 2.5;

const firstPause = 0.5;
const longestPause = 30;

/** Where another camera refuses the login: who knocks on is locked out, and the owner with him. */
const refusedPauses = { first: 30, longest: 3600 };

/** A source that gave pictures for this long has earned short pauses again. */
const settled = 10;

export interface Hooks {
  state(state: SourceState): void;
  /** Shows viewers since when there is no signal. */
  noSignal(since: number, at: number): void;
  take(frame: Frame, at: number): void;
  takePacket(unit: Unit, at: number): void;
}

type Ask = Omit<SourceContext, "signal" | "take" | "takePacket">;

/** Runs a source until the signal aborts: opens it again with growing pauses whenever it fails, ends or falls silent. */
export async function keepRunning(
  source: { readonly kind: SourceKind; readonly text: string },
  ask: Ask,
  hooks: Hooks & { readonly signal: AbortSignal },
): Promise<void> {
  const { signal } = hooks;
  let newest = unixNow();
  let down: { readonly since: number } | undefined;
  let pause = firstPause;
  const rhythm = openRhythm();
  using _ticker = every(500, () => {
    if (unixNow() - newest > (down ? shortSilence : rhythm.silence))
      hooks.noSignal(down?.since ?? newest, unixNow());
  });
  hooks.state({ state: "starting", since: newest });
  while (!signal.aborted) {
    const began = unixNow();
    const failure = await runOnce(began);
    if (signal.aborted) return;
    const at = unixNow();
    if (newest - began > settled) pause = firstPause;
    down ??= { since: at };
    hooks.state({ state: "down", since: down.since, ...failure });
    const isRefused = source.kind.patient && failure.code === "source-refused";
    if (isRefused) pause = Math.max(pause, refusedPauses.first);
    // Spread, so that many cameras do not knock on one server together.
    await delay(pause * (0.75 + Math.random() / 2) * 1000, undefined, { signal }).catch(() => {});
    pause = Math.min(pause * 2, isRefused ? refusedPauses.longest : longestPause);
  }

  async function runOnce(began: number): Promise<{ reason: string; code?: CameraError["code"] }> {
    // One of its own: a signal that is made of others asks all of them each time that it is asked.
    const attempt = new AbortController();
    const stop = (): void => attempt.abort(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    let live = false;
    rhythm.pause();
    let last = began;
    let size: Size = { width: 0, height: 0 };
    const seen = (at: number, size: Size): void => {
      last = at;
      newest = at;
      rhythm.picture(at);
      down = undefined;
      if (live) return;
      live = true;
      const { width, height } = size;
      hooks.state({ state: "live", since: Math.min(at, unixNow()), width, height });
    };
    using _watch = every(1000, () => {
      const { hang } = rhythm;
      if (unixNow() - last > hang)
        attempt.abort(new CameraError("engine-stalled", `gave no picture for ${Math.round(hang)} s`));
    });
    try {
      await source.kind.run(source.text, {
        ...ask,
        signal: attempt.signal,
        hasVideo: (video) => {
          size = video;
          ask.hasVideo(video);
        },
        take: (frame, at) => {
          seen(at, frame);
          hooks.take(frame, at);
        },
        takePacket: (unit, at) => {
          seen(at, size);
          hooks.takePacket(unit, at);
        },
      });
      return { reason: "the source has ended", code: "source-ended" };
    } catch (error) {
      return { reason: messageOf(error), ...(error instanceof CameraError ? { code: error.code } : {}) };
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}

function every(intervalMs: number, call: () => void): Disposable {
  const timer = setInterval(call, intervalMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
