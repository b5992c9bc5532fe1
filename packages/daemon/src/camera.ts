import { randomInt } from "node:crypto";
import { join } from "node:path";
import {
  audio,
  type Caller,
  type CameraEvent,
  type CameraPort,
  type Deliver,
  type Device,
  dayNight,
  type Group,
  groups,
  identity,
  type Model,
  type MotionReport,
  nameOf,
  outputPin,
  type PinChange,
} from "@pinhole/kit/model";
import { accountOf, type Login, makeLogin, setLogin } from "./accounts.ts";
import { mediaOf } from "./alarm-media.ts";
import { type Alarms, openAlarms } from "./alarms.ts";
import type { Stream } from "./bus/stream.ts";
import { openKeptClock } from "./camera-clock.ts";
import { type CameraDeliveries, openCameraDeliveries, stillOf } from "./camera-deliveries.ts";
import { afterCrash, facts } from "./camera-facts.ts";
import { isSoundKey, keyOf, type SoundWant, type Want } from "./codec/want.ts";
import { openDevice } from "./device.ts";
import { type Engine, openEngine, type Thread } from "./engine/engine.ts";
import type { EngineSettings } from "./engine/protocol.ts";
import { encodingOf, settingsOf, soundOf } from "./engine/settings.ts";
import { engineWords, openSourceWords } from "./engine-words.ts";
import { openDayNight } from "./events/day-night.ts";
import { type EventLog, openEventLog } from "./events/log.ts";
import { showFirst } from "./first-picture.ts";
import { type Gateway, type GatewayFlags, openGateway } from "./gateway.ts";
import { type AddressWatch, watchAddresses } from "./host/addresses.ts";
import { eachMinute, openClock } from "./host/clock.ts";
import { newMac, newWpsPin } from "./host/identity.ts";
import { openMicrophone } from "./host/microphone/index.ts";
import type { SurroundingsMode } from "./host/surroundings.ts";
import { hash } from "./http/credential.ts";
import { liveValues, localTime } from "./live.ts";
import { MotionDay } from "./motion/day.ts";
import { isNight } from "./night.ts";
import { openOffers } from "./offers.ts";
import type { Motors } from "./pan-tilt/pan-tilt.ts";
import { openPins } from "./pins.ts";
import { openDatabase } from "./store/database.ts";
import { openJournal } from "./store/journal.ts";
import { openRecord } from "./store/record.ts";
import { openSettings, type Settings } from "./store/settings.ts";
import { surroundingsOf } from "./surroundings.ts";
import { openWatching } from "./watching.ts";

/** Events that `log.cgi` can show, and that the database keeps. */
const logSize = 1000;
const storedLogSize = 10_000;

export interface CameraOptions {
  readonly model: Model;
  /** SOURCE as the user wrote it. */
  readonly source: string;
  readonly folder: string;
  /** Lower case with colons; made at the first start when it is left out. */
  readonly mac?: string | undefined;
  readonly name?: string | undefined;
  readonly seed: number;
  /** The address that the servers listen on. */
  readonly bind: string;
  readonly surroundings: SurroundingsMode;
  /** Where the sound comes from: "source", "none", or an ALSA device. */
  readonly microphone: string;
  /** Leaves the administrator without a password, as the vendor does. */
  readonly factoryLogin: boolean;
  /** Sets the administrator's name and password at the start. */
  readonly login?: Login | undefined;
  /** Where it can be reached now. */
  readonly ports: () => Pick<Device, "httpPort" | "rtspPort" | "httpsPort" | "rtspsPort">;
  /** How a camera behind this one is used, where SOURCE names one. */
  readonly gateway: GatewayFlags;
  readonly signal: AbortSignal;
  /** A thread that was started ahead for the engine. */
  readonly thread?: Thread | undefined;
  /** Opens the source at once, whether somebody watches or not. */
  readonly opensSource?: boolean;
  /** Takes over what alarms send; without it that is only noted in the log. */
  readonly deliver?: Deliver | undefined;
  /** How fast the camera's clock runs from now on, and what it shows (Unix time in seconds). */
  readonly clockSpeed?: number | undefined;
  readonly clockTime?: number | undefined;
  onEvent(event: CameraEvent): void;
  /** Told what moves, while somebody watches for it. */
  onMotion?(report: MotionReport): void;
  /** Pins, lamps or settings may have changed. */
  onPins?(): void;
  /** The camera asks to be started anew. */
  onRestart(): void;
}

export type { Login } from "./accounts.ts";
export type { Want } from "./codec/want.ts";
export type { Thread } from "./engine/engine.ts";

/** A camera at work: what the dialects may ask of it, and what the outputs need. */
export interface Camera extends CameraPort, AsyncDisposable {
  readonly alarms: Alarms;
  /** The camera behind this one; undefined where SOURCE is none. */
  readonly gateway: Gateway | undefined;
  readonly deliveries: CameraDeliveries;
  readonly settings: Settings;
  readonly engine: Engine;
  readonly panTilt: Motors;
  readonly events: EventLog;
  readonly addresses: AddressWatch;
  /** Makes the administrator's password when there is none; it is returned this once and not kept. */
  makeLogin(): Promise<Login | undefined>;
  /** The stream of a channel, of still pictures or of sound; undefined while it is switched off. */
  stream(want: Want): Stream | undefined;
  /** The codec and rate of the first or second encoding of the sound; undefined while it is off or there is none. */
  sound(encoding: 1 | 2): SoundWant | undefined;
  /** Resolves when it is known whether there is sound: a source that was never open is opened for it, for some seconds. */
  soundKnown(): Promise<void>;
}

export async function openCamera(options: CameraOptions): Promise<Camera> {
  const { model, folder, signal } = options;
  const startedAt = unixNow();
  const notes: string[] = [];
  const storeLog = (message: string): void => {
    notes.push(message);
  };
  const settings = await openSettings({
    folder,
    model,
    groups,
    hash: (value, { key, record }) => hash(value, accountOf(key, record)),
    log: storeLog,
  });
  await using opened = new AsyncDisposableStack();
  opened.use(settings);
  const record = opened.use(await openRecord(join(folder, "camera.json"), facts, { log: storeLog }));
  const time = openKeptClock(record, options, { events: () => events, changed: () => configure() });
  const { clock: cameraClock, pace } = time;
  const { now } = cameraClock;
  const database = openDatabase(join(folder, "camera.db"));
  opened.defer(() => database.close());
  const journal = openJournal(database, storedLogSize);
  let deliveries: CameraDeliveries | undefined;
  const events = openEventLog({ size: logSize, now, before: journal.events(logSize) }, (event) => {
    options.onEvent(event);
    deliveries?.hear(event);
  });
  for (const message of notes) events.add({ source: "system", severity: 4, message });

  await record.set({
    mac: options.mac ?? (record.get().mac || newMac()),
    serial: record.get().serial || String(randomInt(10_000, 99_999_999)),
    wpsPin: record.get().wpsPin || newWpsPin(),
    clockOffset: cameraClock.law.offset,
    clockSpeed: cameraClock.law.speed,
  });
  if (options.name !== undefined) {
    const [problem] = await settings.set([{ group: identity, index: 0, values: { hostName: options.name } }]);
    if (problem) throw new RangeError(`--name ${problem.problem}`);
  }
  if (options.login) await setLogin(settings, options.login);
  const addresses = opened.use(await watchAddresses(options.bind));
  const surroundings = surroundingsOf(options, { settings, events });
  const gateway = await openGateway({
    ...{ ...options.gateway, source: options.source, model: model.name, folder, settings, events, signal },
    httpPort: () => options.ports().httpPort,
    trigger: (trigger) => alarms.trigger(trigger),
    took: (what) => device.keepVersion("the camera", what),
  });
  if (gateway !== undefined) opened.use(gateway);
  /** The settings for what works on the picture here. */
  const seen: Pick<Settings, "get"> = { get: (group) => gateway?.view(group) ?? settings.get(group) };

  const pins = opened.use(
    openPins({
      outputs: () => settings.get(outputPin),
      log: (event) => events.add(event),
      changed: () => options.onPins?.(),
    }),
  );
  const nightfall = openDayNight();
  const engineSettings = (): EngineSettings =>
    settingsOf(seen.get, {
      isNight: isNight(seen, nightfall, now()) || record.get().night,
      law: cameraClock.law,
      lamps: pins.lamps,
    });
  let configured = engineSettings();
  const offers = openOffers({
    privacy: () => record.get().privacy,
    sounds: () => {
      const set = settings.get(audio)[0]!;
      return [
        { key: keyOf(encodingOf(set, 1)), isOn: set.microphone },
        { key: keyOf(encodingOf(set, 2)), isOn: set.microphone2 },
      ];
    },
    isOn: (codec, channel) => configured[codec as "h264"]?.[channel - 1]?.enabled,
  });
  const microphone = opened.use(
    openMicrophone({
      device: options.microphone,
      take: (...sound) => engine.hear(...sound),
      log: (event) => events.add(event),
    }),
  );
  const sourceWords = openSourceWords();
  const motionDay = new MotionDay();
  const engine: Engine = openEngine({
    source: options.source,
    sound: microphone.origin,
    onSoundWanted: microphone.listen,
    allows: offers.allows,
    epoch: startedAt,
    ...{ seed: options.seed, settings: configured, signal, thread: options.thread },
    onSource: (source) => {
      const line = sourceWords(source);
      if (line !== undefined) events.add(line);
    },
    onBrightness: (percent) => {
      if (nightfall.measured(seen.get(dayNight)[0]!, percent, unixNow())) configure();
    },
    onMotion: (report) => {
      motionDay.note(report);
      alarms.report(report);
      options.onMotion?.(report);
    },
    onPassage: (channel, passage) => events.add(engineWords.passage(channel, passage)),
    onTrouble: (channels, reason) => events.add(engineWords.trouble(channels, reason)),
    onReaderFailed: (name, output, error) => events.add(engineWords.readerFailed(name, output, error)),
    onCrash: (reason) => {
      events.add(engineWords.crash(reason));
      void keep(afterCrash(record.get(), now()));
    },
  });
  opened.use(engine);
  if (options.opensSource && !record.get().privacy) opened.use(showFirst(engine.stream(stillOf(settings))));
  const keep = (values: Partial<typeof facts>): Promise<void> =>
    record.set(values).catch((error: unknown) => {
      events.add({
        source: "system",
        severity: 3,
        message: `camera.json was not written: ${(error as Error).message}`,
      });
    });
  const configure = (): void => {
    const next = engineSettings();
    options.onPins?.();
    if (JSON.stringify(next) === JSON.stringify(configured)) return;
    configured = next;
    engine.configure(next);
    endForbidden();
  };
  /** Sound that was switched off ends, too; one whose codec was changed goes on for those who listen. */
  const endForbidden = (): void => {
    for (const [key, stream] of engine.streams) if (!offers.allows(key)) stream.end();
  };
  opened.defer(
    settings.onChange((names) => {
      configure();
      if (names.has(audio.name)) endForbidden();
    }),
  );
  // Schedules are kept to the minute.
  opened.use(eachMinute(cameraClock, configure));

  const live = (group: Group): Record<string, unknown> | undefined =>
    liveValues(group, {
      ...{ model, settings, addresses, kept: record.get },
      startedAt: () => startedAt * cameraClock.law.speed + cameraClock.law.offset,
    });
  const get = (group: Group): readonly never[] => {
    const records = settings.get(group);
    const over = live(group);
    return (over === undefined ? records : records.map((stored) => ({ ...stored, ...over }))) as never[];
  };
  const restart = async (reason: string, by: Caller): Promise<void> => {
    events.add({ source: "system", severity: 5, message: `${reason} by ${nameOf(by)}` });
    await record.set({ restartReason: `${reason} by ${nameOf(by)}`, restartedAt: now() });
    options.onRestart();
  };
  const device = opened.use(
    await openDevice({
      ...{ model, folder, settings, events, engine, factoryLogin: options.factoryLogin, now, signal },
      forward: gateway?.forward,
      source: options.source,
      local: () => localTime(settings, now()),
      clockOffset: () => now() - unixNow(),
      setClockOffset: time.setOffset,
    }),
  );
  const { panTilt } = device;
  const setPins = async (change: PinChange, by: Caller): Promise<void> => {
    if (change.night !== undefined) await record.set({ night: change.night });
    pins.set(change, by);
    configure();
  };
  const stream = (want: Want): Stream | undefined =>
    "channel" in want && !offers.allows(keyOf(want)) ? undefined : engine.stream(want);
  const sound = (encoding: 1 | 2): SoundWant | undefined => {
    const want = engine.hasSound ? soundOf(model, settings.get(audio)[0]!, encoding) : undefined;
    if (want) offers.handOut(want, encoding);
    return want;
  };
  const privacy = (): boolean => record.get().privacy;
  deliveries = opened.use(
    await openCameraDeliveries({
      ...{ settings, folder, database, signal, now, events, setPins, model: model.name },
      outputs: () => pins.outputs,
      facts: () => ({ mac: record.get().mac, address: addresses.current.address }),
      still: (want) => (privacy() ? undefined : engine.stream(want)),
    }),
  );
  const alarms = opened.use(
    await openAlarms({
      ...{ folder, settings, database, journal, events, privacy, signal },
      clock: cameraClock,
      mediaClock: openClock(),
      media: mediaOf({ get, stream, sound, privacy }),
      deliver: options.deliver ?? deliveries.deliver,
      ...(gateway?.findsMotion ? {} : { watchMotion: () => engine.watchMotion() }),
    }),
  );
  const watching = opened.use(openWatching(engine, isSoundKey, () => motionDay.read(unixNow())));
  const closing = opened.move();

  return {
    model,
    uploads: deliveries.uploads,
    settings,
    engine,
    deliveries,
    watching,
    events,
    panTilt,
    backup: device.backup,
    history: device.history,
    addresses,
    surroundings,
    alarms,
    gateway,
    pace,
    makeLogin: () => makeLogin(settings, options.factoryLogin),
    get,
    set: device.store,
    device: () => ({
      mac: record.get().mac,
      serial: record.get().serial,
      firmware: model.firmware,
      firmwareDate: model.firmwareDate,
      wpsPin: record.get().wpsPin,
      address: addresses.current.address,
      netmask: addresses.current.netmask,
      gateway: addresses.current.gateway,
      ...options.ports(),
      startedAt,
    }),
    now,
    setClock: async (unix, by) => {
      await gateway?.setClock(unix, localTime(settings, unix));
      await time.set(unix, by);
    },
    pins: () =>
      pins.read({ privacy: privacy(), night: configured.night, position: panTilt.target() }, alarms),
    setPins,
    privacy,
    setPrivacy: async (on, by) => {
      await record.set({ privacy: on });
      events.add({ source: "user", severity: 5, message: `privacy ${on ? "on" : "off"} by ${nameOf(by)}` });
      endForbidden();
    },
    log: device.shown,
    reboot: (by) => restart("Reboot", by),
    resetToDefaults: async (by) => {
      await settings.reset();
      device.keepVersion(nameOf(by), "reset to the defaults");
      await time.reset();
      await record.set({ privacy: false, night: false });
      await restart("Reset to default", by);
    },
    stream,
    sound,
    soundKnown: async () => {
      const set = settings.get(audio)[0]!;
      const want = soundOf(model, set, 1) ?? soundOf(model, set, 2);
      if (want && !privacy()) await engine.soundKnown(want);
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

function unixNow(): number {
  return Date.now() / 1000;
}
