import type { Action, Reveal, Target, Work } from "./action.ts";

/** Where work goes. `refusal` is why it goes nowhere although somebody wants it to. */
export interface Targets {
  readonly targets: readonly Target[];
  readonly refusal?: string;
}

export function targetsOf(work: Work, actions: readonly Action[], settings: Reveal): Targets {
  const found = actions.map((action) => action.targets(work, settings));
  const targets = found.flatMap((each): readonly Target[] => (typeof each === "object" ? each : []));
  if (targets.length > 0 || work.action === "announce") return { targets };
  const others = actions.map((action) =>
    action.targets({ ...work, stage: work.stage === "begin" ? "end" : "begin" }, settings),
  );
  // What is sent at the other stage of the alarm, or not at all because nobody wants it, is no fault.
  if ([...found, ...others].some((each) => typeof each === "object")) return { targets };
  const reason = found.find((each) => typeof each === "string");
  if (reason !== undefined) return { targets, refusal: reason };
  // What is refused at the other stage is told there.
  if (others.some((each) => typeof each === "string")) return { targets };
  return { targets, refusal: "no part of this camera does that" };
}
