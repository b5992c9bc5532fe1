import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import {
  type Alarm,
  type AlarmFile,
  type Caller,
  type CameraEvent,
  clock as clockGroup,
  type Deliver,
  type DeliveriesPort,
  entryActions,
  identity,
  logging,
  outbox as outboxGroup,
} from "@pinhole/kit/model";
import type { Action, CameraFacts } from "./actions/action.ts";
import { type Clock, machineClock } from "./actions/clock.ts";
import { openDrills } from "./actions/drills.ts";
import type { JobStore, StoredJob } from "./actions/jobs.ts";
import { localTimeOf } from "./actions/local.ts";
import { openOutbox } from "./actions/outbox.ts";
import { openSyslog } from "./actions/syslog/index.ts";
import { isShown } from "./events/kept.ts";
import { openReports } from "./reports.ts";
import { openServerTest } from "./server-test.ts";
import { Jobs } from "./store/jobs.ts";
import type { Settings } from "./store/settings.ts";

export interface DeliveriesOptions {
  readonly settings: Pick<Settings, "reveal" | "onChange">;
  /** The camera's state folder. */
  readonly folder: string;
  readonly database: DatabaseSync;
  /** Asked for at the first work. */
  actions(): Promise<readonly Action[]>;
  readonly signal: AbortSignal;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly pollSeconds?: number;
  facts(): Pick<CameraFacts, "model" | "mac" | "address">;
  /** The camera's clock. */
  now(): number;
  log(event: Omit<CameraEvent, "at">): void;
  /** The camera's log, newest first. */
  events(): readonly CameraEvent[];
  /** A JPEG of what the camera sees, for a rehearsal; undefined when there is none to be had. */
  picture(): Promise<Uint8Array | undefined>;
}

export interface Deliveries extends DeliveriesPort, AsyncDisposable {
  readonly deliver: Deliver;
  /** Reports an alarm to the servers that want to know of each; `deliver` does so too when the alarm begins. */
  announce(alarm: Alarm): Promise<void>;
  /** Something was written into the camera's log: it goes to the syslog server. */
  hear(event: CameraEvent): void;
}

/** Opens the outbox of a camera. What waits in it goes on its way at once. */
export async function openDeliveries(options: DeliveriesOptions): Promise<Deliveries> {
  const { settings, folder, signal, clock = machineClock, random = Math.random } = options;
  await using opened = new AsyncDisposableStack();
  const jobs: JobStore = new Jobs(options.database);
  const authorities = await readAuthorities(join(folder, "authorities.pem"));
  const drills = openDrills(clock);
  const camera: CameraFacts = {
    get name() {
      return settings.reveal(identity)[0]!.hostName || "Pinhole";
    },
    get model() {
      return options.facts().model;
    },
    get mac() {
      return options.facts().mac;
    },
    get address() {
      return options.facts().address;
    },
    local: (unix) => {
      const { timeZone, daylightSaving } = settings.reveal(clockGroup)[0]!;
      return localTimeOf(unix, timeZone, daylightSaving);
    },
  };
  const log = (severity: CameraEvent["severity"], message: string): void => {
    options.log({ source: "delivery", severity, message });
  };
  const outbox = opened.use(
    await openOutbox({
      ...{ jobs, clock, random, signal, camera, authorities, log },
      folder: join(folder, "outbox"),
      actions: options.actions,
      settings: (group) => settings.reveal(group),
      now: options.now,
      ...(options.pollSeconds === undefined ? {} : { pollSeconds: options.pollSeconds }),
      limits: () => {
        const set = settings.reveal(outboxGroup)[0]!;
        return {
          maxBytes: set.maxMegabytes * 2 ** 20,
          maxJobs: set.maxJobs,
          maxAgeSeconds: set.maxDays * 86_400,
          failedAgeSeconds: set.failedDays * 86_400,
          logEntries: set.logEntries,
        };
      },
      tell: drills.tell,
    }),
  );
  const syslog = opened.use(
    openSyslog({
      ...{ clock, random, signal, camera, authorities },
      settings: (group) => settings.reveal(group),
      complain: (message) => options.log({ source: "network", severity: 4, message }),
    }),
  );
  const resume = (): void => {
    outbox.resume();
    syslog.resume();
  };
  opened.defer(settings.onChange(resume));
  const isSent = (event: CameraEvent): boolean => isShown(event, settings.reveal(logging)[0]!);
  const events = (): readonly CameraEvent[] => options.events().filter(isSent);
  opened.use(openReports({ ...options, clock, camera, events }, outbox));
  const rehearse = async (targets: readonly string[], by: Caller): Promise<string> => {
    const alarm = drillAlarm(options.now());
    const pictures = await drillPicture(options, alarm);
    const isMeant = (target: string): boolean =>
      targets.length === 0 || targets.some((word) => target.startsWith(word));
    try {
      const made: StoredJob[] = [];
      drills.begin(alarm.id);
      for (const action of [...entryActions, "announce"] as const) {
        const files = action === "announce" ? [] : pictures;
        const delivery = { alarm, action, stage: "begin", files } as const;
        made.push(...(await outbox.rehearse(delivery, isMeant)));
      }
      drills.expect(alarm.id, made);
    } finally {
      for (const { path } of pictures) await rm(path, { force: true });
    }
    log(5, `a rehearsal was asked for by ${by.name === "" ? "the camera" : by.name}`);
    return alarm.id;
  };
  const closing = opened.move();
  return {
    deliver: (delivery) => outbox.deliver(delivery),
    announce: (alarm) => outbox.announce(alarm),
    hear: (event) => {
      if (isSent(event)) syslog.add(event);
    },
    summary: () => outbox.summary(),
    jobs: (choice, limit) =>
      jobs.list(choice, limit).map((job) => ({
        ...{ id: job.id, target: job.target, alarm: job.alarm.id, stage: job.stage },
        state: outbox.isRunning(job.seq) ? "running" : job.state,
        ...{ createdAt: job.createdAt, attempts: job.attempts, code: job.code, reason: job.reason },
        files: job.files.map(({ name, type, bytes }) => ({ name, type, bytes })),
      })),
    attempts: (filter, limit) => jobs.attempts(filter, limit),
    retry: (choice, by) => {
      const count = outbox.retry(choice);
      log(5, `${count} deliveries are retried, asked for by ${by.name}`);
      return count;
    },
    drop: (choice, by) => outbox.drop(choice, `dropped by ${by.name}`),
    drill: rehearse,
    rehearsal: (id) => drills.report(id),
    testAlarmServer: openServerTest({ ...options, authorities }),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

function drillAlarm(at: number): Alarm {
  const id = `DRILL-${Math.round(at)}-${randomBytes(4).toString("hex").toUpperCase()}`;
  return { id, rule: "drill", trigger: { at, kind: "drill", places: [], detail: "a rehearsal" } };
}

async function drillPicture(options: DeliveriesOptions, alarm: Alarm): Promise<readonly AlarmFile[]> {
  const bytes = await options.picture();
  if (!bytes) return [];
  const path = join(options.folder, `${alarm.id}.jpg`);
  await writeFile(path, bytes, { mode: 0o600 });
  return [{ path, type: "image/jpeg", bytes: bytes.length, at: alarm.trigger.at }];
}

/** The certificates in a file of the state folder, for servers that no public authority vouches for. */
async function readAuthorities(path: string): Promise<readonly string[] | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const found = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (found.length === 0) return undefined;
  const { rootCertificates } = await import("node:tls");
  return [...rootCertificates, ...found];
}
