import {
  type ActionName,
  type alarmClips,
  type alarmMails,
  type alarmPictures,
  type alarmServer,
  entryActions,
  type eventEntry,
  type events,
  type eventTriggers,
  type Flags,
  parseSchedule,
  type pir,
  type RecordOf,
  type Schedule,
  type TriggerKind,
} from "@pinhole/kit/model";
import { reportRules } from "./report-rules.ts";
import { uploadRules } from "./upload-rules.ts";

/** What an alarm shows. */
export interface Attachment {
  readonly format: "mp4" | "avi" | "jpg";
  /** The channel, 1 to 3. */
  readonly stream: 1 | 2 | 3;
  readonly preSeconds: number;
  readonly postSeconds: number;
  /** Pictures in a second where they are no clip. */
  readonly pictureRate: number;
}

/** A schedule under the name that the settings have for it. */
export interface NamedSchedule {
  readonly name: string;
  readonly text: string;
  readonly schedule: Schedule;
}

/** What a kind of trigger leads to. */
export interface Rule {
  readonly name: string;
  readonly kind: TriggerKind;
  /** Windows, inputs or encodings that count; absent where all do. */
  readonly places?: readonly number[];
  /** Any of these has to hold; without one the rule never holds. */
  readonly when: "always" | readonly NamedSchedule[];
  readonly actions: readonly ActionName[];
  readonly attachment: Attachment;
  /** From the beginning of an alarm to that of the next. */
  readonly restSeconds: number;
}

/** Everything that decides what a trigger leads to. */
export interface Rules {
  readonly armed: boolean;
  readonly rules: readonly Rule[];
  readonly pir: Pick<RecordOf<typeof pir>, "enabled" | "motionToo" | "motionSeconds">;
  /** Triggers within an alarm prolong it. */
  readonly prolong: boolean;
}

/** What the simple rules are called, as the settings' keys name them. */
const simple = [
  ["event_mt", "motion", "motion"],
  ["event_audio", "audio", "audio"],
  ["event_httpc", "http", "http"],
  ["event_in1", "input1", "input", 1],
  ["event_in2", "input2", "input", 2],
  ["event_pir", "pir", "pir"],
  ["event_login", "login", "login"],
  ["event_tamper", "tamper", "tamper"],
] as const satisfies readonly (readonly [
  name: string,
  field: keyof RecordOf<typeof events>,
  kind: TriggerKind,
  place?: number,
])[];

type EntryTrigger = (typeof eventTriggers)[number];

// Motion without a number is that of all windows; what has a number is that place alone.
const watched: Readonly<Record<EntryTrigger, readonly [kind: TriggerKind, place?: number]>> = {
  input1: ["input", 1],
  input2: ["input", 2],
  motion: ["motion"],
  pir: ["pir"],
  audio: ["audio"],
  http: ["http"],
  periodic: ["periodic"],
  continuous: ["continuous"],
  input3: ["input", 3],
  input4: ["input", 4],
  motion2: ["motion", 2],
  motion3: ["motion", 3],
  motion4: ["motion", 4],
  audio2: ["audio", 2],
  audio3: ["audio", 3],
  audio4: ["audio", 4],
};

/**
 * The rules that the settings come to: the simple ones of older firmware, the list of events of newer, uploads as INSTAR
 * cameras have them, and servers that hear of every alarm.
 */
export function rulesOf(settings: {
  readonly events: RecordOf<typeof events>;
  readonly entries: readonly RecordOf<typeof eventEntry>[];
  readonly pir: RecordOf<typeof pir>;
  readonly clips: RecordOf<typeof alarmClips>;
  readonly pictures: RecordOf<typeof alarmPictures>;
  readonly mails: RecordOf<typeof alarmMails>;
  readonly servers: readonly RecordOf<typeof alarmServer>[];
}): Rules {
  const { events: set, entries, pir: sensor, clips, pictures, mails, servers } = settings;
  const slots = set.schedule.map((text, n) => named(`event_define${n + 1}`, text));
  const used = slots.filter(({ schedule }) => schedule.length > 0);
  const when: Rule["when"] = set.scheduled && used.length > 0 ? used : "always";
  const attachment = attachmentOf(set, set.pictureRate);
  const restSeconds = set.intervalMinutes * 60;
  const older = simple.map(([name, field, kind, place]): Rule => {
    const actions = switchedOn(set[field]);
    return { name, kind, ...(place && { places: [place] }), when, actions, attachment, restSeconds };
  });
  const newer = entries.flatMap((entry, n): Rule[] => {
    if (!entry.defined) return [];
    const [kind, place] = watched[entry.trigger];
    return [
      {
        name: entry.name === "" ? `event${n + 1}_entry` : entry.name,
        kind,
        ...(place && { places: [place] }),
        when: whenOf(entry.schedule, slots),
        actions: switchedOn(entry.actions),
        attachment: attachmentOf(entry, set.pictureRate),
        restSeconds: entry.intervalSeconds,
      },
    ];
  });
  const uploads = uploadRules({ clips, pictures, mails, events: set, when });
  const rules = [...older, ...newer, ...uploads, ...reportRules(servers, when)];
  return { armed: set.armed, rules, pir: sensor, prolong: set.prolong };
}

/** Entries that come round by themselves, and the seconds from one time to the next. */
export function recurring(rules: Rules): readonly { readonly rule: Rule; readonly seconds: number }[] {
  return rules.rules.flatMap((rule) => {
    if (rule.kind === "periodic" && rule.restSeconds > 0) return [{ rule, seconds: rule.restSeconds }];
    if (rule.kind !== "continuous") return [];
    // One clip ends where the next begins.
    const { preSeconds, postSeconds } = rule.attachment;
    return [{ rule, seconds: Math.max(1, preSeconds + postSeconds, rule.restSeconds) }];
  });
}

/** "0," is always, "2," never; another number names an entry of the schedule. */
function whenOf(text: string, slots: readonly NamedSchedule[]): Rule["when"] {
  const numbers = text.split(",").flatMap((number) => (number === "" ? [] : [Number(number)]));
  if (numbers.includes(0)) return "always";
  if (numbers.includes(2)) return [];
  return numbers.flatMap((number) => slots[number - 1] ?? []);
}

function named(name: string, text: string): NamedSchedule {
  const parsed = parseSchedule(text);
  // What older versions stored unread may be no schedule: it holds at no time.
  return { name, text, schedule: "value" in parsed ? parsed.value : [] };
}

function switchedOn(flags: Flags): readonly ActionName[] {
  return entryActions.filter((name) => flags[name] === true);
}

function attachmentOf(
  set: Pick<RecordOf<typeof eventEntry>, "format" | "stream" | "preSeconds" | "postSeconds">,
  pictureRate: number,
): Attachment {
  const { format, stream, preSeconds, postSeconds } = set;
  // Clients write up to 5 where a camera has three channels.
  const channel = (stream <= 3 ? stream : 1) as 1 | 2 | 3;
  return { format, stream: channel, preSeconds, postSeconds, pictureRate };
}
