import type { Alarm, Clock, Decision, MotionReport, ScheduleSetting, Trigger } from "@pinhole/kit/model";
import { decide, type LastAlarm } from "../events/decide.ts";
import type { Decisions } from "../events/decisions.ts";
import type { Rules } from "../events/rules.ts";
import { beginLife, type Life, type Workshop } from "./life.ts";

/** Turns triggers into alarms, as the rules say. */
export interface Guard {
  trigger(trigger: Trigger): readonly Decision[];
  report(report: MotionReport): void;
  /** Alarms that go on. */
  readonly running: number;
  /** Resolves when none goes on any more. */
  settled(): Promise<void>;
}

export interface GuardOptions {
  readonly shop: Workshop;
  readonly decisions: Decisions;
  readonly clock: Clock;
  rules(): Rules;
  setting(): ScheduleSetting;
  privacy(): boolean;
  /** Name and threshold of a motion window, from 1. */
  window(number: number): { readonly name: string; readonly threshold: number } | undefined;
}

export function openGuard(options: GuardOptions): Guard {
  const { shop, decisions, clock } = options;
  const last = new Map<string, LastAlarm>();
  const lives = new Map<string, Life>();
  let motionAt: number | undefined;
  let tampered: MotionReport["tamper"];
  let number = shop.store.newest();

  const nextId = (): string => {
    number += 1;
    const time = new Date(Math.floor(clock.now()) * 1000).toISOString().replaceAll(/[-:]|\.\d+Z/g, "");
    return `${time}-${number.toString(36).toUpperCase().padStart(4, "0")}`;
  };
  const begin = (trigger: Trigger, verdict: ReturnType<typeof decide>[number]): void => {
    const alarm: Alarm = { id: nextId(), trigger, rule: verdict.rule };
    const begun = clock.steady();
    last.set(verdict.rule, { id: alarm.id, running: true, begun });
    const life = beginLife(alarm, verdict, shop);
    lives.set(verdict.rule, life);
    void life.over.then(() => {
      lives.delete(verdict.rule);
      last.set(verdict.rule, { id: alarm.id, running: false, begun });
    });
  };
  const trigger = (happened: Trigger): readonly Decision[] => {
    if (happened.kind === "motion") motionAt = happened.at;
    const rules = options.rules();
    const now = clock.now();
    const moment = { now, steady: clock.steady(), setting: options.setting() };
    const verdicts = decide(rules, happened, {
      moment,
      state: { privacy: options.privacy(), motionAt, alarms: last },
    });
    for (const verdict of verdicts) {
      if (verdict.outcome === "alarm") begin(happened, verdict);
      if (verdict.outcome === "within" && rules.prolong) lives.get(verdict.rule)?.prolong(happened.at);
      const { isNew } = decisions.note(happened, verdict, now);
      if (isNew && verdict.outcome === "none") shop.log(6, `no alarm: ${happened.detail}: ${verdict.reason}`);
    }
    return verdicts.map(({ rule, outcome, reason }) => ({ rule, outcome, reason }));
  };
  return {
    trigger,
    report: ({ at, levels, moving, tamper }) => {
      if (tamper !== undefined && tamper !== tampered) {
        trigger({ at, kind: "tamper", places: [], detail: tamperWords[tamper] });
      }
      tampered = tamper;
      if (moving.length === 0) return;
      const words = moving.map((place) => {
        const { name = "", threshold = 0 } = options.window(place) ?? {};
        return `window ${place}${name === "" ? "" : ` (${name})`} at ${levels[place - 1]} of ${threshold}`;
      });
      trigger({ at, kind: "motion", places: moving, detail: `motion in ${words.join(", ")}` });
    },
    get running() {
      return lives.size;
    },
    settled: async () => {
      while (lives.size > 0) await Promise.all([...lives.values()].map(({ over }) => over));
    },
  };
}

const tamperWords = {
  covered: "the camera is covered",
  black: "the picture has gone black",
  frozen: "the picture stands still",
  moved: "the camera has been moved",
} as const;
