import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type AnyRecord,
  alarmClips,
  alarmMails,
  alarmPictures,
  alarmServer,
  defaults,
  eventEntry,
  events,
  merge,
  pir,
  type RecordOf,
  type Trigger,
  zoneClock,
} from "@pinhole/kit/model";
import { decide, type LastAlarm } from "./decide.ts";
import { openDecisions } from "./decisions.ts";
import { loudness, openListener } from "./loudness.ts";
import { type Rules, recurring, rulesOf } from "./rules.ts";

const rules = (set: AnyRecord, entries: readonly AnyRecord[] = [], sensor: AnyRecord = {}): Rules =>
  rulesOf({
    events: merge(events, defaults(events)[0]!, set) as RecordOf<typeof events>,
    entries: defaults(eventEntry).map(
      (fresh, n) => merge(eventEntry, fresh, entries[n] ?? {}) as RecordOf<typeof eventEntry>,
    ),
    pir: merge(pir, defaults(pir)[0]!, sensor) as RecordOf<typeof pir>,
    clips: defaults(alarmClips)[0]!,
    pictures: defaults(alarmPictures)[0]!,
    mails: defaults(alarmMails)[0]!,
    servers: defaults(alarmServer),
  });
const trigger = (kind: Trigger["kind"], ...places: number[]): Trigger => ({
  at: 1000,
  kind,
  places,
  detail: kind,
});
const noon = Date.parse("2026-11-25T12:00:00Z") / 1000;

interface Given {
  readonly now?: number;
  readonly steady?: number;
  readonly privacy?: boolean;
  readonly motionAt?: number;
  readonly alarms?: Readonly<Record<string, LastAlarm>>;
}
/** Each rule's verdict as "rule outcome: reason". */
const asked = (
  set: Rules,
  what: Trigger,
  { now = noon, steady = 0, privacy = false, motionAt, alarms = {} }: Given = {},
): string[] =>
  decide(set, what, {
    moment: { now, steady, setting: { zone: zoneClock(26, true), place: undefined } },
    state: { privacy, motionAt, alarms: new Map(Object.entries(alarms)) },
  }).map(({ rule, outcome, reason }) => `${rule} ${outcome}: ${reason}`);

describe("a trigger", () => {
  const armed = { armed: true };

  it("sets off what its rule says, or names what keeps it from that", () => {
    const motion = trigger("motion", 2);
    assert.deepEqual(asked(rules(armed), motion), ["event_mt alarm: event_mt sets off ftp"]);
    assert.deepEqual(asked(rules({}), motion), ["event_mt none: not armed: event_trigger is 0"]);
    assert.deepEqual(asked(rules(armed), motion, { privacy: true }), ["event_mt none: privacy is on"]);
    assert.deepEqual(asked(rules({ ...armed, motion: { ftp: false } }), motion), [
      "event_mt none: event_mt sets off nothing",
    ]);
    assert.deepEqual(asked(rules(armed), trigger("periodic")), [" none: nothing is set for periodic"]);
    assert.deepEqual(asked(rules({ ...armed, input1: { mail: true } }), trigger("input", 1)), [
      "event_in1 alarm: event_in1 sets off mail",
    ]);
    assert.deepEqual(asked(rules({ ...armed, input1: { mail: true } }), trigger("input", 3)), [
      " none: nothing is set for input",
    ]);
  });

  it("is bound to the schedule, unless that is off or empty", () => {
    const schedule = ["Mon-Fri,18:00-06:00", "Wed,12:30-13:00", ...Array(8).fill("")];
    const set = rules({ ...armed, schedule });
    const motion = trigger("motion", 1);
    assert.deepEqual(asked(set, motion), [
      "event_mt none: outside the schedule event_define1=Mon-Fri,18:00-06:00 event_define2=Wed,12:30-13:00",
    ]);
    assert.match(
      asked(set, motion, { now: noon + 1800 })[0]!,
      /alarm: .*within event_define2=Wed,12:30-13:00$/,
    );
    assert.match(asked(rules({ ...armed, schedule, scheduled: false }), motion)[0]!, /alarm/);
    const sun = rules({ ...armed, schedule: ["sunset..sunrise", ...Array(9).fill("")] });
    assert.match(asked(sun, motion)[0]!, /none: outside .*latitude and longitude are not set/);
    const broken = rules({ ...armed, schedule: ["whenever", ...Array(9).fill("")] });
    assert.match(asked(broken, motion)[0]!, /alarm/, "what can not be read is as if it were not there");
  });

  it("within an alarm belongs to it, and soon after its beginning has to rest", () => {
    const set = rules({ ...armed, intervalMinutes: 2 });
    const motion = trigger("motion", 1);
    const last = { id: "A1", running: true, begun: 100 };
    assert.deepEqual(asked(set, motion, { steady: 105, alarms: { event_mt: last } }), [
      "event_mt within: alarm A1 goes on",
    ]);
    const over = { event_mt: { ...last, running: false } };
    assert.deepEqual(asked(set, motion, { steady: 219, alarms: over }), [
      "event_mt none: rests for 120 s after the beginning of alarm A1",
    ]);
    assert.match(asked(set, motion, { steady: 220, alarms: over })[0]!, /alarm/);
    assert.match(asked(rules(armed), motion, { steady: 101, alarms: over })[0]!, /alarm/);
    // A camera's clock that jumps by a day neither ends nor prolongs the rest.
    for (const now of [noon - 86_400, noon + 86_400])
      assert.match(asked(set, motion, { now, steady: 219, alarms: over })[0]!, /rests/);
  });

  it("of heat may ask for motion as well", () => {
    const set = rules({ ...armed, pir: { mail: true } }, [], { motionToo: true, motionSeconds: 5 });
    assert.deepEqual(asked(set, trigger("pir")), ["event_pir none: no motion within 5 s of the heat"]);
    assert.match(asked(set, trigger("pir"), { motionAt: 996 })[0]!, /alarm/);
    assert.match(asked(set, trigger("pir"), { motionAt: 994 })[0]!, /no motion/);
    assert.match(
      asked(rules({ ...armed, pir: { mail: true } }, [], { enabled: false }), trigger("pir"))[0]!,
      /pir_mode is 0/,
    );
  });

  it("of a drill goes past everything but privacy", () => {
    const schedule = ["Mon,01:00-02:00", ...Array(9).fill("")];
    const set = rules({ armed: false, schedule, http: { mail: true } });
    assert.deepEqual(asked(set, trigger("drill")), ["drill alarm: a drill of mail, ftp"]);
    assert.deepEqual(asked(set, trigger("drill"), { privacy: true }), ["drill none: privacy is on"]);
    const none = rules({ motion: { ftp: false }, audio: { ftp: false } });
    assert.deepEqual(asked(none, trigger("drill")), ["drill none: no rule sets off anything"]);
  });
});

describe("an entry of the list of events", () => {
  const schedule = ["Wed,12:00-13:00", "", "Thu", ...Array(7).fill("")];
  const entry = (values: AnyRecord): Rules =>
    rules({ armed: true, schedule, motion: { ftp: false } }, [
      { defined: true, name: "door", actions: { mail: true }, ...values },
    ]);
  const outcome = (set: Rules, what: Trigger): string =>
    asked(set, what)
      .findLast((line) => line.startsWith("door"))
      ?.split(" ")[1]
      ?.slice(0, -1) ?? "";

  it("holds always by 0, never by 2, else by those entries of the schedule", () => {
    const motion = trigger("motion", 3);
    for (const [text, wanted] of [
      ["0,", "alarm"],
      ["2,", "none"],
      ["2", "none"],
      ["1,", "alarm"],
      ["3,", "none"],
      ["3,1,", "alarm"],
      ["4,", "none"],
      ["0,2,", "alarm"],
    ] as const) {
      assert.equal(outcome(entry({ schedule: text }), motion), wanted, text);
    }
  });

  it("may speak of one window or input alone", () => {
    assert.equal(outcome(entry({ trigger: "motion2" }), trigger("motion", 1, 3)), "");
    assert.equal(outcome(entry({ trigger: "motion2" }), trigger("motion", 1, 2)), "alarm");
    assert.equal(outcome(entry({ trigger: "input2" }), trigger("input", 1)), "");
    assert.equal(outcome(entry({ trigger: "http" }), trigger("http")), "alarm");
  });

  it("has its name, rest, actions and clip of its own", () => {
    const set = entry({
      name: "",
      format: "avi",
      preSeconds: 1,
      postSeconds: 2,
      stream: 5,
      intervalSeconds: 30,
      actions: { sdRecording: true },
    });
    const rule = set.rules.at(-1)!;
    assert.equal(rule.name, "event1_entry");
    assert.deepEqual(rule.attachment, {
      format: "avi",
      stream: 1,
      preSeconds: 1,
      postSeconds: 2,
      pictureRate: 5,
    });
    assert.deepEqual([rule.restSeconds, rule.actions], [30, ["sdRecording"]]);
  });

  it("may come round by itself", () => {
    const rounds = (values: AnyRecord) => recurring(entry(values)).map(({ seconds }) => seconds);
    assert.deepEqual(rounds({ trigger: "periodic", intervalSeconds: 600 }), [600]);
    assert.deepEqual(rounds({ trigger: "periodic", intervalSeconds: 0 }), []);
    assert.deepEqual(rounds({ trigger: "continuous", preSeconds: 5, postSeconds: 10 }), [15]);
    assert.deepEqual(rounds({ trigger: "motion", intervalSeconds: 600 }), []);
  });
});

describe("decisions", () => {
  it("are kept as long as they stay the same, and answer for a time", () => {
    const decisions = openDecisions(3);
    const no = { rule: "event_mt", outcome: "none", reason: "not armed" } as const;
    assert.equal(decisions.note(trigger("motion", 1), no, 1000).isNew, true);
    for (let at = 1001; at < 2000; at += 1)
      assert.equal(decisions.note(trigger("motion", 1), no, at).isNew, false);
    assert.equal(decisions.note(trigger("http"), { ...no, rule: "event_httpc" }, 2000).isNew, true);
    assert.equal(decisions.note(trigger("motion", 1), no, 2001).isNew, false);
    assert.equal(
      decisions.note(trigger("motion", 1), { ...no, outcome: "alarm", reason: "armed" }, 3000).isNew,
      true,
    );
    assert.deepEqual(
      decisions.around(1500, 10).map(({ count }) => count),
      [1001],
    );
    assert.deepEqual(
      decisions.around(3000, 10).map(({ outcome }) => outcome),
      ["alarm"],
    );
    assert.deepEqual(decisions.around(500, 10), []);
    const stored = decisions.changed();
    assert.deepEqual(decisions.changed(), []);
    assert.deepEqual(
      openDecisions(3, stored)
        .around(2000, 10)
        .map(({ kind }) => kind)
        .sort(),
      ["http", "motion"],
    );
    for (let n = 0; n < 10; n += 1)
      decisions.note(trigger("motion", 1), { ...no, reason: `reason ${n}` }, 4000 + n);
    assert.equal(decisions.around(4000, 100).length, 3);
    assert.equal(decisions.note(trigger("http"), { ...no, rule: "event_httpc" }, 5000).isNew, false);
    assert.deepEqual(
      decisions.around(5000, 10).map(({ kind, count }) => [kind, count]),
      [["http", 2]],
    );
  });
});

describe("loudness", () => {
  const pcm = (level: number, seconds = 0.02): Uint8Array => {
    const bytes = new DataView(new ArrayBuffer(Math.round(8000 * seconds) * 2));
    for (let n = 0; n < bytes.byteLength / 2; n += 1)
      bytes.setInt16(n * 2, Math.round(32_767 * level * Math.sin(n / 3)));
    return new Uint8Array(bytes.buffer);
  };
  const heard = (on: "noise" | "silence", levels: readonly number[]): number[] => {
    const listener = openListener({ level: 50, on }, 8000);
    return levels.flatMap((level, n) =>
      listener.take(pcm(level, 0.25), n / 4) === undefined ? [] : [n / 4],
    );
  };

  it("is 100 % at the loudest, and 0 % 60 dB below", () => {
    assert.deepEqual(
      [1, 10 ** -1.5, 10 ** -3, 10 ** -6, 0].map((level) => loudness(level * level)),
      [100, 50, 0, 0, 0],
    );
  });

  it("triggers once a second while there is noise", () => {
    assert.deepEqual(heard("noise", [0, 0.001, 0.5, 0.5, 0.5, 0.5, 0.5, 0, 0, 0.5]), [0.5, 1.5]);
  });

  it("triggers once when it has been silent for two seconds", () => {
    assert.deepEqual(
      heard("silence", [0.5, ...Array(4).fill(0), 0.5, ...Array(20).fill(0), 0.5, ...Array(10).fill(0)]),
      [3.5, 8.75],
    );
  });
});
