import { motionWindow } from "@pinhole/kit/model";
import type { Camera } from "../camera.ts";
import type { MotionLevel, Readings } from "../http/readings.ts";
import type { RtspServer } from "../outputs/rtsp/index.ts";

/** Counts of a camera for `/healthz` and `/metrics`; rates are measured once a second. */
export function openReadings(camera: Camera, rtsp: RtspServer): Disposable & { read(): Readings } {
  const { engine } = camera;
  const count = () => {
    let delivered = 0;
    let dropped = 0;
    for (const { counts } of engine.streams.values()) {
      delivered += counts.delivered;
      dropped += counts.dropped;
    }
    return { picturesIn: engine.picturesIn, delivered, dropped };
  };
  let before = count();
  let rates = { in: 0, out: 0 };
  const timer = setInterval(() => {
    const now = count();
    rates = { in: now.picturesIn - before.picturesIn, out: now.delivered - before.delivered };
    before = now;
  }, 1000);
  timer.unref();
  return {
    read: () => {
      const { picturesIn, delivered, dropped } = count();
      const viewers: Record<string, number> = { rtsp: rtsp.viewers().length };
      for (const { readers } of engine.streams.values()) {
        for (const { output } of readers) if (output !== "rtsp") viewers[output] = (viewers[output] ?? 0) + 1;
      }
      const passedThrough: Record<string, boolean> = {};
      for (const [channel, { passed }] of engine.passages) {
        if (engine.streams.get(channel)?.readers.size) passedThrough[channel] = passed;
      }
      const { state, since } = engine.source;
      // A source that starts has as long for its first picture as a running one for its next.
      const newest =
        state === "starting"
          ? since
          : Math.max(engine.newest ?? 0, state === "live" ? since : 0) || undefined;
      return {
        since,
        rtspPort: rtsp.address.port,
        source: state === "idle" || state === "down" ? state : "running",
        picturesIn,
        picturesOut: delivered,
        picturesInPerSecond: rates.in,
        picturesOutPerSecond: rates.out,
        pictureAge: newest === undefined ? undefined : Math.max(0, Date.now() / 1000 - newest),
        viewers,
        passedThrough,
        motion: () => motionLevels(camera),
        drops: dropped,
      };
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

function motionLevels(camera: Camera): readonly MotionLevel[] {
  const report = camera.watching.motion();
  if (report === undefined) return [];
  const windows = camera.get(motionWindow);
  const first = windows[0]?.enabled === true;
  return windows.flatMap(({ enabled, threshold }, index) =>
    enabled && (index === 0) === first
      ? [{ window: index + 1, level: report.levels[index]!, threshold }]
      : [],
  );
}
