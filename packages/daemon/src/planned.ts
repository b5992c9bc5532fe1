import { randomBytes } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type CameraEvent,
  clock as clockGroup,
  type Deliver,
  messageOf,
  scheduledPictures,
  timedPictures,
  zoneClock,
} from "@pinhole/kit/model";
import type { Reveal } from "./actions/action.ts";
import { type Clock, machineClock } from "./actions/clock.ts";
import type { Packet } from "./bus/packet.ts";
import type { EventLog } from "./events/log.ts";
import { nextPlanned, type Planned } from "./events/planned-pictures.ts";
import type { Settings } from "./store/settings.ts";
import type { UploadParts } from "./uploads.ts";

export interface PlannedOptions {
  /** The camera's state folder. */
  readonly folder: string;
  readonly settings: Reveal;
  /** Calls back after changes of settings; returns what ends that. */
  onChange(changed: () => void): () => void;
  /** Timers on the machine's time. */
  readonly clock: Clock;
  /** The camera's clock, Unix time in seconds. */
  now(): number;
  picture(): Promise<Packet>;
  readonly deliver: Deliver;
  log(event: Omit<CameraEvent, "at">): void;
}

/** The planned pictures of a camera at work. */
export function planPictures(options: {
  readonly folder: string;
  readonly settings: Settings;
  readonly events: EventLog;
  readonly uploading: UploadParts;
  readonly deliver: Deliver;
  now(): number;
}): AsyncDisposable {
  const { settings, events, uploading } = options;
  return openPlannedPictures({
    ...options,
    settings: (group) => settings.reveal(group),
    onChange: (changed) => settings.onChange(changed),
    clock: machineClock,
    picture: uploading.picture,
    log: (event) => events.add(event),
  });
}

/** The camera's clock may be put elsewhere at any time, so that it is looked at again at least so often. */
const longestWait = 60;
/** What was missed for longer than this, while the machine slept or the clock was put forward, is left out. */
const latest = 300;

/** Takes the pictures that are planned and hands each over as the delivery of an alarm of its own. */
export function openPlannedPictures(options: PlannedOptions): AsyncDisposable {
  const { clock, now, settings } = options;
  let timer: Disposable | undefined;
  let planned: readonly Planned[] = [];
  let last = now();
  let taking: Promise<void> = Promise.resolve();

  const wait = (): void => {
    timer?.[Symbol.dispose]();
    const { timeZone = 0, daylightSaving = false } = settings(clockGroup)[0] ?? {};
    const [timed] = settings(timedPictures);
    const [scheduled] = settings(scheduledPictures);
    if (timed === undefined || scheduled === undefined) return;
    // A clock that was put back does not take the same picture again at once, nor stays silent until it has caught up.
    last = Math.min(last, now());
    planned = nextPlanned({ timed, scheduled, clock: zoneClock(timeZone, daylightSaving) }, last);
    const seconds = Math.min(longestWait, Math.max(0, (planned[0]?.at ?? Number.POSITIVE_INFINITY) - now()));
    timer = clock.after(seconds, due);
  };
  const due = (): void => {
    const ready = planned.filter(({ at }) => at <= now());
    if (ready.length > 0) {
      last = Math.max(last, ...ready.map(({ at }) => at), now() - latest);
      const wanted = ready.filter(({ at }) => at > now() - latest);
      taking = taking.then(() => take(wanted));
    }
    wait();
  };
  const take = async (wanted: readonly Planned[]): Promise<void> => {
    for (const plan of wanted) {
      try {
        await deliverPicture(plan, options);
      } catch (error) {
        const message = `a planned picture was not taken: ${messageOf(error)}`;
        options.log({ source: "delivery", severity: 4, message });
      }
    }
  };

  const forget = options.onChange(wait);
  wait();
  return {
    [Symbol.asyncDispose]: async () => {
      forget();
      timer?.[Symbol.dispose]();
      timer = undefined;
      await taking;
    },
  };
}

async function deliverPicture({ at, rule }: Planned, options: PlannedOptions): Promise<void> {
  const { data } = await options.picture();
  const id = `PLANNED-${Math.round(at)}-${randomBytes(4).toString("hex").toUpperCase()}`;
  const path = join(options.folder, `${id}.jpg`);
  const detail = rule === "timedPictures" ? "a picture at an interval" : "a picture at a time of the week";
  await writeFile(path, data, { mode: 0o600 });
  try {
    await options.deliver({
      alarm: { id, rule, trigger: { at, kind: "periodic", places: [], detail } },
      action: "ftp",
      stage: "begin",
      files: [{ path, type: "image/jpeg", bytes: data.length, at }],
    });
  } finally {
    await rm(path, { force: true });
  }
}
