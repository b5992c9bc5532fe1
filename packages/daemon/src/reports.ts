import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Alarm, type CameraEvent, logging, messageOf } from "@pinhole/kit/model";
import type { CameraFacts } from "./actions/action.ts";
import { reportSeconds } from "./actions/announce/report.ts";
import type { Clock } from "./actions/clock.ts";
import { stampOf } from "./actions/local.ts";
import type { Outbox } from "./actions/outbox.ts";
import type { Settings } from "./store/settings.ts";

export interface ReportOptions {
  readonly settings: Pick<Settings, "reveal">;
  readonly folder: string;
  readonly clock: Clock;
  readonly camera: CameraFacts;
  now(): number;
  /** Newest first. */
  events(): readonly CameraEvent[];
  log(event: Omit<CameraEvent, "at">): void;
}

/** How often it is looked whether something is due. */
const lookSeconds = 30;

/** What goes out by the clock: the report that the camera is well, and the log by mail and FTP. */
export function openReports(
  options: ReportOptions,
  outbox: Pick<Outbox, "announce" | "deliver">,
): Disposable {
  const { clock, settings } = options;
  const slots = new Map<string, number>();
  /** Whether a new span of so many seconds has begun since the last look. */
  const isDue = (name: string, seconds: number): boolean => {
    if (seconds === 0) {
      slots.delete(name);
      return false;
    }
    const slot = Math.floor(clock.now() / seconds);
    const before = slots.get(name);
    slots.set(name, slot);
    return before !== undefined && before !== slot;
  };
  const look = async (): Promise<void> => {
    if (isDue("report", reportSeconds)) await outbox.announce(reportAlarm("REPORT", options, ""));
    const { mailHours, uploadHours } = settings.reveal(logging)[0]!;
    for (const [action, hours] of [
      ["mail", mailHours],
      ["ftp", uploadHours],
    ] as const) {
      if (isDue(action, hours * 3600)) await sendLog(action, options, outbox);
    }
  };
  let timer: Disposable;
  let isOver = false;
  const again = (): void => {
    timer = clock.after(lookSeconds, () => {
      void look()
        .catch((error: unknown) => {
          if (!isOver) options.log({ source: "delivery", severity: 3, message: messageOf(error) });
        })
        .finally(() => {
          if (!isOver) again();
        });
    });
  };
  isDue("report", reportSeconds);
  again();
  return {
    [Symbol.dispose]: () => {
      isOver = true;
      timer[Symbol.dispose]();
    },
  };
}

async function sendLog(
  action: "mail" | "ftp",
  options: ReportOptions,
  outbox: Pick<Outbox, "deliver">,
): Promise<void> {
  const lines = options.events().map(({ at, source, severity, message }) => {
    const plain = message.replaceAll(/\p{Cc}+/gu, " ");
    return `${stampOf(options.camera.local(at))} ${severity} ${source}: ${plain}\n`;
  });
  const alarm = reportAlarm("LOG", options, "the camera's log");
  const path = join(options.folder, `${alarm.id}.txt`);
  const text = lines.reverse().join("");
  await writeFile(path, text, { mode: 0o600 });
  try {
    const file = { path, type: "text/plain", bytes: Buffer.byteLength(text), at: alarm.trigger.at };
    await outbox.deliver({ alarm, action, stage: "end", files: [file] });
  } finally {
    await rm(path, { force: true });
  }
}

function reportAlarm(name: string, options: ReportOptions, detail: string): Alarm {
  const id = `${name}-${Math.round(options.clock.now())}`;
  return { id, rule: "report", trigger: { at: options.now(), kind: "periodic", places: [], detail } };
}
