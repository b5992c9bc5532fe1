import { readFile } from "node:fs/promises";
import { CameraError } from "@pinhole/kit/model";
import {
  addTally,
  eventsOf,
  falseAlarmsPerHour,
  type Interval,
  type Labels,
  merge,
  nothing,
  openDetector,
  parseLabels,
  picturesPerSecond,
  type Sample,
  scoreByEvent,
  scoreByTime,
  type Tally,
  tallyOf,
} from "../../motion/index.ts";
import { readClip } from "./clip.ts";
import type { Way } from "./settings.ts";

/** What one way of looking found in one clip. */
export interface Finding {
  readonly clip: string;
  readonly way: Way;
  readonly seconds: number;
  readonly samples: readonly Sample[];
  readonly found: readonly Interval[];
  readonly real: readonly Interval[] | undefined;
  readonly tally: Tally | undefined;
  /** What was done to the camera itself, and since when. */
  readonly tamper: readonly { readonly at: number; readonly what: string }[];
}

export interface Judging {
  readonly ways: readonly Way[];
  readonly labels: Labels | undefined;
  /** Seconds below which two events are one. */
  readonly gap: number;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

export const period = 1 / picturesPerSecond;

/** Looks at a clip in several ways at once: it is read once. */
export async function judge(clip: string, judging: Judging): Promise<Finding[]> {
  const { ways, labels, gap, signal } = judging;
  const known = labels?.(clip);
  if (labels && !known)
    throw new CameraError("refused", `the labels say nothing of ${clip}; add its intervals, [] for none`);
  const eyes = ways.map((way) => ({
    way,
    detector: openDetector(way.settings),
    samples: [] as Sample[],
    tamper: [] as { at: number; what: string }[],
    last: "",
  }));
  const seconds = await readClip(clip, {
    signal,
    take: (picture, at) => {
      for (const eye of eyes) {
        const { levels, tamper = "" } = eye.detector.take(picture, at);
        eye.samples.push({ at, levels });
        if (tamper !== "" && tamper !== eye.last) eye.tamper.push({ at, what: tamper });
        eye.last = tamper;
      }
    },
    progress: (done, all) => {
      const share = all ? ` of ${all.toFixed(0)}` : "";
      judging.progress(`${clip}: ${done.toFixed(0)}${share} s`);
    },
  });
  const real = known && merge(known, gap);
  return eyes.map(({ way, samples, tamper }) => {
    const found = eventsOf(samples, [way], { gap, period });
    return { clip, way, seconds, samples, found, real, tally: real && tallyOf(found, real, seconds), tamper };
  });
}

/** The scores of several findings together. */
export function scoresOf(findings: readonly Finding[]) {
  const tallies = findings.flatMap(({ tally }) => (tally ? [tally] : []));
  const tally = tallies.reduce(addTally, nothing);
  return {
    tally,
    byEvent: scoreByEvent(tally),
    byTime: scoreByTime(tally),
    falseAlarmsPerHour: falseAlarmsPerHour(tally),
  };
}

export async function readLabels(path: string): Promise<Labels> {
  const text = await readFile(path, "utf8").catch((cause: Error) => {
    throw new CameraError("refused", `${path} can not be read: ${cause.message}`, { cause });
  });
  try {
    return parseLabels(text);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new CameraError("refused", `${path}: ${cause.message}; pinhole motion --help shows the form`, {
      cause,
    });
  }
}
