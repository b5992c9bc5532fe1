import type { MotionReport, Watching } from "@pinhole/kit/model";

/** What is known of an engine. */
interface Watched {
  watchMotion(): Disposable;
  readonly motion: MotionReport | undefined;
  readonly streams: ReadonlyMap<string, { readonly readers: Iterable<{ readonly output: string }> }>;
}

/** Milliseconds for which motion goes on being looked for after somebody has asked how much there is. */
const interestMs = 60_000;

/** Seconds for which a report tells how it is now. */
const fresh = 2;

/** Readers of a stream that are the camera itself. */
const own: ReadonlySet<string> = new Set([
  ...["alarm", "drill", "loudness", "recorder", "snapshot", "sound", "start", "upload"],
]);

/** Who looks through the engine, and what moves there: that is looked for only while it is asked for. */
export function openWatching(
  engine: Watched,
  isSound: (stream: string) => boolean,
  day: () => ReturnType<Watching["day"]>,
): Watching & Disposable {
  let watch: Disposable | undefined;
  let losing: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(losing);
    watch?.[Symbol.dispose]();
    watch = undefined;
  };
  return {
    viewers: () => {
      const viewers: Record<string, number> = {};
      for (const [key, { readers }] of engine.streams) {
        // Who hears the sound as well has a reader there too.
        if (isSound(key)) continue;
        for (const { output } of readers) if (!own.has(output)) viewers[output] = (viewers[output] ?? 0) + 1;
      }
      return viewers;
    },
    motion: () => {
      watch ??= engine.watchMotion();
      clearTimeout(losing);
      losing = setTimeout(end, interestMs).unref();
      const report = engine.motion;
      return report !== undefined && Date.now() / 1000 - report.at <= fresh ? report : undefined;
    },
    day,
    [Symbol.dispose]: end,
  };
}
