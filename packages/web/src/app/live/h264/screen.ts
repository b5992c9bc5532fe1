import { steer } from "./live-edge.ts";
import type { Piece } from "./remux.ts";

/** Pieces that may wait for the browser; it takes each in about a millisecond. */
const mostWaiting = 600;
/** Seconds of what was seen that the browser keeps, and how often the rest is dropped. */
const keptSeconds = 8;
const steerEveryMs = 100;

type Source = typeof MediaSource;

/** Safari on a phone has only the managed kind. */
function sourceClass(): Source | undefined {
  const { ManagedMediaSource } = window as unknown as { readonly ManagedMediaSource?: Source };
  return ManagedMediaSource ?? window.MediaSource;
}

/** Whether this browser may play H.264 that a script gives it. */
export function canPlayH264(): boolean {
  return sourceClass()?.isTypeSupported('video/mp4; codecs="avc1.42c01f"') === true;
}

/** Plays pieces in a video element, close to the newest. `failed` is told once when the browser cannot go on. */
export function openVideoScreen(
  video: HTMLVideoElement,
  { sound, failed }: { readonly sound: boolean; failed(): void },
): { take(piece: Piece): void; close(): void } {
  const Source = sourceClass();
  if (Source === undefined) throw new Error("this browser plays no media of a script");
  const source = new Source();
  const url = URL.createObjectURL(source);
  const waiting: Piece[] = [];
  let buffer: SourceBuffer | undefined;
  let problem: Error | undefined;
  const fail = (words: string): void => {
    if (problem !== undefined) return;
    problem = new Error(words);
    failed();
  };
  const work = (): void => {
    if (problem !== undefined || source.readyState !== "open" || buffer?.updating) return;
    const next = waiting.shift();
    if (next === undefined) return trim();
    try {
      if (next.kind === "opening") {
        if (buffer === undefined) {
          buffer = source.addSourceBuffer(next.type);
          buffer.addEventListener("updateend", work);
        } else buffer.changeType(next.type);
      }
      // What waits together goes together.
      const parts = [next.bytes];
      while (waiting[0]?.kind === "fragment") parts.push(waiting.shift()!.bytes);
      buffer?.appendBuffer(joined(parts));
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
  };
  const trim = (): void => {
    if (buffer === undefined || buffer.buffered.length === 0) return;
    const start = buffer.buffered.start(0);
    if (video.currentTime - start > 2 * keptSeconds) buffer.remove(0, video.currentTime - keptSeconds);
  };
  const follow = (): void => {
    const { buffered } = video;
    if (buffered.length === 0) return;
    const last = buffered.length - 1;
    const where = { at: video.currentTime, start: buffered.start(last), end: buffered.end(last) };
    const { rate, jumpTo } = steer(where, sound);
    if (jumpTo !== undefined) video.currentTime = jumpTo;
    if (video.playbackRate !== rate) video.playbackRate = rate;
    // A browser that refuses to begin with sound is asked again when somebody touches the page.
    if (video.paused) void video.play().catch(() => {});
  };
  const onError = (): void => fail(video.error?.message ?? "the video cannot be decoded");
  source.addEventListener("sourceopen", work);
  video.addEventListener("error", onError);
  video.disableRemotePlayback = true;
  video.src = url;
  const following = setInterval(follow, steerEveryMs);

  return {
    take: (piece) => {
      if (problem !== undefined) throw problem;
      waiting.push(piece);
      if (waiting.length > mostWaiting) throw new Error(`${waiting.length} pieces wait for the browser`);
      work();
    },
    close: () => {
      clearInterval(following);
      video.removeEventListener("error", onError);
      waiting.length = 0;
      if (video.src === url) {
        video.removeAttribute("src");
        video.load();
      }
      URL.revokeObjectURL(url);
    },
  };
}

function joined(parts: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const first = parts[0];
  if (first !== undefined && parts.length === 1) return first;
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
