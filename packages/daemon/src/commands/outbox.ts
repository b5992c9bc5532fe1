import { existsSync } from "node:fs";
import { join } from "node:path";
import { type AttemptOutcome, CameraError, type entryActions, type JobChoice } from "@pinhole/kit/model";
import { type Command, InvalidArgumentError, Option } from "commander";
import { openDatabase } from "../store/database.ts";
import { Jobs } from "../store/jobs.ts";
import { stateOption } from "./flags.ts";

type Kept = Jobs<(typeof entryActions)[number] | "announce", AttemptOutcome>;

interface Flags {
  readonly state: string;
  readonly target?: string;
  readonly failed?: boolean;
  readonly all?: boolean;
  readonly limit: number;
  readonly json: boolean;
}

const examples = `
It works on the state folder, whether the camera runs or not; one that runs notices within seconds.

Examples:
  pinhole outbox list                  what waits, and why
  pinhole outbox log --target mail     what was tried for the mail server
  pinhole outbox retry --failed        what failed for good is tried again
  pinhole outbox drop ID ID            gives deliveries up
`;

/** `pinhole outbox`: what waits for its delivery. */
export function addOutbox(program: Command): void {
  const outbox = program
    .command("outbox")
    .description("Looks after the deliveries of alarms.")
    .addHelpText("after", examples);
  const sub = (name: string, words: string): Command =>
    outbox
      .command(name)
      .description(words)
      .addOption(stateOption)
      .option("--target <name>", "only those for one target, such as mail or ftp")
      .addOption(new Option("--json", "prints JSON").default(false));
  const limit = new Option("--limit <number>", "how many lines").argParser(lines).default(100);
  sub("list", "What waits or has failed, in the order of its making.")
    .option("--failed", "only what failed for good")
    .addOption(limit)
    .action((flags: Flags) => open(flags, (jobs) => list(jobs, flags)));
  sub("log", "What was tried, newest first.")
    .argument("[id]", "only for one delivery")
    .addOption(limit)
    .action((id: string | undefined, flags: Flags) => open(flags, (jobs) => log(jobs, id, flags)));
  sub("retry", "Tries deliveries again at once.")
    .argument("[ids...]", "which; none is all that are meant by the flags")
    .option("--failed", "those that failed for good")
    .action((ids: string[], flags: Flags) =>
      open(flags, (jobs) => {
        const count = jobs.retry(choiceOf(ids, flags), Date.now() / 1000);
        jobs.touch();
        process.stdout.write(`${count} deliveries wait again\n`);
      }),
    );
  sub("drop", "Gives deliveries up. Say which, or --failed, --target or --all.")
    .argument("[ids...]", "which")
    .option("--failed", "those that failed for good")
    .option("--all", "everything")
    .action((ids: string[], flags: Flags) =>
      open(flags, (jobs) => {
        const choice = choiceOf(ids, flags);
        if (Object.keys(choice).length === 0 && !flags.all) {
          throw new CameraError("refused", "say what to drop: ids, --failed, --target or --all");
        }
        process.stdout.write(`${drop(jobs, choice)} deliveries dropped\n`);
      }),
    );
}

function open(flags: Flags, work: (jobs: Kept) => void): void {
  const path = join(flags.state, "camera.db");
  if (!existsSync(path)) {
    throw new CameraError("refused", `${flags.state} holds no camera; name its folder with --state`);
  }
  const database = openDatabase(path);
  try {
    work(new Jobs(database));
  } finally {
    database.close();
  }
}

function drop(jobs: Kept, choice: JobChoice): number {
  const note = {
    outcome: "dropped",
    attempt: 0,
    code: "",
    message: "dropped by hand",
    seconds: 0,
    stages: [],
  } as const;
  let count = 0;
  while (true) {
    const some = jobs.list(choice, 500);
    if (some.length === 0) break;
    // Its files are the camera's to remove, as it may be sending one: it does when it is told, or at its next start.
    jobs.remove(
      some.map(({ seq }) => seq),
      { ...note, at: Date.now() / 1000 },
    );
    count += some.length;
  }
  jobs.touch();
  return count;
}

function list(jobs: Kept, flags: Flags): void {
  const found = jobs.list(choiceOf([], flags), flags.limit);
  if (flags.json) {
    const shown = found.map(({ parts, ...job }) => ({ ...job, parts: [...parts] }));
    process.stdout.write(`${JSON.stringify(shown, undefined, 2)}\n`);
    return;
  }
  for (const { id, target, state, attempts, createdAt, files, reason } of found) {
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const what = `${state.padEnd(7)} ${target.padEnd(12)} ${stamp(createdAt)} ${id}`;
    const why = reason === "" ? "" : `  ${plain(reason)}`;
    process.stdout.write(`${what}  ${files.length} files, ${bytes} bytes, ${attempts} attempts${why}\n`);
  }
  const { jobs: count, bytes } = jobs.totals();
  process.stdout.write(`${count} deliveries, ${bytes} bytes\n`);
}

function log(jobs: Kept, id: string | undefined, flags: Flags): void {
  const { target } = flags;
  const filter = { ...(id === undefined ? {} : { job: id }), ...(target === undefined ? {} : { target }) };
  const found = jobs.attempts(filter, flags.limit);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
    return;
  }
  for (const each of found) {
    const took = `${each.seconds.toFixed(2)} s`;
    const why =
      each.message === "" ? "" : `  ${each.code === "" ? "" : `${each.code}: `}${plain(each.message)}`;
    const what = `${stamp(each.at)} ${each.outcome.padEnd(9)} ${each.target.padEnd(12)} ${each.job}`;
    process.stdout.write(`${what}  attempt ${each.attempt}, ${took}${why}\n`);
  }
}

function choiceOf(ids: readonly string[], { target, failed }: Flags): JobChoice {
  return {
    ...(ids.length === 0 ? {} : { ids }),
    ...(target === undefined ? {} : { target }),
    ...(failed ? { state: "failed" as const } : {}),
  };
}

function lines(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("must be a whole number from 1.");
}

const stamp = (unix: number): string => `${new Date(unix * 1000).toISOString().slice(0, 19)}Z`;

// What a server said may hold anything.
const plain = (text: string): string => text.replaceAll(/\p{Cc}+/gu, " ");
