import { output } from "../program/clients.ts";

/** A part of the picture, in pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** When something begins to be seen and heard in a recording, in seconds of its time. */
export interface Marks {
  readonly seen: readonly number[];
  readonly heard: readonly number[];
}

/** Hz of the sound that is looked at. */
const rate = 16_000;
/** Samples of one look at the loudness: 2 ms. */
const window = rate / 500;

/** The times at which the sound becomes loud after it was quiet. */
export async function marksHeard(file: string): Promise<readonly number[]> {
  const filter = "aresample=async=1:first_pts=0";
  const raw = ["-ac", "1", "-ar", String(rate), "-f", "s16le", "-"];
  const bytes = await output("ffmpeg", ["-v", "error", "-copyts", "-i", file, "-vn", "-af", filter, ...raw]);
  const loudness: number[] = [];
  for (let at = 0; at + window * 2 <= bytes.length; at += window * 2) {
    let most = 0;
    for (let n = 0; n < window; n++) most = Math.max(most, Math.abs(bytes.readInt16LE(at + n * 2)));
    loudness.push(most);
  }
  const limit = loudness.reduce((most, value) => Math.max(most, value), 0) / 3;
  let quiet = 0;
  return loudness.flatMap((value, n) => {
    if (value < limit) {
      quiet++;
      return [];
    }
    // A tone swings through zero, which is no pause.
    const begins = quiet > 100;
    quiet = 0;
    return begins ? [(n * window) / rate] : [];
  });
}

/** The times of the pictures on which `differs` finds that an area is another than on the picture before. */
export async function marksSeen(
  file: string,
  { x, y, width, height }: Area,
  differs: (before: Uint8Array, now: Uint8Array) => boolean,
): Promise<readonly number[]> {
  const crop = `crop=${width}:${height}:${x}:${y}:exact=1`;
  const [pixels, times] = await Promise.all([
    output("ffmpeg", [
      ...["-v", "error", "-copyts", "-i", file, "-an", "-vf", crop],
      ...["-fps_mode", "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-"],
    ]),
    output("ffprobe", [
      ...["-v", "error", "-select_streams", "v", "-show_entries", "frame=best_effort_timestamp_time"],
      ...["-of", "csv=p=0", file],
    ]),
  ]);
  const seconds =
    times
      .toString()
      .match(/^[\d.]+/gm)
      ?.map(Number) ?? [];
  const size = width * height;
  return seconds.filter((_, n) => {
    if (n === 0) return false;
    const now = pixels.subarray(n * size, (n + 1) * size);
    return now.length === size && differs(pixels.subarray((n - 1) * size, n * size), now);
  });
}

/** By how many seconds sound follows the picture, at each mark that was both seen and heard. */
export function skews({ seen, heard }: Marks): readonly number[] {
  return seen.flatMap((time) => {
    const nearest = heard.toSorted((one, other) => Math.abs(one - time) - Math.abs(other - time))[0];
    return nearest === undefined || Math.abs(nearest - time) > 0.5 ? [] : [nearest - time];
  });
}

/** The mean difference of two pictures of one size. */
export function difference(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, value, n) => sum + Math.abs(value - (other[n] ?? 0)), 0) / one.length;
}
