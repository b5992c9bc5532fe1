import {
  type ActionName,
  type Decision,
  entryActions,
  holds,
  needsSun,
  type ScheduleSetting,
  type Trigger,
} from "@pinhole/kit/model";
import type { Attachment, Rule, Rules } from "./rules.ts";

/** The moment at which a trigger is looked at. */
export interface Moment {
  /** The camera's time, Unix time in seconds. */
  readonly now: number;
  /** Seconds that pass evenly, whatever the camera's time does. */
  readonly steady: number;
  readonly setting: ScheduleSetting;
}

/** What the rules have to remember. */
export interface RulesState {
  readonly privacy: boolean;
  /** Whether so many alarms are still being written that there can be no more. */
  readonly isBusy?: boolean;
  /** When motion was last seen, on the clock of the triggers. */
  readonly motionAt: number | undefined;
  /** By the rule's name: its last alarm. */
  readonly alarms: ReadonlyMap<string, LastAlarm>;
}

export interface LastAlarm {
  readonly id: string;
  readonly running: boolean;
  /** When it began, on the steady clock. */
  readonly begun: number;
}

export interface Verdict extends Decision {
  readonly actions: readonly ActionName[];
  readonly attachment: Attachment | undefined;
}

/** What a trigger leads to, for each rule that speaks of such triggers; there is always at least one verdict. */
export function decide(
  rules: Rules,
  trigger: Trigger,
  { moment, state }: { readonly moment: Moment; readonly state: RulesState },
): readonly Verdict[] {
  if (trigger.kind === "drill") return [drill(rules, state)];
  const speaking = rules.rules.filter((rule) => speaksOf(rule, trigger));
  if (speaking.length === 0) return [none("", `nothing is set for ${trigger.kind}`)];
  return speaking.map((rule) => {
    const refusal = refusalOf(rules, rule, { trigger, moment, state });
    if (refusal !== undefined) return none(rule.name, refusal);
    const last = state.alarms.get(rule.name);
    if (last?.running) return verdict("within", rule, `alarm ${last.id} goes on`);
    const rest = last === undefined ? 0 : last.begun + rule.restSeconds - moment.steady;
    if (last !== undefined && rest > slackOf(rule)) {
      return none(rule.name, `rests for ${rule.restSeconds} s after the beginning of alarm ${last.id}`);
    }
    if (state.isBusy) return none(rule.name, "too many alarms are still being written to the disk");
    return verdict("alarm", rule, `${rule.name} sets off ${rule.actions.join(", ")}${whyWhen(rule, moment)}`);
  });
}

/** What comes round by itself is on time even where the alarm before began a moment late. */
function slackOf({ kind, restSeconds }: Rule): number {
  return kind === "periodic" || kind === "continuous" ? Math.min(1, restSeconds / 10) : 0;
}

/** A rehearsal asks nothing but that something is set off at all. */
function drill(rules: Rules, state: RulesState): Verdict {
  const last = state.alarms.get("drill");
  const actions = ([...entryActions, "announce"] as const).filter((name) =>
    rules.rules.some((rule) => rule.actions.includes(name)),
  );
  const attachment = rules.rules[0]?.attachment;
  if (state.privacy) return none("drill", "privacy is on");
  if (actions.length === 0 || attachment === undefined) return none("drill", "no rule sets off anything");
  if (last?.running)
    return { rule: "drill", outcome: "within", reason: `alarm ${last.id} goes on`, actions, attachment };
  return { rule: "drill", outcome: "alarm", reason: `a drill of ${actions.join(", ")}`, actions, attachment };
}

function speaksOf({ kind, places }: Rule, trigger: Trigger): boolean {
  if (kind !== trigger.kind) return false;
  return places === undefined || places.some((place) => trigger.places.includes(place));
}

interface Looked {
  readonly trigger: Trigger;
  readonly moment: Moment;
  readonly state: RulesState;
}

function refusalOf(rules: Rules, rule: Rule, { trigger, moment, state }: Looked): string | undefined {
  if (state.privacy) return "privacy is on";
  if (!rules.armed) return "not armed: event_trigger is 0";
  if (rule.actions.length === 0) return `${rule.name} sets off nothing`;
  if (trigger.kind === "pir" && !rules.pir.enabled) return "the heat sensor is off: pir_mode is 0";
  if (trigger.kind === "pir" && rules.pir.motionToo) {
    const since = trigger.at - (state.motionAt ?? Number.NEGATIVE_INFINITY);
    if (Math.abs(since) > rules.pir.motionSeconds)
      return `no motion within ${rules.pir.motionSeconds} s of the heat`;
  }
  if (rule.when === "always" || isWithin(rule, moment.now, moment.setting)) return undefined;
  if (rule.when.length === 0) return `${rule.name} never holds by its schedule`;
  const texts = rule.when.map(({ name, text }) => `${name}=${text}`).join(" ");
  return `outside the schedule ${texts}${sunWords(rule, moment)}`;
}

/** Whether a rule holds at a moment (Unix time in seconds) by its schedule. */
export function isWithin({ when }: Pick<Rule, "when">, now: number, setting: ScheduleSetting): boolean {
  return when === "always" || when.some(({ schedule }) => holds(schedule, now, setting));
}

function whyWhen(rule: Rule, moment: Moment): string {
  if (rule.when === "always") return "";
  const held = rule.when.find(({ schedule }) => holds(schedule, moment.now, moment.setting));
  return held ? `, within ${held.name}=${held.text}${sunWords(rule, moment)}` : "";
}

function sunWords({ when }: Rule, { setting }: Moment): string {
  const guessed =
    when !== "always" && setting.place === undefined && when.some(({ schedule }) => needsSun(schedule));
  return guessed ? " (sunrise taken as 06:00, sunset as 18:00: latitude and longitude are not set)" : "";
}

function none(rule: string, reason: string): Verdict {
  return { rule, outcome: "none", reason, actions: [], attachment: undefined };
}

function verdict(outcome: "alarm" | "within", rule: Rule, reason: string): Verdict {
  const { name, actions, attachment } = rule;
  return { rule: name, outcome, reason, actions, attachment };
}
