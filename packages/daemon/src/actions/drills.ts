import { type DrillReport, type DrillTarget, deliveryFault } from "@pinhole/kit/model";
import type { Clock } from "./clock.ts";
import type { StoredJob } from "./jobs.ts";
import type { LaneTools } from "./lane.ts";

/** Rehearsals that are remembered. */
const mostDrills = 20;

export interface Drills {
  /** What the outbox says of its attempts. */
  readonly tell: NonNullable<LaneTools["tell"]>;
  begin(id: string): void;
  /** All jobs of a rehearsal are made. */
  expect(id: string, jobs: readonly StoredJob[]): void;
  report(id: string): DrillReport | undefined;
}

/** How rehearsals go, for whoever asks. */
export function openDrills(clock: Clock): Drills {
  const drills = new Map<
    string,
    { isWhole: boolean; readonly targets: Map<string, DrillTarget & { readonly since: number }> }
  >();
  return {
    begin: (id) => {
      drills.set(id, { isWhole: false, targets: new Map() });
      const [oldest] = drills.keys();
      if (drills.size > mostDrills && oldest !== undefined) drills.delete(oldest);
    },
    expect: (id, jobs) => {
      const drill = drills.get(id);
      if (!drill) return;
      drill.isWhole = true;
      for (const { target } of jobs) {
        if (drill.targets.has(target)) continue;
        drill.targets.set(target, {
          ...{ target, outcome: "waiting", stages: [], seconds: 0, code: "", message: "", remedy: "" },
          ...{ result: undefined, since: clock.now() },
        });
      }
    },
    tell: ({ alarm, target }, { outcome, stages, seconds, code, message, at }) => {
      const drill = drills.get(alarm.id);
      if (!drill) return;
      const isOver = outcome === "delivered" || outcome === "failed" || outcome === "dropped";
      const fault = isOver && outcome !== "delivered" ? deliveryFault(code) : undefined;
      drill.targets.set(target, {
        ...{ target, outcome, stages, seconds, code, message },
        ...{ remedy: fault?.remedy ?? "", since: at },
        result: fault?.result ?? (isOver ? 0 : undefined),
      });
    },
    report: (id) => {
      const drill = drills.get(id);
      if (!drill) return undefined;
      const targets = [...drill.targets.values()].map(({ since, ...target }) => {
        const isOver = target.result !== undefined;
        return isOver ? target : { ...target, seconds: clock.now() - since };
      });
      return { id, done: drill.isWhole && targets.every(({ result }) => result !== undefined), targets };
    },
  };
}
