import type { MotionReport, motion, motionWindow, privacyMask, RecordOf } from "@pinhole/kit/model";
import { levelOf, pixelsIn } from "./levels.ts";
import { type Box, boxOf, type Grey } from "./sight.ts";
import { openGuard } from "./tamper.ts";
import type { Track } from "./tracks.ts";
import { openWatch, type Watch } from "./watch.ts";

/** The groups that say where and how motion is looked for. */
export interface MotionSettings {
  readonly motion: Pick<RecordOf<typeof motion>, "enabled">;
  readonly windows: readonly Pick<
    RecordOf<typeof motionWindow>,
    "enabled" | "area" | "threshold" | "sensitivity" | "updateRate"
  >[];
  readonly masks: readonly Pick<RecordOf<typeof privacyMask>, "enabled" | "area">[];
}

/** Finds what moves in one picture after another. */
export interface Detector {
  /** Takes the grey picture of `sight`'s size that was captured at a time in seconds. */
  take(picture: Grey, at: number): MotionReport;
  /** What was learnt stays, as far as it still fits. */
  configure(settings: MotionSettings): void;
  /** The view is another: nothing is found until it is known. */
  reset(): void;
}

/** A window that is watched now. */
interface Window {
  /** From 0. */
  readonly index: number;
  readonly area: Box;
  readonly threshold: number;
  readonly watch: Watch;
}

export function openDetector(initial: MotionSettings): Detector {
  const guard = openGuard();
  let watches = new Map<string, Watch>();
  let windows: readonly Window[] = [];
  const configure = (settings: MotionSettings): void => {
    const masks = settings.masks.filter(({ enabled }) => enabled).map(({ area }) => boxOf(area));
    const used = new Map<string, Watch>();
    windows = watched(settings).map(({ index, area, threshold, sensitivity, updateRate }) => {
      // Windows that are watched in the same way share the work.
      const name = `${sensitivity}/${updateRate}`;
      const watch = used.get(name) ?? watches.get(name) ?? openWatch({ sensitivity, updateRate });
      used.set(name, watch);
      watch.hide(masks);
      return { index, area, threshold, watch };
    });
    watches = used;
  };
  configure(initial);
  return {
    take: (picture, at) => {
      const found = new Map<Watch, readonly Track[]>();
      for (const watch of watches.values()) found.set(watch, watch.take(picture, at));
      const levels: [number, number, number, number] = [0, 0, 0, 0];
      const moving: number[] = [];
      for (const { index, area, threshold, watch } of windows) {
        const level = levelOf(pixelsIn(found.get(watch)!, area), area);
        levels[index] = level;
        if (level > threshold) moving.push(index + 1);
      }
      const tamper = guard.take(picture, at);
      return { at, levels, moving, ...(tamper === undefined ? {} : { tamper }) };
    },
    configure,
    reset: () => {
      guard.reset();
      for (const watch of watches.values()) watch.reset();
    },
  };
}

/** The windows that count: the first stands for the whole picture, and while it is on the others do not matter. */
function watched({ motion, windows }: MotionSettings) {
  if (!motion.enabled) return [];
  const on = windows.map((window, index) => ({
    ...window,
    index,
    area: boxOf(index === 0 ? wholePicture : window.area),
  }));
  return on[0]?.enabled ? [on[0]] : on.filter(({ enabled }) => enabled);
}

const wholePicture = [0, 0, 639, 479];
