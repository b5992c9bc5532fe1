import { isSoundKey, keyOf, type SoundWant } from "./codec/want.ts";

export interface OffersOptions {
  privacy(): boolean;
  /** The two encodings of the sound as they are set: the keys of their streams, and whether they are on. */
  sounds(): readonly { readonly key: string; readonly isOn: boolean }[];
  /** Whether a channel of a codec (from 1) is on; undefined where there is none such. */
  isOn(codec: string, channel: number): boolean | undefined;
}

/** Which streams may be read: none while privacy is on, no channel and no sound that is switched off. */
export interface Offers {
  /** Of a stream, by its key. */
  allows(key: string): boolean;
  /** It was handed out as this encoding: with that it is switched off, whatever codec that has by then. */
  handOut(sound: SoundWant, encoding: 1 | 2): void;
}

export function openOffers({ privacy, sounds, isOn }: OffersOptions): Offers {
  const encodings = new Map<string, Set<1 | 2>>();
  const isHeard = (key: string): boolean => {
    const now = sounds();
    const own = now.filter((each) => each.key === key);
    if (own.length > 0) return own.some((each) => each.isOn);
    // What is no encoding, as the sound of clips, is the first one's.
    return [...(encodings.get(key) ?? [1])].some((encoding) => now[encoding - 1]!.isOn);
  };
  const isShown = (key: string): boolean => {
    const [codec = "", channel] = key.split("/");
    return isOn(codec, Number(channel)) ?? true;
  };
  return {
    allows: (key) => !privacy() && (isSoundKey(key) ? isHeard(key) : isShown(key)),
    handOut: (want, encoding) => {
      const key = keyOf(want);
      const known = encodings.get(key) ?? new Set();
      encodings.set(key, known.add(encoding));
    },
  };
}
