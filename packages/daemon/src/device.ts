import { setTimeout as delay } from "node:timers/promises";
import {
  type Backup,
  type Caller,
  type CameraEvent,
  type Change,
  type Course,
  clock,
  groups,
  type History,
  type Issue,
  type LocalTime,
  logging,
  type Model,
  nameOf,
} from "@pinhole/kit/model";
import { keepsLogin } from "./accounts.ts";
import { clashesOf } from "./clashes.ts";
import { auditLine } from "./events/audit.ts";
import { isShown } from "./events/kept.ts";
import type { EventLog } from "./events/log.ts";
import type { Gateway } from "./gateway.ts";
import { openNtp } from "./host/ntp/index.ts";
import { seal, unseal } from "./http/credential.ts";
import { type Drive, openDrive } from "./pan-tilt/drive.ts";
import { type Motors, openPanTilt } from "./pan-tilt/pan-tilt.ts";
import { sourceFor } from "./parts.ts";
import { openBackup } from "./store/backup.ts";
import { openHistory } from "./store/history.ts";
import type { Settings } from "./store/settings.ts";
import { openVersions } from "./store/versions.ts";

export interface DeviceOptions {
  readonly model: Model;
  readonly folder: string;
  readonly settings: Settings;
  readonly events: EventLog;
  readonly engine: { aim(course: Course, moved: boolean): void };
  /** SOURCE as the user wrote it: what moves it for real is asked to. */
  readonly source: string;
  readonly factoryLogin: boolean;
  /** Tells another camera first what is its business; where that does not take it, nothing is stored. */
  readonly forward?: Gateway["forward"] | undefined;
  /** What the camera's clock shows, Unix time in seconds, and the same in its time zone. */
  now(): number;
  local(): LocalTime;
  /** Seconds by which the camera's clock is ahead of the machine's. */
  clockOffset(): number;
  setClockOffset(seconds: number): Promise<void>;
  readonly signal: AbortSignal;
}

/** What a camera is beside its pictures: motors, a clock that is kept right, and settings that leave a trail. */
export interface DeviceParts extends AsyncDisposable {
  readonly panTilt: Motors;
  readonly backup: Backup;
  readonly history: History;
  /** Stores changes, notes in the log who made them, and keeps the version. */
  store(changes: readonly Change[], by: Caller): Promise<readonly Issue[]>;
  /** Keeps the settings as they are now. */
  keepVersion(by: string, what: string): void;
  /** The newest events of those that the settings let show. */
  shown(limit: number): readonly CameraEvent[];
}

export async function openDevice(options: DeviceOptions): Promise<DeviceParts> {
  const { model, folder, settings, events, engine, now, signal } = options;
  await using opened = new AsyncDisposableStack();
  const versions = opened.use(
    await openVersions(folder, (message) => events.add({ source: "system", severity: 4, message })),
  );
  const keepVersion = (by: string, what: string): void =>
    versions.note({ at: now(), by, what }, settings.text());
  const keep = async (changes: readonly Change[]): Promise<readonly Issue[]> => {
    const seen = changes.map(({ group, index }) => settings.reveal(group)[index]);
    const forwarded = await options.forward?.(changes);
    if (forwarded !== undefined && forwarded.problems.length > 0) return forwarded.problems;
    try {
      const problems = await settings.set(changes, [], seen, (group) => clashesOf(changes, group));
      if (problems.length > 0) await forwarded?.undo();
      return problems;
    } catch (error) {
      await forwarded?.undo();
      throw error;
    }
  };
  const store = async (changes: readonly Change[], by: Caller): Promise<readonly Issue[]> => {
    const problems = options.factoryLogin ? [] : keepsLogin(changes);
    problems.push(...clashesOf(changes, (group) => settings.reveal(group)));
    const line = auditLine(changes, (group) => settings.get(group), by);
    if (problems.length === 0) problems.push(...(await keep(changes)));
    if (problems.length > 0) return problems;
    if (line !== undefined) events.add({ source: "settings", severity: 5, message: line });
    keepVersion(nameOf(by), line ?? "nothing that differs");
    return problems;
  };
  let drive: Drive | undefined;
  const panTilt = opened.use(
    openPanTilt({
      get: (group) => settings.get(group),
      set: store,
      aim: (course, order) => {
        if (model.has.panTilt) engine.aim(course, drive?.isReal ?? false);
        if (order) drive?.go(order);
      },
      log: events.add,
      now: () => Date.now() / 1000,
    }),
  );
  if (model.has.panTilt) {
    const closed = new AbortController();
    opened.defer(() => closed.abort());
    drive = openDrive({
      find: async (until) => (await sourceFor(options.source)).mount?.(options.source, until),
      found: panTilt.adopt,
      log: events.add,
      wait: (seconds, until) => delay(seconds * 1000, undefined, { signal: until, ref: false }),
      signal: AbortSignal.any([signal, closed.signal]),
    });
  }
  const ntp = opened.use(
    openNtp({
      settings: () => settings.get(clock)[0]!,
      local: options.local,
      offset: options.clockOffset,
      setOffset: options.setClockOffset,
      log: events.add,
      signal,
    }),
  );
  const backup = openBackup({
    ...{ settings, groups, seal, unseal, keepsLogin: !options.factoryLogin },
    log: (event) => {
      events.add(event);
      keepVersion("a backup", event.message);
    },
  });
  const history = openHistory({
    ...{ folder, settings, written: versions.written },
    reverted: (by, event) => {
      events.add(event);
      keepVersion(by, event.message);
    },
  });
  opened.defer(
    settings.onChange(() => {
      panTilt.configure();
      ntp.configure();
    }),
  );
  keepVersion("the camera", "as at the start");
  const closing = opened.move();
  return {
    ...{ panTilt, backup, history, store, keepVersion },
    shown: (limit) => {
      const [rules] = settings.get(logging);
      const all = events.newest(Number.MAX_SAFE_INTEGER).filter((event) => isShown(event, rules!));
      return all.slice(0, limit);
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
