import { decodeMedia, type FlvTag } from "@pinhole/kit/formats/flv";
import { parseAvcConfig, parseSps } from "@pinhole/kit/formats/h264";
import { fragment, movieRate, opening, type TrackKind } from "@pinhole/kit/formats/mp4";
import { parseAacConfig } from "@pinhole/kit/formats/rtp";

/** What comes before the fragments, and again where the camera's encoder changes. */
export interface Opening {
  readonly kind: "opening";
  /** With its codecs, as a browser asks for it. */
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tracks: readonly TrackKind[];
}

/** One picture or one packet of sound. */
export interface Fragment {
  readonly kind: "fragment";
  /** The place in `tracks`. */
  readonly track: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where in `bytes` the sample begins, its size, its time and duration in ticks of the track. */
  readonly at: number;
  readonly size: number;
  readonly time: number;
  readonly duration: number;
  readonly key: boolean;
}

export type Piece = Opening | Fragment;

/** Ticks that a picture lasts until the next has told how long it really was. */
const firstDuration = movieRate / 25;
/** AAC: samples of an access unit. */
const unit = 1024;
/** Seconds that sound may be away from where the one before ended until it is laid there anew. */
const drift = 0.08;

/**
 * Makes fragmented MP4 of FLV, tag by tag: each picture is a fragment of its own, so that none waits for the next.
 * What is before the first key picture is left out; time begins with that at 0.
 */
export function openRemuxer({ sound }: { readonly sound: boolean }): (tag: FlvTag) => readonly Piece[] {
  let avc: Uint8Array<ArrayBuffer> | undefined;
  let aac: Uint8Array<ArrayBuffer> | undefined;
  let isOpen = false;
  let originMs: number | undefined;
  let sequence = 0;
  let rate = 1;
  let pictureTime = -1;
  let pictureDuration = firstDuration;
  let soundEnd: number | undefined;

  const open = (config: Uint8Array): Opening => {
    const { width, height } = parseSps(parseAvcConfig(config).sps[0]!);
    const tracks: TrackKind[] = [{ kind: "video", width, height, config }];
    if (sound && aac !== undefined) {
      const set = parseAacConfig(aac);
      rate = set.sampleRate;
      tracks.push({ kind: "audio", ...set, config: aac });
    }
    isOpen = true;
    const shown = { delay: 0, from: 0, duration: 0 };
    const profile = Array.from(config.subarray(1, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
    const codecs = tracks.length > 1 ? `avc1.${profile}, mp4a.40.2` : `avc1.${profile}`;
    const { bytes } = opening(
      tracks,
      tracks.map(() => shown),
    );
    return { kind: "opening", type: `video/mp4; codecs="${codecs}"`, bytes: Uint8Array.from(bytes), tracks };
  };
  const piece = (
    track: number,
    data: Uint8Array,
    { time, duration, key }: Pick<Fragment, "time" | "duration" | "key">,
  ): Fragment => {
    sequence += 1;
    const { bytes, at } = fragment(sequence, [
      { track: track + 1, time, samples: [{ data, duration, key }] },
    ]);
    return { kind: "fragment", track, bytes, at: at[0]![0]!, size: data.length, time, duration, key };
  };
  const picture = (data: Uint8Array, key: boolean, ms: number): readonly Piece[] => {
    if (avc === undefined || (!isOpen && !key)) return [];
    const head = isOpen ? [] : [open(avc)];
    originMs ??= ms;
    // Two pictures of one time would be one to a browser.
    const time = Math.max(pictureTime + 1, Math.round(((ms - originMs) * movieRate) / 1000));
    if (pictureTime >= 0) pictureDuration = Math.min(time - pictureTime, movieRate);
    pictureTime = time;
    return [...head, piece(0, data, { time, duration: pictureDuration, key })];
  };
  const packet = (data: Uint8Array, ms: number): readonly Piece[] => {
    if (!sound || !isOpen || aac === undefined || originMs === undefined || ms < originMs) return [];
    const told = Math.round(((ms - originMs) * rate) / 1000);
    // FLV has whole milliseconds: sound that follows is laid without seams.
    const time = soundEnd !== undefined && Math.abs(told - soundEnd) < drift * rate ? soundEnd : told;
    if (soundEnd !== undefined && time < soundEnd) return [];
    soundEnd = time + unit;
    return [piece(1, data, { time, duration: unit, key: true })];
  };

  return (tag) => {
    if (tag.kind === "script") return [];
    const { type, data, key } = decodeMedia(tag);
    if (type === "end") return [];
    if (type === "media")
      return tag.kind === "video" ? picture(data, key, tag.timestampMs) : packet(data, tag.timestampMs);
    if (tag.kind === "video") {
      if (!same(avc, data)) isOpen = false;
      avc = data.slice();
    } else {
      if (sound && !same(aac, data)) isOpen = false;
      aac = data.slice();
    }
    return [];
  };
}

function same(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a?.length === b.length && a.every((byte, n) => byte === b[n]);
}
