import { box, fullBox, text, u16, u32, u64, zeros } from "./box.ts";

/** Ticks of the whole film and of its pictures in a second. */
export const movieRate = 90_000;

/** What a track holds. */
export type TrackKind =
  | {
      readonly kind: "video";
      readonly width: number;
      readonly height: number;
      /** The AVCDecoderConfigurationRecord. */
      readonly config: Uint8Array;
    }
  | {
      readonly kind: "audio";
      readonly sampleRate: number;
      readonly channels: number;
      /** The AudioSpecificConfig. */
      readonly config: Uint8Array;
    };

/** A picture or a packet of sound as the tables of a finished film list it; times in the ticks of its track. */
export interface Sample {
  readonly size: number;
  readonly duration: number;
  readonly key: boolean;
  /** Where its bytes begin in the file. */
  readonly at: number;
}

/** What is shown of a track, in ticks of the film: after `delay`, from `from` on (in ticks of the track), for `duration`. */
export interface Shown {
  readonly delay: number;
  readonly from: number;
  readonly duration: number;
}

/** Ticks in a second of a track. */
export function rateOf(track: TrackKind): number {
  return track.kind === "video" ? movieRate : track.sampleRate;
}

/** The "trak" box of a track; without samples for a film in fragments. `id` counts from 1. */
export function trackBox(
  id: number,
  track: TrackKind,
  { shown, samples }: { readonly shown: Shown; readonly samples: readonly Sample[] },
): Uint8Array {
  const isVideo = track.kind === "video";
  const [width, height] = isVideo ? [track.width, track.height] : [0, 0];
  const total = samples.reduce((sum, { duration }) => sum + duration, 0);
  const head = fullBox(
    "tkhd",
    { version: 1, flags: 3 },
    ...[u64(0, 0), u32(id, 0), u64(shown.delay + shown.duration), zeros(8)],
    ...[u16(0, isVideo ? 0 : 1, isVideo ? 0 : 0x0100, 0), matrix, u32(width * 65_536, height * 65_536)],
  );
  const media = box(
    "mdia",
    // "und": no language is known.
    fullBox("mdhd", { version: 1 }, u64(0, 0), u32(rateOf(track)), u64(total), u16(0x55c4, 0)),
    fullBox(
      "hdlr",
      {},
      zeros(4),
      text(isVideo ? "vide" : "soun"),
      zeros(12),
      text(isVideo ? "Video\0" : "Sound\0"),
    ),
    box(
      "minf",
      isVideo ? fullBox("vmhd", { flags: 1 }, zeros(8)) : fullBox("smhd", {}, zeros(4)),
      box("dinf", fullBox("dref", {}, u32(1), fullBox("url ", { flags: 1 }))),
      sampleTable(track, samples),
    ),
  );
  return box("trak", head, box("edts", edits(shown)), media);
}

// 14496-12, 8.2.2: the unity matrix.
export const matrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);

function edits({ delay, from, duration }: Shown): Uint8Array {
  const list = [{ duration, from }];
  // An empty edit shows nothing.
  if (delay > 0) list.unshift({ duration: delay, from: -1 });
  const rows = list.flatMap((edit) => [u64(edit.duration, edit.from), u16(1, 0)]);
  return fullBox("elst", { version: 1 }, u32(list.length), ...rows);
}

function sampleTable(track: TrackKind, samples: readonly Sample[]): Uint8Array {
  const keys = samples.flatMap(({ key }, n) => (key ? [n + 1] : []));
  const far = samples.some(({ at }) => at > 0xffffffff);
  // One chunk for each sample: tables of a short film stay small, and tracks may be laid in any order.
  const chunks = samples.length === 0 ? u32(0) : u32(1, 1, 1, 1);
  const offsets = samples.map(({ at }) => at);
  return box(
    "stbl",
    fullBox("stsd", {}, u32(1), track.kind === "video" ? videoEntry(track) : soundEntry(track)),
    durations(samples),
    ...(track.kind === "video" && keys.length < samples.length
      ? [fullBox("stss", {}, u32(keys.length), u32(...keys))]
      : []),
    fullBox("stsc", {}, chunks),
    fullBox("stsz", {}, u32(0, samples.length), u32(...samples.map(({ size }) => size))),
    far
      ? fullBox("co64", {}, u32(samples.length), u64(...offsets))
      : fullBox("stco", {}, u32(samples.length), u32(...offsets)),
  );
}

/** Runs of samples of one duration. */
function durations(samples: readonly Sample[]): Uint8Array {
  const runs: [count: number, duration: number][] = [];
  for (const { duration } of samples) {
    const run = runs.at(-1);
    if (run?.[1] === duration) run[0] += 1;
    else runs.push([1, duration]);
  }
  return fullBox("stts", {}, u32(runs.length), u32(...runs.flat()));
}

function videoEntry({ width, height, config }: Extract<TrackKind, { kind: "video" }>): Uint8Array {
  return box(
    "avc1",
    ...[zeros(6), u16(1), zeros(16), u16(width, height), u32(0x480000, 0x480000, 0), u16(1)],
    ...[zeros(32), u16(0x18, 0xffff), box("avcC", config)],
  );
}

function soundEntry({ sampleRate, channels, config }: Extract<TrackKind, { kind: "audio" }>): Uint8Array {
  // ISO/IEC 14496-1, 7.2.6: descriptors inside each other, each with its tag and its length.
  const specific = [5, config.length, ...config];
  const decoder = [4, 13 + specific.length, 0x40, 0x15, 0, 0, 0, ...u32(0, 0), ...specific];
  const stream = [3, 3 + decoder.length + 3, 0, 0, 0, ...decoder, 6, 1, 2];
  return box(
    "mp4a",
    ...[zeros(6), u16(1), zeros(8), u16(channels, 16), zeros(4), u32(sampleRate * 65_536)],
    fullBox("esds", {}, Uint8Array.from(stream)),
  );
}
