import type { Camera } from "@pinhole/client";
import { CameraError } from "@pinhole/kit/model";
import { type Playback, type Speaker, speakerRate } from "../../bus/speaker.ts";

/** Sound that may wait for the camera, in seconds. */
const mostAhead = 3;

/** Plays what viewers say at the camera. `find` gives the camera, or throws a CameraError when it is away. */
export function cameraSpeaker(find: () => Camera, signal: AbortSignal): Speaker {
  return {
    open: async () => {
      const camera = find();
      if (camera.dialect !== "sercomm" || !camera.model.has.speaker)
        throw new CameraError("speaker-missing", `the ${camera.model.name} has no speaker`);
      return say(camera, signal);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

function say(camera: Camera & { readonly dialect: "sercomm" }, signal: AbortSignal): Playback {
  const stop = new AbortController();
  const waiting: Uint8Array[] = [];
  let bytes = 0;
  let isOver = false;
  let wake = (): void => {};
  let room = (): void => {};
  async function* sound(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const next = waiting.shift();
      if (next !== undefined) {
        bytes -= next.length;
        room();
        yield next;
      } else if (isOver) return;
      else {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
    }
  }
  let failure: unknown;
  const talking = camera
    .talk(sound(), {
      raw: { sampleRate: speakerRate, channels: 1 },
      signal: AbortSignal.any([signal, stop.signal]),
    })
    .catch((error: unknown) => {
      failure = error;
    })
    .finally(() => {
      isOver = true;
      room();
    });
  return {
    write: async (samples) => {
      if (failure !== undefined) throw failure;
      if (isOver) throw new CameraError("speaker-busy", "the camera ended the talk");
      waiting.push(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength).slice());
      bytes += samples.byteLength;
      wake();
      while (bytes > mostAhead * speakerRate * 2 && !isOver) {
        const { promise, resolve } = Promise.withResolvers<void>();
        room = resolve;
        await promise;
      }
    },
    close: async () => {
      isOver = true;
      wake();
      // What is left is said in its time; a camera that does not take it is not waited for.
      const impatient = setTimeout(() => stop.abort(), (mostAhead + 5) * 1000);
      await talking.finally(() => clearTimeout(impatient));
      if (failure !== undefined && !stop.signal.aborted) throw failure;
    },
  };
}
