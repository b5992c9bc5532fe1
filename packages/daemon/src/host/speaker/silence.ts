import type { Speaker } from "../../bus/speaker.ts";

/** A speaker that nobody hears; it counts what it was given. */
export interface Silence extends Speaker {
  readonly samples: number;
}

export function openSilence(): Silence {
  let samples = 0;
  return {
    get samples() {
      return samples;
    },
    open: async () => ({
      write: async (more) => {
        samples += more.length;
      },
      close: async () => {},
    }),
    [Symbol.asyncDispose]: async () => {},
  };
}
