import { box, fullBox, text, u32, u64, zeros } from "./box.ts";
import { matrix, movieRate, type Sample, type Shown, type TrackKind, trackBox } from "./track.ts";

/** The bytes before the first fragment. `placeholder` is where `closeHead` goes when the film is complete. */
export interface Opening {
  readonly bytes: Uint8Array;
  readonly placeholder: number;
}

const fileType = box("ftyp", text("isom"), u32(0x200), text("isomiso2avc1iso6mp41"));

/** A sample on its way into a fragment. */
export interface Fresh {
  readonly data: Uint8Array;
  readonly duration: number;
  readonly key: boolean;
}

/** What of one track goes into a fragment; `time` is that of its first sample in ticks of the track. */
export interface Part {
  /** From 1. */
  readonly track: number;
  readonly time: number;
  readonly samples: readonly Fresh[];
}

/**
 * Begins a film of fragments, which plays wherever it is cut off. When it is complete, `closing` behind it and
 * `closeHead` over the placeholder make one film with an index of what is there already: nothing is copied.
 */
export function opening(tracks: readonly TrackKind[], shown: readonly Shown[]): Opening {
  const extends_ = tracks.map((_, n) => fullBox("trex", {}, u32(n + 1, 1, 0, 0, 0)));
  const movie = box(
    "moov",
    movieHead(tracks.length, 0),
    // Without an end: 0 stands for all that comes.
    ...tracks.map((track, n) =>
      trackBox(n + 1, track, { shown: { ...(shown[n] as Shown), duration: 0 }, samples: [] }),
    ),
    box("mvex", ...extends_),
  );
  const placeholder = fileType.length;
  const bytes = new Uint8Array(placeholder + 16 + movie.length);
  bytes.set(fileType);
  bytes.set(box("free", zeros(8)), placeholder);
  bytes.set(movie, placeholder + 16);
  return { bytes, placeholder };
}

/** A fragment, and where in it each sample begins, part by part. `sequence` counts from 1. */
export function fragment(
  sequence: number,
  parts: readonly Part[],
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly at: readonly (readonly number[])[] } {
  const head = (offsets: readonly number[]): Uint8Array =>
    box(
      "moof",
      fullBox("mfhd", {}, u32(sequence)),
      ...parts.map(({ track, time, samples }, n) =>
        box(
          "traf",
          // The data's place counts from the beginning of this fragment.
          fullBox("tfhd", { flags: 0x020000 }, u32(track)),
          fullBox("tfdt", { version: 1 }, u64(time)),
          fullBox(
            "trun",
            { flags: 0x000701 },
            u32(samples.length, offsets[n] as number),
            u32(
              ...samples.flatMap(({ data, duration, key }) => [
                duration,
                data.length,
                key ? 0x02000000 : 0x01010000,
              ]),
            ),
          ),
        ),
      ),
    );
  const size = head(parts.map(() => 0)).length;
  let end = size + 8;
  const at = parts.map(({ samples }) =>
    samples.map(({ data }) => {
      end += data.length;
      return end - data.length;
    }),
  );
  const bytes = new Uint8Array(end);
  bytes.set(head(at.map(([first = 0]) => first)));
  new DataView(bytes.buffer).setUint32(size, end - size);
  bytes.set(text("mdat"), size + 4);
  for (const [n, { samples }] of parts.entries()) {
    for (const [m, { data }] of samples.entries()) bytes.set(data, (at[n] as readonly number[])[m] as number);
  }
  return { bytes, at };
}

/** The index of a complete film, to stand behind its fragments. */
export function closing(
  tracks: readonly {
    readonly track: TrackKind;
    readonly shown: Shown;
    readonly samples: readonly Sample[];
  }[],
): Uint8Array {
  const duration = Math.max(0, ...tracks.map(({ shown }) => shown.delay + shown.duration));
  return box(
    "moov",
    movieHead(tracks.length, duration),
    ...tracks.map(({ track, shown, samples }, n) => trackBox(n + 1, track, { shown, samples })),
  );
}

/** The head that makes all fragments one "mdat" up to the index, which begins at `end`. */
export function closeHead(placeholder: number, end: number): Uint8Array {
  const head = new Uint8Array(16);
  const view = new DataView(head.buffer);
  view.setUint32(0, 1);
  head.set(text("mdat"), 4);
  view.setBigUint64(8, BigInt(end - placeholder));
  return head;
}

function movieHead(tracks: number, duration: number): Uint8Array {
  return fullBox(
    "mvhd",
    { version: 1 },
    ...[u64(0, 0), u32(movieRate), u64(duration), u32(0x10000), Uint8Array.of(1, 0)],
    ...[zeros(10), matrix, zeros(24), u32(tracks + 1)],
  );
}

/**
 * How much of a film that was cut off is whole, in bytes: the opening and all fragments that are complete; 0 where not
 * even one is. `read` gives so many bytes from a place, fewer at the end.
 */
export async function wholeLength(
  read: (at: number, length: number) => Promise<Uint8Array>,
): Promise<number> {
  let at = 0;
  let whole = 0;
  let fragments = 0;
  let movies = 0;
  let inFragment = false;
  for (;;) {
    const head = await read(at, 8);
    if (head.length < 8) break;
    const size = new DataView(head.buffer, head.byteOffset).getUint32(0);
    const type = String.fromCharCode(...head.subarray(4, 8));
    // Only these are written; anything else, a size of 0 among them, is where it was cut off.
    if (!["ftyp", "free", "moov", "moof", "mdat"].includes(type) || size < 8) break;
    if (type === "moov") movies += 1;
    // A second index is that of `closing`, whose film would have another head.
    if (movies > 1 || (type === "mdat") !== inFragment) break;
    const last = await read(at + size - 1, 1);
    if (last.length === 0) break;
    at += size;
    inFragment = type === "moof";
    if (type === "mdat") {
      whole = at;
      fragments += 1;
    }
  }
  return movies > 0 && fragments > 0 ? whole : 0;
}
