import type { DatabaseSync } from "node:sqlite";
import {
  type AlarmsPort,
  alarmClips,
  alarmMails,
  alarmPictures,
  alarmServer,
  audio,
  type Caller,
  type Clock,
  clock as clockGroup,
  type Deliver,
  eventEntry,
  events as eventsGroup,
  inputPin,
  type MotionReport,
  messageOf,
  motionWindow,
  type Place,
  type Pressable,
  pir,
  type ScheduleSetting,
  sdcard,
  shareRecording,
  type Trigger,
  type TriggerKind,
  zoneClock,
} from "@pinhole/kit/model";
import { openArchive } from "./alarms/archive.ts";
import { openGuard } from "./alarms/guard.ts";
import { isOfTheCard, openHandover } from "./alarms/handover.ts";
import { resumeLives, showsSomething, type Workshop } from "./alarms/life.ts";
import type { AlarmMedia } from "./alarms/media.ts";
import { openPrompts } from "./alarms/prompts.ts";
import { openSdCard } from "./alarms/sd-card.ts";
import { openShareRecorder } from "./alarms/share-recorder.ts";
import { openTapes } from "./alarms/tapes.ts";
import { openWriter } from "./alarms/writer.ts";
import { isWithin } from "./events/decide.ts";
import { openDecisions } from "./events/decisions.ts";
import type { EventLog } from "./events/log.ts";
import { type Rules, rulesOf } from "./events/rules.ts";
import { type Files, realFiles } from "./outputs/recorder/index.ts";
import { openAlarmStore } from "./store/alarm-store.ts";
import type { Journal } from "./store/journal.ts";
import type { Settings } from "./store/settings.ts";

const keptDecisions = 1000;
/** What only looking at the picture can tell. */
const eyes: readonly TriggerKind[] = ["motion", "tamper"];
/** Seconds between two looks at what is switched on, and between two writes of the log. */
const lookPeriod = 1;
/** Seconds between two looks at what is too old. */
const tidyPeriod = 60;

export interface AlarmsOptions {
  /** The camera's folder. */
  readonly folder: string;
  readonly settings: Pick<Settings, "get" | "onChange">;
  readonly database: DatabaseSync;
  readonly journal: Journal;
  readonly events: EventLog;
  /** The camera's clock, and that of the packets. */
  readonly clock: Clock;
  readonly mediaClock: Clock;
  readonly media: AlarmMedia;
  readonly deliver: Deliver;
  readonly files?: Files;
  readonly signal: AbortSignal;
  privacy(): boolean;
  /** Has the picture looked at for motion until it is disposed of; reports come by `report`. */
  watchMotion?(): Disposable;
}

/** What happens when something happens: triggers, rules, alarms, clips, and the memory card. */
export interface Alarms extends AlarmsPort, AsyncDisposable {
  trigger(trigger: Trigger): ReturnType<AlarmsPort["fire"]>;
  report(report: MotionReport): void;
  /** A real part is on or off from now on; `quietly` is no event. */
  put(part: Pressable, on: boolean, how: { readonly quietly: boolean }): void;
  /** Whether triggers of a kind may set something off at this hour. */
  isScheduled(kind: TriggerKind): boolean;
  /** Bytes of the seconds that are kept for clips. */
  readonly tapeBytes: number;
  /** Resolves when no alarm goes on and nothing is handed over. */
  settled(): Promise<void>;
}

export async function openAlarms(options: AlarmsOptions): Promise<Alarms> {
  const { folder, settings, events, journal, clock, mediaClock, media, files = realFiles } = options;
  await using opened = new AsyncDisposableStack();
  const log = (severity: 3 | 4 | 5 | 6, message: string): void =>
    events.add({ source: "alarm", severity, message });
  const store = openAlarmStore(options.database);
  const decisions = openDecisions(keptDecisions, journal.decisions(keptDecisions));
  const zone = () => {
    const { timeZone, daylightSaving } = settings.get(clockGroup)[0]!;
    return zoneClock(timeZone, daylightSaving);
  };
  const read = () => ({
    rules: rulesOf({
      events: settings.get(eventsGroup)[0]!,
      entries: settings.get(eventEntry),
      pir: settings.get(pir)[0]!,
      clips: settings.get(alarmClips)[0]!,
      pictures: settings.get(alarmPictures)[0]!,
      mails: settings.get(alarmMails)[0]!,
      servers: settings.get(alarmServer),
    }) satisfies Rules,
    setting: { zone: zone(), place: placeOf(settings) } satisfies ScheduleSetting,
  });
  let current = read();

  const stop = new AbortController();
  const handover = openHandover({ store, deliver: options.deliver, clock: mediaClock, log });
  opened.use(handover);
  const archive = openArchive({ folder, store, files, clock, log });
  const tapes = opened.use(openTapes(media));
  const sdCard = openSdCard({
    ...{ folder, media, store, archive, files, clock, mediaClock, log },
    settings: () => settings.get(sdcard)[0]!,
    setting: () => current.setting,
    local: (unix) => zone().local(unix),
  });
  opened.use(sdCard);
  const shareRecorder = opened.use(
    openShareRecorder({
      ...{ folder, media, files, clock, mediaClock, log, deliver: options.deliver },
      settings: () => settings.get(shareRecording)[0]!,
      setting: () => current.setting,
    }),
  );
  const shop: Workshop = {
    ...{ folder, media, tapes, store, archive, handover, files, clock, mediaClock, log },
    signal: stop.signal,
    keep: async ({ id }, { actions }, recorded) => {
      if (!settings.get(sdcard)[0]!.events && !actions.some(isOfTheCard)) return;
      const at = clock.now() - (mediaClock.now() - (recorded.files[0]?.at ?? mediaClock.now()));
      await sdCard.keep(recorded, { at, alarm: id });
    },
  };
  const guard = openGuard({
    ...{ shop, decisions, clock },
    rules: () => current.rules,
    setting: () => current.setting,
    privacy: options.privacy,
    window: (number) => settings.get(motionWindow)[number - 1],
  });
  // Last in, first out: clips end first, and what they leave is handed over or waits on disk.
  opened.defer(async () => {
    stop.abort();
    await guard.settled();
    await handover.settled();
  });
  const prompts = opened.use(
    openPrompts({
      ...{ clock, mediaClock, media },
      rules: () => current.rules,
      audio: () => settings.get(audio)[0]!,
      risesAt: (input) => settings.get(inputPin)[input - 1]?.activeLevel === "high",
      trigger: guard.trigger,
    }),
  );
  let watching: Disposable | undefined;
  opened.defer(() => watching?.[Symbol.dispose]());
  const look = (): void => {
    const { armed, rules } = current.rules;
    const wanted = armed && !options.privacy() ? rules.filter(({ actions }) => actions.length > 0) : [];
    tapes.keep(wanted.filter(({ actions }) => showsSomething(actions)).map(({ attachment }) => attachment));
    const needsEyes =
      wanted.some(({ kind }) => eyes.includes(kind)) || (wanted.length > 0 && current.rules.pir.motionToo);
    if (!needsEyes) {
      watching?.[Symbol.dispose]();
      watching = undefined;
    } else watching ??= options.watchMotion?.();
    prompts.look();
    sdCard.look();
    shareRecorder.look();
  };
  const writer = openWriter({ events, journal, decisions });
  const tidy = async (): Promise<void> => {
    const { keepDays, keepMb } = settings.get(eventsGroup)[0]!;
    const seconds = keepDays === 0 ? Number.POSITIVE_INFINITY : keepDays * 86_400;
    await archive.tidy("clips", { seconds, bytes: keepMb * 2 ** 20 });
  };
  const tryTo = async (words: string, call: () => void | Promise<void>): Promise<void> => {
    try {
      await call();
    } catch (thrown) {
      log(3, `${words}: ${messageOf(thrown)}`);
    }
  };
  const tick = (): void => {
    look();
    writer.look();
  };
  opened.use(every(mediaClock, lookPeriod, () => void tryTo("alarms", tick)));
  opened.use(every(mediaClock, tidyPeriod, () => void tryTo("old recordings are not removed", tidy)));
  opened.defer(
    settings.onChange(() => {
      current = read();
      look();
    }),
  );
  opened.defer(events.onEvent(prompts.heed));
  await tryTo("alarms that were cut off are not finished", () => resumeLives(shop));
  for (const place of ["clips", "sdcard"] as const) {
    await tryTo(`${place} is not looked through`, () => archive.adopt(place));
  }
  await tryTo("old recordings are not removed", tidy);
  look();

  const closing = opened.move();
  const nameOf = ({ name }: Caller): string => (name === "" ? "the camera" : name);
  return {
    trigger: guard.trigger,
    report: guard.report,
    isScheduled: (kind) => {
      const { rules, setting } = current;
      return rules.rules.some((rule) => rule.kind === kind && isWithin(rule, clock.now(), setting));
    },
    get tapeBytes() {
      return tapes.bytes;
    },
    settled: async () => {
      await guard.settled();
      await handover.settled();
    },
    fire: (kind, by) =>
      guard.trigger({ at: mediaClock.now(), kind, places: [], detail: `${kind} by ${nameOf(by)}` }),
    press: (part, seconds, by) => {
      events.add({ source: "user", severity: 6, message: `${part} pressed by ${nameOf(by)}` });
      prompts.press(part, seconds);
    },
    put: (part, on, { quietly }) => {
      if (on !== prompts.isPressed(part))
        events.add({ source: "system", severity: 6, message: `${part} is ${on ? "on" : "off"}` });
      prompts.put(part, on, quietly);
    },
    isPressed: prompts.isPressed,
    why: (at, limit) => decisions.around(at, limit),
    alarms: (limit) => store.alarms(limit),
    recordings: (limit) => store.recordings(limit),
    recording: (path) => store.recording(path),
    cardBytes: () => store.bytes("sdcard"),
    [Symbol.asyncDispose]: async () => {
      await closing.disposeAsync();
      writer.writeAll();
    },
  };
}

/** Stands in where nothing delivers. */
export function noteDelivery(events: EventLog): Deliver {
  return async ({ alarm, action }) => {
    const message = `alarm ${alarm.id}: nothing in this camera delivers by ${action}`;
    events.add({ source: "delivery", severity: 4, message });
  };
}

/** Where the camera stands, if that is known. */
export function placeOf(settings: Pick<Settings, "get">): Place | undefined {
  const { latitude, longitude } = settings.get(clockGroup)[0]!;
  if (latitude === "" || longitude === "") return undefined;
  return { latitude: Number(latitude), longitude: Number(longitude) };
}

function every(clock: Clock, seconds: number, call: () => void): Disposable {
  let waiting: Disposable;
  const next = (): void => {
    waiting = clock.after(seconds, () => {
      next();
      call();
    });
  };
  next();
  return { [Symbol.dispose]: () => waiting[Symbol.dispose]() };
}
