import type { Alarm, Clock, Decision, MotionReport, ScheduleSetting, Trigger } from "@pinhole/kit/model";
import { decide, type LastAlarm } from "../events/decide.ts";
import type { Decisions } from "../events/decisions.ts";
import type { Rules } from "../events/rules.ts";
import { beginLife, type Life, type Workshop } from "./life.ts";

/** Alarms whose clips are not complete; a disk that hangs must not take all memory. */
const mostAtOnce = 32;
/** Rules whose last alarm is remembered. */
const mostRules = 100;

/** Turns triggers into alarms, as the rules say. */
export interface Guard {
  trigger(trigger: Trigger): readonly Decision[];
  report(report: MotionReport): void;
  /** Alarms that are not complete. */
  readonly running: number;
  /** Resolves when all are complete. */
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
  const last = new Map<string, Omit<LastAlarm, "running">>();
  /** The newest of each rule, and all that are not complete. */
  const newest = new Map<string, Life>();
  const lives = new Set<Life>();
  let motion: { readonly at: number; readonly places: readonly number[] } | undefined;
  let tampered: MotionReport["tamper"];
  let number = shop.store.newest();

  const nextId = (): string => {
    number += 1;
    const time = new Date(Math.floor(clock.now()) * 1000).toISOString().replaceAll(/[-:]|\.\d+Z/g, "");
    return `${time}-${number.toString(36).toUpperCase().padStart(4, "0")}`;
  };
  const begin = (trigger: Trigger, verdict: ReturnType<typeof decide>[number]): void => {
    const ahead = clock.now() - shop.mediaClock.now();
    const alarm: Alarm = { id: nextId(), trigger, rule: verdict.rule, ahead };
    const life = beginLife(alarm, verdict, shop);
    last.delete(verdict.rule);
    last.set(verdict.rule, { id: alarm.id, begun: clock.steady() });
    newest.set(verdict.rule, life);
    lives.add(life);
    // Entries can be renamed for ever.
    if (last.size > mostRules) {
      const [oldest = ""] = last.keys();
      last.delete(oldest);
      newest.delete(oldest);
    }
    void life.over.then(() => lives.delete(life));
  };
  const trigger = (what: Trigger): readonly Decision[] => {
    if (what.kind === "motion") motion = what;
    const rules = options.rules();
    // Where heat needs motion as well, it speaks of the windows that moved.
    const happened =
      what.kind === "pir" && rules.pir.motionToo ? { ...what, places: motion?.places ?? [] } : what;
    const motionAt = motion?.at;
    const now = clock.now();
    const moment = { now, steady: clock.steady(), setting: options.setting() };
    const alarms = new Map(
      [...last].map(([rule, { id, begun }]) => {
        return [rule, { id, begun, running: newest.get(rule)?.covers(happened.at) ?? false }];
      }),
    );
    const state = { privacy: options.privacy(), isBusy: lives.size >= mostAtOnce, motionAt, alarms };
    const verdicts = decide(rules, happened, { moment, state });
    for (const verdict of verdicts) {
      if (verdict.outcome === "alarm") begin(happened, verdict);
      if (verdict.outcome === "within" && rules.prolong) newest.get(verdict.rule)?.prolong(happened.at);
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
      while (lives.size > 0) await Promise.all([...lives].map(({ over }) => over));
    },
  };
}

const tamperWords = {
  covered: "the camera is covered",
  black: "the picture has gone black",
  frozen: "the picture stands still",
  moved: "the camera has been moved",
} as const;
