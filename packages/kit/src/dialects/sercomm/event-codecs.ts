import {
  defaults,
  type entryActions,
  type eventActions,
  eventEntry,
  eventTriggers,
  type Flags,
  type RecordOf,
} from "../../model/index.ts";
import type { Codec, Decoded } from "../table.ts";

type EventAction = (typeof eventActions)[number];
type EntryAction = (typeof entryActions)[number];

// The order is the vendor's. "httpn" must not be the first: a client looks for it behind another item.
const eventNames: Readonly<Record<EventAction, string>> = {
  mail: "email",
  ftp: "ftpu",
  notify: "httpn",
  post: "httppost",
  share: "smbc",
};

const entryNames: Readonly<Record<EntryAction, string>> = {
  output1: "op1",
  output2: "op2",
  mail: "email",
  ftp: "ftpu",
  message: "im",
  notify: "httpn",
  post: "httppost",
  whiteLight: "wlled",
  share: "smbc",
  sdCard: "sd",
  output3: "op3",
  output4: "op4",
  shareRecording: "smbc_rec",
  sdRecording: "sd_rec",
};

/** "email:0;ftpu:1", all switches in the vendor's order. Reading takes some of them and leaves the others. */
function switches<K extends string>(names: Readonly<Record<K, string>>): Codec<Flags<K>> {
  const ours = new Map(Object.entries<string>(names).map(([name, vendor]) => [vendor, name]));
  const listed = Object.entries(names) as unknown as readonly (readonly [K, string])[];
  return {
    encode: (value) => listed.map(([name, vendor]) => `${vendor}:${value[name] ? 1 : 0}`).join(";"),
    decode: (text, current) => {
      const named: Record<string, boolean> = {};
      for (const part of text.replace(/;$/, "").split(";")) {
        const [, vendor = "", on] = /^([a-z0-9_]+):([01])$/.exec(part) ?? [];
        const name = ours.get(vendor);
        if (name === undefined)
          return { problem: `must be ${[...ours.keys()].join(", ")} with :0 or :1, separated by ;` };
        named[name] = on === "1";
      }
      return { value: { ...current, ...named } };
    },
  };
}

const eventSwitches = switches(eventNames);
const entrySwitches = switches(entryNames);

// Older firmware counts eight switches; the meaning of the other four is unknown.
const olderPlaces: readonly (readonly [place: number, action: EventAction])[] = [
  [0, "mail"],
  [1, "ftp"],
  [4, "notify"],
  [5, "post"],
];

/** What an event sets off: "email:0;ftpu:1;httpn:0;httppost:0;smbc:0"; "0,1,0,0,0,0,0,0" of older firmware is read. */
export const actions: Codec<Flags<EventAction>> = {
  encode: eventSwitches.encode,
  decode: (text, current, allowed) => {
    if (!older.test(text)) return eventSwitches.decode(text, current, allowed);
    const places = text.split(",");
    const named = Object.fromEntries(olderPlaces.map(([place, action]) => [action, places[place] === "1"]));
    return { value: { ...current, ...named } };
  },
};

const older = /^[01](?:,[01]){7}$/;

/** "email:1;ftpu:0;..." as older firmware counts it, if `before` is from such; undefined if it is not. */
export function asOlderActions(text: string, before: string): string | undefined {
  if (!older.test(before)) return undefined;
  const places = before.split(",");
  for (const [place, action] of olderPlaces) {
    places[place] = text.includes(`${eventNames[action]}:1`) ? "1" : "0";
  }
  return places.join(",");
}

interface Attachment {
  readonly format: "mp4" | "avi" | "jpg";
  readonly stream: number;
  readonly preSeconds: number;
  readonly postSeconds: number;
}

function made(
  format: string,
  stream: string | undefined,
  seconds: readonly (string | undefined)[],
): Attachment {
  const [preSeconds = 0, postSeconds = 0] = seconds.map(Number);
  return { format: format as Attachment["format"], stream: Number(stream), preSeconds, postSeconds };
}

const attachmentPattern = /^(mp4|avi|jpg),(\d{1,4}),(\d{1,4}),(\d{1,4})$/;

/** "mp4,1,5,10": format, stream, seconds before and after. */
export const attachment: Codec<Attachment> = {
  encode: ({ format, stream, preSeconds, postSeconds }) =>
    [format, stream, preSeconds, postSeconds].join(","),
  decode: (text) => {
    const [, format, stream, pre, post] = attachmentPattern.exec(text) ?? [];
    if (format === undefined)
      return { problem: "must be mp4, avi or jpg, then stream,before,after with seconds" };
    return { value: made(format, stream, [pre, post]) };
  },
};

type Entry = RecordOf<typeof eventEntry>;
type Part = (text: string) => Decoded<Partial<Entry>>;

const fresh = defaults(eventEntry)[0] as Entry;
const digits = /^\d{1,6}$/;

const number = (field: "source" | "intervalSeconds"): Part => {
  const { allowed } = eventEntry.fields[field];
  return (text) =>
    digits.test(text) ? { value: { [field]: Number(text) } } : { problem: `must be ${allowed}` };
};

// The parts of an entry by the vendor's name, in the vendor's order: clients count them.
const parts: Readonly<Record<string, readonly [encode: (entry: Entry) => string, decode: Part]>> = {
  is: [(entry) => String(entry.source), number("source")],
  es: [(entry) => entry.schedule, (text) => ({ value: { schedule: text } })],
  et: [
    (entry) => String(eventTriggers.indexOf(entry.trigger)),
    (text) => {
      const trigger = digits.test(text) ? eventTriggers[Number(text)] : undefined;
      return trigger === undefined
        ? { problem: `must be 0 to ${eventTriggers.length - 1}` }
        : { value: { trigger } };
    },
  ],
  acts: [
    (entry) => entrySwitches.encode(entry.actions),
    (text) => {
      const decoded = entrySwitches.decode(text, fresh.actions, "");
      return "problem" in decoded ? decoded : { value: { actions: decoded.value } };
    },
  ],
  ei: [(entry) => String(entry.intervalSeconds), number("intervalSeconds")],
  ea: [
    (entry) => [entry.format, entry.preSeconds, entry.postSeconds, entry.stream].join(","),
    (text) => {
      const [, format, pre, post, stream] = attachmentPattern.exec(text) ?? [];
      if (format === undefined)
        return { problem: "must be mp4, avi or jpg, then before,after,stream with seconds" };
      return { value: made(format, stream, [pre, post]) };
    },
  ],
  en: [(entry) => entry.name, (text) => ({ value: { name: text } })],
};

/**
 * A line of the list of events: "is=1|es=0,|et=2|acts=op1:0;op2:0 ...|ei=0|ea=mp4,5,15,1|en=name", or nothing. What a
 * line does not name is as in a fresh entry; switches that it does not name are off.
 */
export const entry: Codec<Entry> = {
  encode: (value) =>
    value.defined
      ? Object.entries(parts)
          .map(([name, [encode]]) => `${name}=${encode(value)}`)
          .join("|")
      : "",
  decode: (text) => {
    if (text === "") return { value: fresh };
    let value: Entry = { ...fresh, defined: true };
    const seen = new Set<string>();
    for (const part of text.split("|")) {
      const cut = part.indexOf("=");
      const name = part.slice(0, Math.max(cut, 0));
      if (!Object.hasOwn(parts, name) || seen.has(name)) {
        return { problem: `must be ${Object.keys(parts).join("=, ")}=, each once, separated by |` };
      }
      seen.add(name);
      const decoded = parts[name]?.[1](part.slice(cut + 1)) as Decoded<Partial<Entry>>;
      if ("problem" in decoded) return { problem: `${name} ${decoded.problem}` };
      value = { ...value, ...decoded.value };
    }
    return { value };
  },
};
