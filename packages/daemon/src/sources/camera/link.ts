import type { Camera } from "@pinhole/client";
import { CameraError, type Clock, messageOf } from "@pinhole/kit/model";

/** Seconds between two attempts to reach a camera: growing from the first to the longest. */
const firstPause = 2;
const longestPause = 300;

/** Where it refuses the login: who knocks on is locked out, and the owner with him. */
const refusedPauses = { first: 30, longest: 3600 };

/** Calls that may wait for their turn. */
const mostWaiting = 16;

export interface LinkOptions {
  connect(signal: AbortSignal): Promise<Camera>;
  readonly clock: Pick<Clock, "after">;
  readonly signal: AbortSignal;
  /** Seconds between two looks at a camera that is there. */
  readonly period: number;
  /** Called when the camera is there, and every period from then on; what it throws means that the camera is away. */
  look(camera: Camera, isFirst: boolean): Promise<void>;
  /** Told when it is found and when it is lost, not of each attempt. */
  changed(state: LinkState): void;
}

export type LinkState =
  | { readonly up: true; readonly camera: Camera }
  | { readonly up: false; readonly reason: string };

/** The way to a camera that may be away for days: found again by itself, with pauses that grow up to a bound. */
export interface Link extends AsyncDisposable {
  /** Begins to look for it. */
  start(): void;
  /** Does something with the camera, one thing at a time; asks for it once more where it is away. Throws a CameraError. */
  use<T>(call: (camera: Camera) => Promise<T>): Promise<T>;
  /** The same with what is known to be there. */
  inTurn<T>(call: () => Promise<T>): Promise<T>;
  /** The camera that is there now. Throws a CameraError when it is away. */
  found(): Camera;
  /** Resolves when the present attempt, or else the next one, has ended. */
  tried(): Promise<void>;
}

export function openLink(options: LinkOptions): Link {
  const { clock } = options;
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let camera: Camera | undefined;
  let reason = "it was not asked yet";
  let told: string | undefined;
  let wake = (): void => {};
  let attempt = Promise.withResolvers<void>();
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();

  const pause = async (seconds: number): Promise<void> => {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    using _timer = clock.after(seconds, resolve);
    wake = resolve;
    signal.addEventListener("abort", () => resolve(), { once: true, signal: ended(promise) });
    await promise;
    wake = () => {};
  };
  const lost = (error: unknown): void => {
    camera = undefined;
    reason = messageOf(error);
    // The words may differ each time, as where a camera counts down.
    const kind = error instanceof CameraError ? error.code : reason;
    if (signal.aborted || told === kind) return;
    told = kind;
    options.changed({ up: false, reason });
  };
  const tried = (): void => {
    const done = attempt;
    attempt = Promise.withResolvers();
    done.resolve();
  };
  const stay = async (found: Camera): Promise<void> => {
    await options.look(found, true);
    camera = found;
    told = undefined;
    options.changed({ up: true, camera: found });
    tried();
    for (;;) {
      await pause(options.period);
      if (signal.aborted) return;
      await options.look(found, false);
    }
  };
  const run = async (): Promise<void> => {
    let seconds = firstPause;
    while (!signal.aborted) {
      let longest = longestPause;
      try {
        await stay(await options.connect(signal));
      } catch (error) {
        if (camera !== undefined) seconds = firstPause;
        if (error instanceof CameraError && error.code === "login-refused") {
          seconds = Math.max(seconds, refusedPauses.first);
          longest = refusedPauses.longest;
        }
        lost(error);
        tried();
      }
      await pause(seconds);
      seconds = Math.min(seconds * 2, longest);
    }
  };
  let running: Promise<void> | undefined;

  const inTurn = async <T>(call: () => Promise<T>): Promise<T> => {
    if (waiting >= mostWaiting) throw new CameraError("camera-failed", "too many calls wait for the camera");
    waiting++;
    const turn = last.then(call, call);
    last = turn.catch(() => {});
    return turn.finally(() => {
      waiting--;
    });
  };
  const found = (): Camera => {
    if (camera === undefined) throw new CameraError("unreachable", `the camera is away: ${reason}`);
    return camera;
  };
  return {
    start: () => {
      running ??= run().finally(() => attempt.resolve());
    },
    inTurn,
    found,
    use: async (call) => {
      if (camera === undefined && running !== undefined && !signal.aborted) {
        const { promise } = attempt;
        wake();
        await promise;
      }
      const now = found();
      return inTurn(() => call(now));
    },
    tried: () => attempt.promise,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}

/** Aborts when a promise has settled, so that what listens until then is let go of. */
function ended(promise: Promise<void>): AbortSignal {
  const done = new AbortController();
  void promise.finally(() => done.abort());
  return done.signal;
}
