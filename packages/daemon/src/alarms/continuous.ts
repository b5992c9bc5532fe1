import { type Clock, messageOf } from "@pinhole/kit/model";
import { type Files, openTape, type Recorded, recordFilm } from "../outputs/recorder/index.ts";
import type { AlarmMedia } from "./media.ts";

const mebibyte = 1 << 20;
/** Seconds that are kept from one file to the next. */
const overlap = 12;

/** Recording without end, file after file without a gap. */
export interface Series {
  /** The H.264 channel. */
  readonly channel: number;
  readonly sound: boolean;
  /** What ends a file; a file without any would never be complete. */
  readonly most: { readonly seconds: number; readonly bytes: number };
  /** Whether there is room for another file. */
  hasRoom(): Promise<boolean>;
  /** Where a file that begins now goes. */
  path(): Promise<string>;
  /** A file is complete; `at` is the camera's time at which it began. */
  done(recorded: Recorded, at: number): Promise<void>;
}

/** Runs one series at a time, and begins anew when it is another. */
export interface Continuous extends AsyncDisposable {
  /** What is to be recorded now, under a name that changes with it; nothing where it is undefined. */
  run(name: string, series: Series | undefined): void;
}

export interface ContinuousOptions {
  readonly media: AlarmMedia;
  readonly files: Files;
  /** The camera's clock, and that of the packets. */
  readonly clock: Clock;
  readonly mediaClock: Clock;
  /** Says what went wrong. */
  complain(words: string): void;
}

export function openContinuous(options: ContinuousOptions): Continuous {
  const { complain } = options;
  let stop: AbortController | undefined;
  let running: { readonly name: string; readonly over: Promise<void> } | undefined;
  return {
    run: (wanted, series) => {
      const isOn = series !== undefined && options.media.channel("h264", series.channel) !== undefined;
      const name = isOn ? wanted : "";
      if (running?.name === name) return;
      stop?.abort();
      stop = new AbortController();
      const { signal } = stop;
      const before = running?.over ?? Promise.resolve();
      if (!isOn) {
        running = { name, over: before };
        return;
      }
      const over = before
        .then(() => record(series, options, signal))
        .catch((thrown: unknown) => complain(messageOf(thrown)))
        .then(() => {
          // It is asked for again: the stream may come back, or room be made.
          if (running?.name === name && !signal.aborted) running = undefined;
        });
      running = { name, over };
    },
    [Symbol.asyncDispose]: async () => {
      stop?.abort();
      await running?.over;
    },
  };
}

async function record(series: Series, options: ContinuousOptions, signal: AbortSignal): Promise<void> {
  const { media, files, clock, mediaClock, complain } = options;
  const picture = media.channel("h264", series.channel);
  if (!picture || signal.aborted || !(await series.hasRoom())) return;
  const sound = series.sound ? media.sound("aac") : undefined;
  using tape = openTape(picture.stream, { seconds: overlap, bytes: 64 * mebibyte });
  using heard = sound && openTape(sound.stream, { seconds: overlap, bytes: 8 * mebibyte });
  let from = mediaClock.now();
  while (!signal.aborted && !tape.ended) {
    if (!(await series.hasRoom())) return;
    const start = from;
    let bytes = 0;
    // The same packets as the film gets.
    using _counting = tape.play(start, ({ data }) => {
      bytes += data.length;
    });
    const at = clock.now();
    const recorded = await recordFilm({
      footage: {
        video: tape,
        sound: heard,
        from,
        until: () => (bytes >= series.most.bytes ? Number.NEGATIVE_INFINITY : start + series.most.seconds),
        clock: mediaClock,
        signal,
      },
      sound,
      path: await series.path(),
      files,
    });
    if (recorded.trouble !== undefined) complain(recorded.trouble);
    if (recorded.files.length > 0) await series.done(recorded, at);
    if (recorded.files.length === 0 || recorded.trouble !== undefined) return;
    // The next file begins with the first picture that this one does not have.
    from = (recorded.files[0]?.at ?? from) + recorded.seconds;
  }
}
