import type { SoundCodec } from "../av/sound.ts";

/** What can be asked for: a channel as its group says, JPEGs of a size and quality of their own, or sound. */
export type Want = PictureWant | SoundWant;

export type PictureWant =
  | { readonly codec: "h264" | "mpeg4" | "mjpeg"; readonly channel: 1 | 2 | 3 }
  | { readonly codec: "mjpeg"; readonly width: number; readonly height: number; readonly quality: number };

/** Mono sound; `sampleRate` in Hz. */
export interface SoundWant {
  readonly codec: SoundCodec;
  readonly sampleRate: number;
}

/** The name of a want: wants of one name are one stream. */
export function keyOf(want: Want): string {
  if ("sampleRate" in want) return `${want.codec}/${want.sampleRate}`;
  if ("channel" in want) return `${want.codec}/${want.channel}`;
  return `still/${want.width}x${want.height}/${want.quality}`;
}

/** Whether the want of that name is sound. */
export function isSoundKey(key: string): boolean {
  return /^(?:aac|adpcm_|pcm_)/.test(key);
}
