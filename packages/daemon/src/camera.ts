import { randomInt } from "node:crypto";
import { join } from "node:path";
import {
  audio,
  type Caller,
  type CameraEvent,
  type CameraPort,
  clock,
  type Device,
  dayNight,
  device as deviceGroup,
  type Group,
  groups,
  identity,
  type Model,
  network,
  type PinChange,
  type Pins,
  users,
  zoneClock,
} from "@pinhole/kit/model";
import { accountOf, keepsLogin, type Login, newPassword, setLogin } from "./accounts.ts";

import type { Stream } from "./bus/stream.ts";
import { type Engine, openEngine } from "./engine/engine.ts";
import {
  type EngineSettings,
  isSoundKey,
  keyOf,
  type SoundWant,
  type SourceState,
  type Want,
} from "./engine/protocol.ts";
import { encodingOf, settingsOf, soundOf } from "./engine/settings.ts";
import { openDayNight } from "./events/day-night.ts";
import { type EventLog, openEventLog } from "./events/log.ts";
import { readAddresses } from "./host/addresses.ts";
import { newMac, newWpsPin } from "./host/identity.ts";
import { openMicrophone } from "./host/microphone/index.ts";
import { hash } from "./http/credential.ts";
import { openRecord } from "./store/record.ts";
import { openSettings, type Settings } from "./store/settings.ts";

/** Events that `log.cgi` can show. */
const logSize = 1000;

export interface CameraOptions {
  readonly model: Model;
  /** SOURCE as the user wrote it. */
  readonly source: string;
  readonly folder: string;
  /** Lower case with colons; made at the first start when it is left out. */
  readonly mac?: string | undefined;
  readonly name?: string | undefined;
  readonly seed: number;
  /** Where the sound comes from: "source", "none", or an ALSA device. */
  readonly microphone: string;
  /** Leaves the administrator without a password, as the vendor does. */
  readonly factoryLogin: boolean;
  /** Sets the administrator's name and password at the start. */
  readonly login?: Login | undefined;
  /** Where it can be reached now. */
  readonly ports: () => Pick<Device, "httpPort" | "rtspPort" | "httpsPort">;
  readonly signal: AbortSignal;
  onEvent(event: CameraEvent): void;
  /** The camera asks to be started anew. */
  onRestart(): void;
}

export type { Login } from "./accounts.ts";
export type { Want } from "./engine/protocol.ts";

/** A camera at work: what the dialects may ask of it, and what the outputs need. */
export interface Camera extends CameraPort, AsyncDisposable {
  readonly settings: Settings;
  readonly engine: Engine;
  readonly events: EventLog;
  /** Makes the administrator's password when there is none; it is returned this once and not kept. */
  makeLogin(): Promise<Login | undefined>;
  /** The stream of a channel, of still pictures or of sound; undefined while it is switched off. */
  stream(want: Want): Stream | undefined;
  /** The codec and rate of the first or second encoding of the sound; undefined while it is off or there is none. */
  sound(encoding: 1 | 2): SoundWant | undefined;
  /** Resolves when it is known whether there is sound: a source that was never open is opened for it, for some seconds. */
  soundKnown(): Promise<void>;
}

const facts = {
  mac: "",
  serial: "",
  wpsPin: "",
  privacy: false,
  clockOffset: 0,
  night: false,
  restartReason: "",
  restartedAt: 0,
  watchdogRestarts: 0,
  watchdogTimes: "",
};

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
  const now = (): number => unixNow() + record.get().clockOffset;
  const events = openEventLog(logSize, now, options.onEvent);
  for (const message of notes) events.add({ source: "system", severity: 4, message });

  await record.set({
    mac: options.mac ?? (record.get().mac || newMac()),
    serial: record.get().serial || String(randomInt(10_000, 99_999_999)),
    wpsPin: record.get().wpsPin || newWpsPin(),
  });
  if (options.name !== undefined) {
    const [problem] = await settings.set([{ group: identity, index: 0, values: { hostName: options.name } }]);
    if (problem) throw new RangeError(`--name ${problem.problem}`);
  }
  if (options.login) await setLogin(settings, options.login);
  const addresses = await readAddresses();

  let outputs: Pins["outputs"] = [false, false];
  let lamps = {
    irCutOpen: undefined as boolean | undefined,
    irLeds: undefined as boolean | undefined,
    whiteLeds: false,
  };
  const nightfall = openDayNight();
  const isNight = (): boolean => {
    const [rule] = settings.get(dayNight);
    const { timeZone, daylightSaving } = settings.get(clock)[0]!;
    const local = zoneClock(timeZone, daylightSaving).local(now());
    return nightfall.isNight(rule!, local.hour * 60 + local.minute) || record.get().night;
  };
  const engineSettings = (): EngineSettings =>
    settingsOf((group) => settings.get(group), { isNight: isNight(), clockOffset: record.get().clockOffset });
  let configured = engineSettings();
  const microphone = opened.use(
    openMicrophone({
      device: options.microphone,
      take: (...sound) => engine.hear(...sound),
      log: (event) => events.add(event),
    }),
  );
  const engine: Engine = openEngine({
    source: options.source,
    sound: microphone.origin,
    onSoundWanted: microphone.listen,
    epoch: startedAt,
    seed: options.seed,
    settings: configured,
    signal,
    onSource: (source) => reportSource(events, source),
    onBrightness: (percent) => {
      if (nightfall.measured(settings.get(dayNight)[0]!, percent, unixNow())) configure();
    },
    onPassage: (channel, { passed, reason }) => {
      const words = passed ? "passed through" : "encoded";
      events.add({ source: "video", severity: 6, message: `${channel} is ${words}: ${reason}` });
    },
    onTrouble: (channels, reason) => {
      events.add({
        source: "video",
        severity: 3,
        message: `${channels.join(", ")} can not be encoded: ${reason}`,
      });
    },
    onCrash: (reason) => {
      events.add({ source: "video", severity: 2, message: `video engine restarted: ${reason}` });
      const { watchdogRestarts, watchdogTimes } = record.get();
      const times = [Math.round(now()), ...watchdogTimes.split(";").filter((time) => time !== "")].slice(
        0,
        10,
      );
      void keep({ watchdogRestarts: watchdogRestarts + 1, watchdogTimes: times.join(";") });
    },
  });
  opened.use(engine);
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
    if (JSON.stringify(next) === JSON.stringify(configured)) return;
    configured = next;
    engine.configure(next);
    for (const [key, stream] of engine.streams) if (!offers(key)) stream.end();
  };
  const offers = (key: string): boolean => {
    if (record.get().privacy) return false;
    const [codec, channel] = key.split("/") as [
      keyof Pick<EngineSettings, "h264" | "mpeg4" | "mjpeg">,
      string,
    ];
    return configured[codec]?.[Number(channel) - 1]?.enabled ?? true;
  };
  /** Sound that was switched off ends; one whose codec was changed goes on for those who listen. */
  const silence = (): void => {
    const [set] = settings.get(audio);
    const [first, second] = ([1, 2] as const).map((encoding) => keyOf(encodingOf(set!, encoding)));
    for (const [key, stream] of engine.streams) {
      if (!isSoundKey(key)) continue;
      const isOn = key === second ? set!.microphone2 || (key === first && set!.microphone) : set!.microphone;
      if (!isOn) stream.end();
    }
  };
  opened.defer(
    settings.onChange((names) => {
      configure();
      if (names.has(audio.name)) silence();
    }),
  );
  // Schedules are kept to the minute.
  const minute = setInterval(configure, 10_000);
  minute.unref();
  opened.defer(() => clearInterval(minute));

  const local = (unix: number): string => {
    const { timeZone, daylightSaving } = settings.get(clock)[0]!;
    const { year, month, day, hour, minute, second } = zoneClock(timeZone, daylightSaving).local(unix);
    const two = (value: number): string => String(value).padStart(2, "0");
    return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
  };
  const live = (group: Group): Record<string, unknown> | undefined => {
    const kept = record.get();
    if (group === deviceGroup) {
      return {
        configVersion: model.configVersion,
        rebootedAt: local(kept.restartedAt),
        bootedAt: local(startedAt + kept.clockOffset),
        rebootReason: kept.restartReason,
        watchdogRestarts: kept.watchdogRestarts,
        watchdogTimes: kept.watchdogTimes,
      };
    }
    if (group !== network) return undefined;
    const stored = settings.get(network)[0]!;
    const [dnsServer1 = "", dnsServer2 = ""] = addresses.nameservers;
    return {
      ...(stored.dhcp
        ? { address: addresses.address, netmask: addresses.netmask, gateway: addresses.gateway }
        : {}),
      ...(stored.dns === "dhcp" ? { dnsServer1, dnsServer2 } : {}),
    };
  };
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
  const closing = opened.move();

  return {
    model,
    settings,
    engine,
    events,
    makeLogin: async () => {
      const { adminName, adminPassword } = settings.reveal(users)[0]!;
      if (options.factoryLogin || adminPassword !== "") return undefined;
      const login = { user: adminName, password: newPassword() };
      await setLogin(settings, login);
      return login;
    },
    get,
    set: async (changes, by) => {
      const problems = options.factoryLogin ? [] : keepsLogin(changes);
      if (problems.length === 0) problems.push(...(await settings.set(changes)));
      const names = [...new Set(changes.map(({ group }) => group.name))].join(", ");
      if (problems.length === 0) {
        events.add({ source: "settings", severity: 5, message: `${names} changed by ${nameOf(by)}` });
      }
      return problems;
    },
    device: () => ({
      mac: record.get().mac,
      serial: record.get().serial,
      firmware: model.firmware,
      firmwareDate: model.firmwareDate,
      wpsPin: record.get().wpsPin,
      address: addresses.address,
      netmask: addresses.netmask,
      gateway: addresses.gateway,
      ...options.ports(),
      startedAt,
    }),
    now,
    setClock: async (unixSeconds, by) => {
      await record.set({ clockOffset: unixSeconds - unixNow() });
      events.add({ source: "system", severity: 5, message: `clock set by ${nameOf(by)}` });
      configure();
    },
    pins: () => {
      const night = configured.night;
      return {
        privacyButton: record.get().privacy,
        pir: false,
        night,
        irCutOpen: lamps.irCutOpen ?? night,
        irLeds: lamps.irLeds ?? night,
        whiteLeds: lamps.whiteLeds,
        position: [0, 0],
        inputs: [false, false],
        outputs,
      };
    },
    setPins: async (change: PinChange, by) => {
      if (change.outputs) outputs = change.outputs;
      lamps = { ...lamps, ...pick(change) };
      if (change.night !== undefined) {
        lamps = { ...lamps, irCutOpen: undefined, irLeds: undefined };
        await record.set({ night: change.night });
      }
      events.add({
        source: "user",
        severity: 6,
        message: `${Object.keys(change).join(", ")} switched by ${nameOf(by)}`,
      });
      configure();
    },
    privacy: () => record.get().privacy,
    setPrivacy: async (on, by) => {
      await record.set({ privacy: on });
      events.add({ source: "user", severity: 5, message: `privacy ${on ? "on" : "off"} by ${nameOf(by)}` });
      if (on) for (const stream of engine.streams.values()) stream.end();
    },
    log: (limit) => events.newest(limit),
    reboot: (by) => restart("Reboot", by),
    resetToDefaults: async (by) => {
      await settings.reset();
      await record.set({ privacy: false, clockOffset: 0, night: false });
      await restart("Reset to default", by);
    },
    stream: (want) =>
      "channel" in want && !offers(`${want.codec}/${want.channel}`) ? undefined : engine.stream(want),
    sound: (encoding) => (engine.hasSound ? soundOf(model, settings.get(audio)[0]!, encoding) : undefined),
    soundKnown: async () => {
      const set = settings.get(audio)[0]!;
      const want = soundOf(model, set, 1) ?? soundOf(model, set, 2);
      if (want && !record.get().privacy) await engine.soundKnown(want);
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

function pick({
  irCutOpen,
  irLeds,
  whiteLeds,
}: PinChange): Partial<{ irCutOpen: boolean; irLeds: boolean; whiteLeds: boolean }> {
  return {
    ...(irCutOpen === undefined ? {} : { irCutOpen }),
    ...(irLeds === undefined ? {} : { irLeds }),
    ...(whiteLeds === undefined ? {} : { whiteLeds }),
  };
}

function reportSource(events: EventLog, source: SourceState): void {
  if (source.state === "live") {
    const { width, height } = source;
    events.add({ source: "video", severity: 6, message: `source is live, ${width}x${height}` });
  } else if (source.state === "down") {
    events.add({ source: "video", severity: 4, message: `no signal: ${source.reason}` });
  }
}

function nameOf({ name }: Caller): string {
  return name === "" ? "the camera" : name;
}

function unixNow(): number {
  return Date.now() / 1000;
}
