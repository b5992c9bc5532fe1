import { messageOf } from "@pinhole/kit/model";
import type { Frame } from "../av/frame.ts";
import { openSoundEncoder, type SoundEncoder } from "../av/sound.ts";
import type { SoundWant } from "../codec/want.ts";
import type { FromEngine } from "./protocol.ts";

type Message = Extract<FromEngine, { readonly type: "packet" | "trouble" }>;

/** From a source's sound to the packets that somebody wants. */
export interface SoundLines extends Disposable {
  readonly wanted: number;
  want(key: string, want: SoundWant): void;
  unwant(key: string): void;
  /** A new volume; the encoders go on with it. */
  setGain(gain: number): void;
  take(frame: Frame, at: number): void;
}

interface Line {
  readonly want: SoundWant;
  encoder: SoundEncoder | undefined;
}

export function openSoundLines(initialGain: number, post: (message: Message) => void): SoundLines {
  let gain = initialGain;
  const lines = new Map<string, Line>();
  const close = (key: string): void => {
    lines.get(key)?.encoder?.[Symbol.dispose]();
    lines.delete(key);
  };
  return {
    get wanted() {
      return lines.size;
    },
    want: (key, want) => {
      if (!lines.has(key)) lines.set(key, { want, encoder: undefined });
    },
    unwant: close,
    setGain: (next) => {
      if (next === gain) return;
      gain = next;
      for (const line of lines.values()) {
        line.encoder?.[Symbol.dispose]();
        line.encoder = undefined;
      }
    },
    take: (frame, at) => {
      for (const [key, line] of lines) {
        try {
          line.encoder ??= openSoundEncoder({ ...line.want, gain });
          for (const packet of line.encoder.encode(frame, at))
            post({ type: "packet", keys: [key], ...packet });
        } catch (error) {
          close(key);
          post({ type: "trouble", keys: [key], reason: messageOf(error) });
        }
      }
    },
    [Symbol.dispose]: () => {
      for (const key of [...lines.keys()]) close(key);
    },
  };
}
