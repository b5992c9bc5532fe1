import type { TriggerKind } from "./alarms.ts";
import type {
  AlarmsPort,
  Decision,
  KeptDecision,
  ListedAlarm,
  ListedRecording,
  Pressable,
} from "./alarms-port.ts";
import type { Caller } from "./caller.ts";

/** Alarms in memory for tests: they remember what they were told, and list what a test gives them. */
export class FakeAlarms implements AlarmsPort {
  /** Every trigger that was fired. */
  readonly fired: { readonly kind: TriggerKind; readonly by: Caller }[] = [];
  /** Every press, in order. */
  readonly presses: { readonly part: Pressable; readonly seconds: number }[] = [];
  decision: Decision = { rule: "event_httpc", outcome: "alarm", reason: "event_httpc sets off mail" };
  kept: readonly KeptDecision[] = [];
  listed: readonly ListedAlarm[] = [];
  recorded: readonly ListedRecording[] = [];
  bytesOnCard = 0;

  fire(kind: TriggerKind, by: Caller): readonly Decision[] {
    this.fired.push({ kind, by });
    return [this.decision];
  }

  press(part: Pressable, seconds: number): void {
    this.presses.push({ part, seconds });
  }

  isPressed(part: Pressable): boolean {
    return this.presses.at(-1)?.part === part;
  }

  why(at: number, limit: number): readonly KeptDecision[] {
    return this.kept.filter(({ first, last }) => first <= at + 60 && last >= at - 60).slice(0, limit);
  }

  alarms(limit: number): readonly ListedAlarm[] {
    return this.listed.slice(0, limit);
  }

  recordings(limit: number): readonly ListedRecording[] {
    return this.recorded.slice(0, limit);
  }

  recording(path: string): ListedRecording | undefined {
    return this.recorded.find((each) => each.path === path);
  }

  cardBytes(): number {
    return this.bytesOnCard;
  }
}
