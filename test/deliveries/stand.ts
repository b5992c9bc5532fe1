import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { models } from "@pinhole/kit/dialects/sercomm";
import {
  type ActionName,
  type Alarm,
  type AlarmFile,
  type AnyRecord,
  type Caller,
  type CameraEvent,
  type Group,
  groups,
  type TriggerKind,
} from "@pinhole/kit/model";
import type { Action } from "../../packages/daemon/src/actions/action.ts";
import type { Clock } from "../../packages/daemon/src/actions/clock.ts";
import { type Deliveries, openDeliveries } from "../../packages/daemon/src/deliveries.ts";
import { openDatabase } from "../../packages/daemon/src/store/database.ts";
import { openSettings, type Settings } from "../../packages/daemon/src/store/settings.ts";

export const admin: Caller = { name: "admin", level: "admin", privileges: new Set() };

/** The smallest thing that looks like a picture to whoever looks at its first and last bytes only. */
export const picture = Buffer.concat([
  Buffer.from("ffd8ffe0", "hex"),
  Buffer.alloc(1000, 7),
  Buffer.from("ffd9", "hex"),
]);

/** A camera's deliveries over a real state folder, without the camera. */
export interface Stand extends AsyncDisposable {
  readonly folder: string;
  readonly settings: Settings;
  readonly deliveries: Deliveries;
  readonly log: Omit<CameraEvent, "at">[];
  set(group: Group, values: AnyRecord, index?: number): Promise<void>;
  /** A file as a recorder would leave it. */
  file(type: AlarmFile["type"], bytes: Uint8Array, at?: number): Promise<AlarmFile>;
  deliver(
    action: ActionName,
    files?: readonly AlarmFile[],
    alarm?: Alarm,
    stage?: "begin" | "end",
  ): Promise<void>;
}

export interface StandOptions {
  readonly actions: readonly Action[];
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly pollSeconds?: number;
  readonly folder?: string;
  /** Memory in place of a disk, for tests of many steps. */
  readonly inMemory?: boolean;
  readonly signal?: AbortSignal;
}

export async function openStand(options: StandOptions): Promise<Stand> {
  await using opened = new AsyncDisposableStack();
  const root = options.inMemory && existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const folder = options.folder ?? (await mkdtemp(join(root, "pinhole-deliveries-")));
  if (options.folder === undefined) opened.defer(() => rm(folder, { recursive: true, force: true }));
  const settings = opened.use(
    await openSettings({ folder, model: models.RC8230, groups, hash: async () => "unused" }),
  );
  const log: Omit<CameraEvent, "at">[] = [];
  const database = openDatabase(join(folder, "camera.db"));
  opened.defer(() => database.close());
  const { clock } = options;
  const deliveries = opened.use(
    await openDeliveries({
      ...options,
      ...{ settings, folder, database },
      actions: async () => options.actions,
      signal: options.signal ?? new AbortController().signal,
      facts: () => ({ model: "RC8230", mac: "00:0e:8f:92:ff:f7", address: "192.168.0.42" }),
      now: () => clock?.now() ?? Date.now() / 1000,
      log: (event) => log.push(event),
      events: () => log.map((event) => ({ at: 1_780_000_000, ...event })).reverse(),
      picture: async () => picture,
    }),
  );
  let files = 0;
  const closing = opened.move();
  return {
    ...{ folder, settings, deliveries, log },
    set: async (group, values, index = 0) => {
      const [problem] = await settings.set([{ group, index, values }]);
      if (problem) throw new Error(`${problem.key} ${problem.problem}`);
    },
    file: async (type, bytes, at = 1_780_000_000) => {
      files += 1;
      const path = join(folder, `recorded-${files}`);
      await writeFile(path, bytes);
      return { path, type, bytes: bytes.length, at };
    },
    deliver: (action, some = [], alarm = alarmOf(1), stage = "begin") =>
      deliveries.deliver({ alarm, action, stage, files: some }),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

export function alarmOf(n: number, kind: TriggerKind = "motion", at = 1_780_000_000 + n): Alarm {
  const id = `20260529-${String(n).padStart(6, "0")}`;
  return {
    id,
    rule: "event_mt",
    trigger: { at, kind, places: [2], detail: "window 2 (Door) at 143 of 127" },
  };
}

/** Waits until something is so, looked at often; the test fails after some seconds. */
export async function until(what: string, isSo: () => unknown, seconds = 15): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
