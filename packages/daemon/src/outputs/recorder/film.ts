import {
  encodeAvcConfig,
  findParameterSets,
  joinLengthPrefixed,
  naluType,
  naluTypes,
  parseSps,
  splitAnnexB,
} from "@pinhole/kit/formats/h264";
import {
  closeHead,
  closing,
  type Fresh,
  fragment,
  movieRate,
  opening,
  type Part,
  type Sample,
  type Shown,
  type TrackKind,
  wholeLength,
} from "@pinhole/kit/formats/mp4";
import { encodeAacConfig } from "@pinhole/kit/formats/rtp";
import type { Packet } from "../../bus/packet.ts";
import { type Draft, draftSuffix, openDraft } from "./draft.ts";
import { type Files, fileError } from "./files.ts";
import { nothing, type Recorded } from "./recording.ts";
import { type Footage, take } from "./take.ts";

/** Seconds of a fragment: so much is lost at most when the camera is killed. */
const fragmentSeconds = 1;

export interface FilmOptions {
  readonly footage: Footage;
  /** Of AAC, where the footage has sound. */
  readonly sound?: { readonly sampleRate: number; readonly channels: number } | undefined;
  readonly path: string;
  readonly files: Files;
}

interface Timed {
  readonly packet: Packet;
  readonly pts: number;
}

/**
 * Records H.264 and AAC as MP4. The film begins at a key frame, and an edit list has players show it from the first
 * picture that is wanted. It is written in fragments, so that it plays wherever it is cut off, and gets an index at the
 * end.
 */
export async function recordFilm({ footage, sound, path, files }: FilmOptions): Promise<Recorded> {
  const draft = openDraft(files, path);
  const cutter = openCutter(draft, sound);
  const end = await take(footage, cutter);
  const made = cutter.finish(end);
  await draft.settle();
  if (made === undefined) {
    await draft.abandon();
    return nothing;
  }
  const trouble = draft.failure?.message;
  try {
    if (trouble === undefined) {
      await draft.complete();
      const { from, seconds } = made;
      return { files: [{ path, type: "video/mp4", bytes: draft.length, at: from }], seconds };
    }
    await draft.release();
    // What the disk has taken is a film by itself.
    return { ...(await mendFilm(files, path, made.from)), trouble };
  } catch (thrown) {
    return { ...nothing, trouble: trouble ?? fileError(thrown, path).message };
  }
}

/** Gives the draft of a film that was cut off its name, up to where it is whole. Without anything whole it is removed. */
export async function mendFilm(files: Files, path: string, at: number): Promise<Recorded> {
  const file = await files.open(`${path}${draftSuffix}`);
  let whole = 0;
  try {
    whole = await wholeLength(file.read);
    if (whole > 0) {
      await file.truncate(whole);
      await file.sync();
    }
  } finally {
    await file.close();
  }
  if (whole === 0) {
    await files.remove(`${path}${draftSuffix}`);
    return nothing;
  }
  await files.rename(`${path}${draftSuffix}`, path);
  return { files: [{ path, type: "video/mp4", bytes: whole, at }], seconds: 0 };
}

/** Cuts packets into fragments. */
export interface Cutter {
  picture(packet: Packet, pts: number, shown: boolean): void;
  sound(packet: Packet, pts: number): void;
  /** Writes what is left and the index; undefined where nothing was ever shown. */
  finish(end: number): { readonly from: number; readonly seconds: number } | undefined;
}

interface Track {
  readonly kind: TrackKind;
  readonly rate: number;
  /** The time of its first sample. */
  readonly origin: number;
  readonly samples: Sample[];
  waiting: Timed[];
}

export function openCutter(draft: Draft, soundFormat: FilmOptions["sound"]): Cutter {
  let pictures: Timed[] = [];
  let sounds: Timed[] = [];
  let from: number | undefined;
  let tracks: Track[] = [];
  let sequence = 0;
  let placeholder = 0;
  let written = Number.NEGATIVE_INFINITY;

  /** What of a track is shown until `end`. */
  const shownOf = ({ origin, rate }: Track, start: number, end: number): Shown => {
    const delay = Math.max(0, origin - start);
    return {
      delay: Math.round(delay * movieRate),
      from: Math.round(Math.max(0, start - origin) * rate),
      duration: Math.max(0, Math.round((end - start - delay) * movieRate)),
    };
  };
  const open = (start: number): boolean => {
    const first = pictures[0];
    const video = first && videoTrack(first.packet);
    if (!first || !video) return false;
    // One packet more than is heard: AAC needs the one before.
    const heard = Math.max(0, sounds.findLastIndex(({ pts }) => pts <= start) - 1);
    sounds = sounds.slice(heard);
    tracks = [{ kind: video, rate: movieRate, origin: first.pts, samples: [], waiting: pictures }];
    const [sound] = sounds;
    if (soundFormat && sound) {
      const { sampleRate, channels } = soundFormat;
      const config = encodeAacConfig({ sampleRate, channels });
      const kind = { kind: "audio", sampleRate, channels, config } as const;
      tracks.push({ kind, rate: sampleRate, origin: sound.pts, samples: [], waiting: sounds });
    }
    const head = opening(
      tracks.map(({ kind }) => kind),
      tracks.map((track) => shownOf(track, start, start)),
    );
    draft.append(head.bytes);
    placeholder = head.placeholder;
    pictures = [];
    sounds = [];
    written = start;
    return true;
  };
  /** Writes all waiting samples but the last of each track, whose duration is not known; with `end`, all. */
  const write = (end?: number): void => {
    const parts: (Part & { readonly of: Track })[] = [];
    for (const [n, track] of tracks.entries()) {
      const due = end === undefined ? track.waiting.slice(0, -1) : track.waiting;
      const after = end === undefined ? track.waiting.at(-1)?.pts : undefined;
      if (due.length === 0) continue;
      const ticks = (pts: number): number => Math.round((pts - track.origin) * track.rate);
      const samples = due.map(({ packet, pts }, m): Fresh => {
        const next = due[m + 1]?.pts ?? after ?? lastEnd(track, pts, end as number);
        const data = track.kind.kind === "video" ? pictureData(packet, track.kind.config) : packet.data;
        return { data, duration: Math.max(1, ticks(next) - ticks(pts)), key: packet.key };
      });
      parts.push({ track: n + 1, time: ticks((due[0] as Timed).pts), samples, of: track });
      track.waiting = end === undefined ? track.waiting.slice(-1) : [];
    }
    if (parts.length === 0) return;
    sequence += 1;
    const { bytes, at } = fragment(sequence, parts);
    for (const [n, { of, samples }] of parts.entries()) {
      for (const [m, { data, duration, key }] of samples.entries()) {
        of.samples.push({
          size: data.length,
          duration,
          key,
          at: draft.length + ((at[n] as readonly number[])[m] as number),
        });
      }
    }
    draft.append(bytes);
  };
  const push = (kind: "video" | "audio", timed: Timed): void => {
    const track = tracks.find((each) => each.kind.kind === kind);
    if (track) track.waiting.push(timed);
    else if (tracks.length === 0) (kind === "video" ? pictures : sounds).push(timed);
  };

  return {
    picture: (packet, pts, shown) => {
      push("video", { packet, pts });
      if (shown) from ??= pts;
      if (from === undefined) return;
      if (tracks.length > 0 ? pts - written < fragmentSeconds : pts - from < fragmentSeconds) return;
      if (tracks.length === 0 && !open(from)) return;
      write();
      written = pts;
    },
    sound: (packet, pts) => push("audio", { packet, pts }),
    finish: (end) => {
      if (from === undefined || (tracks.length === 0 && !open(from))) return undefined;
      const start = from;
      for (const track of tracks) track.waiting = track.waiting.filter(({ pts }) => pts < end);
      write(end);
      const index = closing(
        tracks.map((track) => ({
          track: track.kind,
          samples: track.samples,
          shown: shownOf(track, start, end),
        })),
      );
      const head = closeHead(placeholder, draft.length);
      draft.append(index);
      if (!draft.failure) draft.patch(placeholder, head);
      return { from: start, seconds: end - start };
    },
  };
}

/** Where the last sample of a track ends: sound as long as its frame, pictures with the clip. */
function lastEnd({ kind, rate }: Track, pts: number, end: number): number {
  return kind.kind === "video" ? end : pts + 1024 / rate;
}

function videoTrack({ data }: Packet): TrackKind | undefined {
  try {
    const sets = findParameterSets(splitAnnexB(data));
    const sps = sets?.sps[0];
    if (sets === undefined || sps === undefined) return undefined;
    const { width, height } = parseSps(sps);
    return { kind: "video", width, height, config: encodeAvcConfig(sets) };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A picture as MP4 holds it. Parameter sets stand in the head; only others than those stay where they are. */
function pictureData({ data, key }: Packet, config: Uint8Array): Uint8Array {
  const nalus = splitAnnexB(data).filter((nalu) => naluType(nalu) !== naluTypes.accessUnitDelimiter);
  const isSet = (nalu: Uint8Array): boolean =>
    naluType(nalu) === naluTypes.sps || naluType(nalu) === naluTypes.pps;
  const sets = key ? findParameterSets(nalus) : undefined;
  const same = sets === undefined || isSame(sets, config);
  return joinLengthPrefixed(same ? nalus.filter((nalu) => !isSet(nalu)) : nalus);
}

function isSame(sets: NonNullable<ReturnType<typeof findParameterSets>>, config: Uint8Array): boolean {
  try {
    return Buffer.compare(encodeAvcConfig(sets), config) === 0;
  } catch {
    return false;
  }
}
