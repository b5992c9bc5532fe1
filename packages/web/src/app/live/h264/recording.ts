import { FlvDecoder } from "@pinhole/kit/formats/flv";
import { closeHead, closing, opening, rateOf, type Sample, type TrackKind } from "@pinhole/kit/formats/mp4";
import { openRemuxer, type Piece } from "./remux.ts";

/** The largest film that a page keeps, in bytes. */
const mostBytes = 1024 ** 3;
/** Bytes that are handed to the browser at a time, which may put them on disk. */
const batch = 4 * 1024 * 1024;

/** Makes one MP4 of the pieces of a remuxer, with an index in which a player finds its way. */
export function openFilm(): { take(piece: Piece): boolean; finish(): Blob | undefined } {
  const stored: Blob[] = [];
  let batched: Uint8Array<ArrayBuffer>[] = [];
  let waiting = 0;
  let length = 0;
  let tracks: readonly TrackKind[] = [];
  let samples: Sample[][] = [];
  /** Where the last sample of each track ended as it came. */
  const ends: number[] = [];
  let placeholder = 0;
  const flush = (): void => {
    if (batched.length > 0) stored.push(new Blob(batched));
    batched = [];
    waiting = 0;
  };
  const add = (bytes: Uint8Array<ArrayBuffer>): void => {
    batched.push(bytes);
    waiting += bytes.length;
    length += bytes.length;
    if (waiting >= batch) flush();
  };
  return {
    /** False where the film has to end: it is full, or the camera's encoder has changed. */
    take: (piece) => {
      if (piece.kind === "opening") {
        if (tracks.length > 0) return false;
        tracks = piece.tracks;
        samples = tracks.map(() => []);
        const head = opening(
          tracks,
          tracks.map(() => ({ delay: 0, from: 0, duration: 0 })),
        );
        placeholder = head.placeholder;
        add(Uint8Array.from(head.bytes));
        return true;
      }
      const list = samples[piece.track];
      if (list === undefined) return true;
      const { size, duration, key, time } = piece;
      const before = list.at(-1);
      // A sample lasts until the next begins.
      if (before !== undefined) {
        const end = ends[piece.track]!;
        list[list.length - 1] = { ...before, duration: Math.max(1, before.duration + time - end) };
      }
      ends[piece.track] = time + duration;
      list.push({ size, duration, key, at: length + piece.at });
      add(piece.bytes);
      return length < mostBytes;
    },
    finish: () => {
      if ((samples[0]?.length ?? 0) === 0) return undefined;
      flush();
      const index = closing(
        tracks.map((track, n) => {
          const all = samples[n]!;
          const ticks = all.reduce((sum, { duration }) => sum + duration, 0);
          const duration = Math.round((ticks * 90_000) / rateOf(track));
          return { track, samples: all, shown: { delay: 0, from: 0, duration } };
        }),
      );
      const head = closeHead(placeholder, length);
      const whole = new Blob(stored);
      return new Blob(
        [
          whole.slice(0, placeholder),
          Uint8Array.from(head),
          whole.slice(placeholder + head.length),
          Uint8Array.from(index),
        ],
        { type: "video/mp4" },
      );
    },
  };
}

/**
 * Records picture and sound of an H.264 channel until the signal aborts, the stream ends or the film is full; undefined
 * when nothing came. `request` is a fetch.
 */
export async function record(
  channel: number,
  request: (path: string, init: RequestInit) => Promise<Response>,
  signal: AbortSignal,
): Promise<Blob | undefined> {
  const film = openFilm();
  const stop = new AbortController();
  try {
    const both = AbortSignal.any([signal, stop.signal]);
    const answer = await request(`/img/media.flv?channel=${channel}`, { cache: "no-store", signal: both });
    if (!answer.ok || answer.body === null) return undefined;
    const decoder = new FlvDecoder();
    const remux = openRemuxer({ sound: true });
    const body = answer.body.getReader();
    for (let isOpen = true; isOpen; ) {
      const { done, value } = await body.read();
      if (done) break;
      for (const tag of decoder.push(value)) for (const piece of remux(tag)) isOpen &&= film.take(piece);
    }
  } catch {
    // What came before a break is a film all the same.
  } finally {
    stop.abort();
  }
  return film.finish();
}
