import { models } from "@pinhole/kit/dialects/sercomm";
import { defaults, issues, motion, motionWindow, privacyMask, type RecordOf } from "@pinhole/kit/model";
import { InvalidArgumentError } from "commander";
import type { MotionSettings } from "../../motion/index.ts";

/** How a clip is looked at: as one window of a camera is set. */
export interface Way {
  /** The user's own words, or "defaults". */
  readonly name: string;
  readonly settings: MotionSettings;
  /** The window that counts, from 0, and its threshold. */
  readonly index: number;
  readonly threshold: number;
}

const shape = "settings such as sensitivity=8,threshold=40,updateRate=50,area=0/0/319/479";
const numbers: readonly string[] = ["sensitivity", "threshold", "updateRate"];

/** What the camera has when nothing was changed, with the changes that a text names. */
export function wayOf(text: string): Way {
  const values: Record<string, unknown> = {};
  for (const part of text.split(",").filter((each) => each.trim() !== "")) {
    const [key = "", value = ""] = part.split("=").map((each) => each.trim());
    if (key === "area") values[key] = value.split("/").map(Number);
    else if (numbers.includes(key) && /^\d+$/.test(value)) values[key] = Number(value);
    else throw new InvalidArgumentError(`"${part}" is not one of the ${shape}.`);
  }
  const [problem] = issues({ group: motionWindow, index: 0, values });
  if (problem) throw new InvalidArgumentError(`${problem.key.split(".").at(-1)} ${problem.problem}.`);
  // The first window is the whole picture, whatever its area.
  const index = "area" in values ? 1 : 0;
  const stored = models.RC8230.defaults.motionWindow?.[0] ?? {};
  const window = { ...defaults(motionWindow)[0], ...stored, ...values, enabled: true } as RecordOf<
    typeof motionWindow
  >;
  const windows = defaults(motionWindow).map((other, n) =>
    n === index ? window : { ...other, enabled: false },
  );
  const [on] = defaults(motion);
  return {
    name: text.trim() === "" ? "defaults" : text,
    settings: { motion: { ...on!, enabled: true }, windows, masks: defaults(privacyMask) },
    index,
    threshold: window.threshold,
  };
}
