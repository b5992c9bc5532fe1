import type { MotionReport } from "@pinhole/kit/model";
import type { Frame } from "../av/frame.ts";
import { type GreyScaler, openGreyScaler } from "../av/scaler.ts";
import { openCadence } from "../codec/cadence.ts";
import { type MotionSettings, openDetector, picturesPerSecond, sight } from "../motion/index.ts";
import { openLens } from "../picture/view.ts";
import type { EngineSettings } from "./protocol.ts";

/** Looks at some of the source's pictures for what moves, before anything is drawn on them. */
export interface Lookout extends Disposable {
  /** Whether pictures are of use: somebody watches, and the settings have it on. */
  readonly wanted: boolean;
  /** Pictures a second that it looks at. */
  readonly frameRate: number;
  watch(on: boolean): void;
  configure(settings: EngineSettings): void;
  /** `aim` is pan and tilt, each -1 to 1: while it changes, everything moves and nothing is looked for. */
  take(frame: Frame, at: number, aim: readonly [pan: number, tilt: number]): void;
}

/** Who shows what is aimed at: a view cut out as viewers see it, the source by what it draws, or motors that turn it. */
export type Showing = "cut" | "drawn" | "turned";

/** Seconds that real motors may need longer than the way that they were sent. */
const settling = 3;

export function openLookout(
  initial: EngineSettings,
  { showing, report }: { showing(): Showing; report(report: MotionReport): void },
): Lookout {
  let settings = initial;
  let watching = false;
  const detector = openDetector(settingsOf(settings));
  let isDue = openCadence(picturesPerSecond);
  let scaler: GreyScaler | undefined;
  let seenAt: readonly [number, number] = [0, 0];
  let restsAt = 0;
  const lens = openLens();
  return {
    get wanted() {
      return watching && settings.motion.enabled;
    },
    frameRate: picturesPerSecond,
    watch: (on) => {
      if (on && !watching) detector.reset();
      watching = on;
    },
    configure: (next) => {
      const { flip, mirror } = settings.video;
      if (next.video.flip !== flip || next.video.mirror !== mirror) detector.reset();
      if (JSON.stringify(settingsOf(next)) !== JSON.stringify(settingsOf(settings)))
        detector.configure(settingsOf(next));
      settings = next;
    },
    take: (frame, at, aim) => {
      if (!(watching && settings.motion.enabled)) return;
      if (aim[0] !== seenAt[0] || aim[1] !== seenAt[1]) {
        seenAt = aim;
        restsAt = showing() === "turned" ? at + settling : 0;
        detector.reset();
        isDue = openCadence(picturesPerSecond);
        return;
      }
      if (at < restsAt || isDue(at) === undefined) return;
      scaler ??= openGreyScaler(sight);
      const grey = scaler.scale(showing() === "cut" ? lens.look(frame, aim) : frame);
      turn(grey, settings.video);
      report(detector.take(grey, at));
    },
    [Symbol.dispose]: () => {
      scaler?.[Symbol.dispose]();
      lens[Symbol.dispose]();
    },
  };
}

function settingsOf({ motion, motionWindows, masks }: EngineSettings): MotionSettings {
  return { motion, windows: motionWindows, masks };
}

/** Windows are set on the picture as it is seen. */
function turn(grey: Uint8Array, { flip, mirror }: EngineSettings["video"]): void {
  if (flip) {
    // Upside down is the rows in reverse: all pixels in reverse, and each row back.
    grey.reverse();
    mirrorRows(grey);
  }
  if (mirror) mirrorRows(grey);
}

function mirrorRows(grey: Uint8Array): void {
  for (let at = 0; at < grey.length; at += sight.width) grey.subarray(at, at + sight.width).reverse();
}
