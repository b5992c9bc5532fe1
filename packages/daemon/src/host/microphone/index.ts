import { setTimeout as delay } from "node:timers/promises";
import { type CameraEvent, messageOf } from "@pinhole/kit/model";
import { microphoneRate, record } from "./recorder.ts";
import { openStamps } from "./stamps.ts";

export { microphoneRate } from "./recorder.ts";

/** What `--microphone` takes. */
export const microphoneUsage =
  '"source" for the sound of the source, "none", or an ALSA device such as "default"';

/** Whether a text names a microphone; whether it is there turns out when somebody listens. */
export function isMicrophone(text: string): boolean {
  return /^[A-Za-z][\w:,.=-]{0,63}$/.test(text);
}

/** A sound card that is open while somebody listens, and tried again for as long as it can not be had. */
export interface Microphone extends AsyncDisposable {
  /** Where the camera's sound comes from then. */
  readonly origin: "source" | "none" | "microphone";
  /** Begins and ends the listening. */
  listen(on: boolean): void;
}

export interface MicrophoneOptions {
  /** An ALSA device, or "source" or "none", to which nobody listens. */
  readonly device: string;
  /** Gets mono sound whose first sample was captured at a Unix time in seconds. */
  readonly take: (samples: Int16Array<ArrayBuffer>, sampleRate: number, at: number) => void;
  readonly log: (event: Omit<CameraEvent, "at">) => void;
  /** What records in the place of arecord. */
  readonly program?: string;
  readonly firstPauseMs?: number;
}

const longestPauseMs = 10_000;

/** A recording that went on for so long has earned short pauses again. */
const settledMs = 10_000;

/** Milliseconds without sound after which there is silence in its place: players wait for a track that says nothing. */
const quietMs = 1000;
const silenceMs = 100;

export function openMicrophone(options: MicrophoneOptions): Microphone {
  const { device, take, log, program = "arecord", firstPauseMs = 1000 } = options;
  let listening: AbortController | undefined;
  let done = Promise.resolve();

  const run = async (signal: AbortSignal): Promise<void> => {
    /** Unix time in milliseconds up to which there was sound. */
    let heardMs = Date.now();
    let isLive = false;
    let isTold = false;
    const fill = setInterval(() => {
      const nowMs = Date.now();
      // After a sleep of the machine nobody needs what was not heard.
      if (nowMs - heardMs > 4 * quietMs) heardMs = nowMs - quietMs;
      if (nowMs - heardMs < quietMs) return;
      isLive = false;
      take(new Int16Array((microphoneRate * silenceMs) / 1000), microphoneRate, heardMs / 1000);
      heardMs += silenceMs;
    }, silenceMs);
    try {
      for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
        const beganMs = performance.now();
        const stamps = openStamps(microphoneRate);
        try {
          await record(
            { program, device },
            (samples) => {
              const at = stamps.next(samples.length, Date.now() / 1000);
              heardMs = (at + samples.length / microphoneRate) * 1000;
              if (!isLive && isTold)
                log({ source: "system", severity: 6, message: `${device} is heard again` });
              isLive = true;
              isTold = false;
              take(samples, microphoneRate, at);
            },
            signal,
          );
        } catch (error) {
          if (!isTold) log({ source: "system", severity: 4, message: `microphone: ${messageOf(error)}` });
          isTold = true;
        }
        if (performance.now() - beganMs > settledMs) pauseMs = firstPauseMs;
        await delay(pauseMs, undefined, { signal }).catch(() => {});
      }
    } finally {
      clearInterval(fill);
    }
  };
  const origin = device === "source" || device === "none" ? device : "microphone";
  const listen = (on: boolean): void => {
    if (origin !== "microphone") return;
    if (on === (listening !== undefined)) return;
    if (!on) {
      listening?.abort();
      listening = undefined;
      return;
    }
    const stop = new AbortController();
    listening = stop;
    // A device can not be opened before it is let go of.
    done = done.then(() => run(stop.signal));
  };
  return {
    origin,
    listen,
    [Symbol.asyncDispose]: async () => {
      listen(false);
      await done;
    },
  };
}
