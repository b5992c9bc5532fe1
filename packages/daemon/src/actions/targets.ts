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
  // What is sent at the other stage of the alarm, or not at all because nobody wants it, is no fault.
  const other = { ...work, stage: work.stage === "begin" ? "end" : "begin" } as const;
  const isKnown = [...found, ...actions.map((action) => action.targets(other, settings))].some(
    (each) => typeof each === "object",
  );
  if (isKnown) return { targets };
  const reason = found.find((each) => typeof each === "string");
  return { targets, refusal: reason ?? "no part of this camera does that" };
}
