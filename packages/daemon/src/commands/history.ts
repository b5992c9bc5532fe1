import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { decisionLine } from "@pinhole/kit/dialects/pinhole";
import {
  CameraError,
  clock,
  defaults,
  formatMoment,
  parseMoment,
  type RecordOf,
  type ZoneClock,
  zoneClock,
} from "@pinhole/kit/model";
import { type Command, InvalidArgumentError } from "commander";
import { openDecisions } from "../events/decisions.ts";
import { openAlarmStore } from "../store/alarm-store.ts";
import { openDatabase } from "../store/database.ts";
import { openJournal } from "../store/journal.ts";
import { stateOption } from "./flags.ts";

const mostLines = 1000;
const storedLogSize = 10_000;

const examples = {
  why: ["why 14:02", "why 2026-11-25T14:02 --state ./camera1"],
  alarms: ["alarms", "alarms --limit 5 --state ./camera1"],
  recordings: ["recordings", "recordings --limit 1000 --state ./camera1"],
  log: ["log", "log --limit 200 --state ./camera1"],
} as const;

interface HistoryFlags {
  readonly state: string;
  readonly limit: number;
}

/** `pinhole why`, `log`, `alarms` and `recordings`: what a camera's folder tells, while it runs or not. */
export function addHistory(program: Command): void {
  const add = (name: keyof typeof examples, summary: string) =>
    program
      .command(name)
      .summary(summary)
      .description(`Shows ${summary}, newest first; the camera may run meanwhile.`)
      .addOption(stateOption)
      .option("--limit <lines>", `at most so many lines, 1 to ${mostLines}`, limit, 50)
      .addHelpText("after", `\nExamples:\n${examples[name].map((line) => `  pinhole ${line}\n`).join("")}`);
  add("why", "why there was an alarm, or none, at some time")
    .argument("[time]", "such as 14:02 or 2026-11-25T14:02, in the camera's local time (default: now)")
    .action((time: string | undefined, flags: HistoryFlags) =>
      print(flags, (state) => why(state, time, flags.limit)),
    );
  add("alarms", "the alarms that there were").action((flags: HistoryFlags) =>
    print(flags, ({ database, show }) =>
      openAlarmStore(database)
        .alarms(flags.limit)
        .map(({ id, at, detail, rule, state }) => `${show(at)} ${id} ${state} ${rule}: ${detail}`),
    ),
  );
  add("recordings", "the recordings that there are").action((flags: HistoryFlags) =>
    print(flags, ({ database, show }) =>
      openAlarmStore(database)
        .recordings(flags.limit)
        .map(
          ({ at, path, bytes, seconds }) =>
            `${show(at)} ${join(flags.state, path)} ${bytes} bytes ${seconds.toFixed(1)} s`,
        ),
    ),
  );
  add("log", "the camera's log").action((flags: HistoryFlags) =>
    print(flags, ({ database, show }) =>
      [...openJournal(database, storedLogSize).events(flags.limit)]
        .reverse()
        .map(({ at, source, message }) => `${show(at)} ${source}: ${message}`),
    ),
  );
}

interface State {
  readonly database: DatabaseSync;
  readonly zone: ZoneClock;
  /** The camera's time now, as far as its folder tells. */
  readonly now: number;
  show(unix: number): string;
}

function why({ database, zone, now, show }: State, time: string | undefined, most: number): string[] {
  const at = time === undefined ? now : parseMoment(time, zone, now);
  if (at === undefined) throw new RangeError("TIME must be a time such as 14:02 or 2026-11-25T14:02");
  const decisions = openDecisions(
    storedLogSize,
    openJournal(database, storedLogSize).decisions(storedLogSize),
  );
  const found = decisions.around(at, most).map((decision) => decisionLine(decision, show));
  if (found.length > 0) return found;
  return [`nothing happened within a minute of ${show(at)} that could have set off an alarm`];
}

function print({ state }: HistoryFlags, read: (state: State) => readonly string[]): void {
  const path = join(state, "camera.db");
  if (!existsSync(path)) {
    throw new CameraError("store-damaged", `${state} is no camera's folder; name it with --state`, {
      at: state,
    });
  }
  const { timeZone, daylightSaving } = clockOf(state);
  const zone = zoneClock(timeZone, daylightSaving);
  const facts = objectIn(join(state, "camera.json"));
  const speed = typeof facts.clockSpeed === "number" ? facts.clockSpeed : 1;
  const offset = typeof facts.clockOffset === "number" ? facts.clockOffset : 0;
  const database = openDatabase(path);
  try {
    const now = (Date.now() / 1000) * speed + offset;
    const lines = read({ database, zone, now, show: (unix) => formatMoment(zone.local(unix)) });
    process.stdout.write(lines.map((line) => `${line.replaceAll(/\p{Cc}+/gu, " ")}\n`).join(""));
  } finally {
    database.close();
  }
}

/** The time zone of the settings, which the camera itself may hold locked. */
function clockOf(state: string): RecordOf<typeof clock> {
  const { groups } = objectIn(join(state, "settings.json"));
  const stored = (groups as Readonly<Record<string, unknown>> | undefined)?.[clock.name];
  const [first] = Array.isArray(stored) ? stored : [];
  return { ...(defaults(clock)[0] as RecordOf<typeof clock>), ...(first as object) };
}

function objectIn(path: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function limit(text: string): number {
  const number = Number(text);
  if (/^\d{1,4}$/.test(text) && number >= 1 && number <= mostLines) return number;
  throw new InvalidArgumentError(`must be 1 to ${mostLines}.`);
}
