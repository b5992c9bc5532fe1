import type { TriggerKind } from "./alarms.ts";
import type { Caller } from "./caller.ts";

/** What became of a trigger, for one rule. */
export interface Decision {
  /** The rule, or "" where no rule speaks of such a trigger. */
  readonly rule: string;
  /** Whether it began an alarm, came within one that goes on, or led to none. */
  readonly outcome: "alarm" | "within" | "none";
  /** Why, for people: "outside the schedule Mon-Fri,18:00-06:00: it is Tuesday 14:02". */
  readonly reason: string;
}

/** A decision as it is kept. Equal ones that follow each other are one, with their count. */
export interface KeptDecision extends Decision {
  readonly kind: TriggerKind;
  readonly detail: string;
  /** The camera's time of the first and the last of them, Unix time in seconds. */
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** An alarm as it is listed. */
export interface ListedAlarm {
  readonly id: string;
  /** The camera's time, Unix time in seconds. */
  readonly at: number;
  readonly kind: TriggerKind;
  readonly detail: string;
  readonly rule: string;
  readonly state: "running" | "over";
}

/** A recording that is complete. */
export interface ListedRecording {
  /** Relative to the camera's folder. */
  readonly path: string;
  readonly type: string;
  readonly bytes: number;
  /** The camera's time of its first picture, Unix time in seconds. */
  readonly at: number;
  readonly seconds: number;
  /** The alarm that it shows; "" for a recording without end. */
  readonly alarm: string;
}

/** Parts that somebody can press where there are no real ones. */
export type Pressable = "input1" | "input2" | "pir";

/** The camera's alarms, as a dialect sees them. */
export interface AlarmsPort {
  /** Somebody asks for an alarm; the rules decide. A `drill` goes past arming, schedule and rest. */
  fire(kind: TriggerKind, by: Caller): readonly Decision[];
  /** Presses an input or warms the heat sensor for so many seconds. */
  press(part: Pressable, seconds: number, by: Caller): void;
  /** Whether it is pressed now. */
  isPressed(part: Pressable): boolean;
  /** What was decided around a moment of the camera's time, newest first. */
  why(at: number, limit: number): readonly KeptDecision[];
  /** Newest first. */
  alarms(limit: number): readonly ListedAlarm[];
  /** Newest first. */
  recordings(limit: number): readonly ListedRecording[];
  /** The recording of that path; undefined when there is none. */
  recording(path: string): ListedRecording | undefined;
  /** Bytes of the recordings on the memory card. */
  cardBytes(): number;
}

/** How fast the camera's clock runs. */
export interface ClockPort {
  /** How many seconds of the camera pass in one of the machine. */
  speed(): number;
  setSpeed(speed: number, by: Caller): Promise<void>;
}
