import { readFile, writeFile } from "node:fs/promises";
import { models } from "@pinhole/kit/dialects/sercomm";
import { encodeBase64 } from "@pinhole/kit/formats/sercomm-config";
import { CameraError, groups } from "@pinhole/kit/model";
import type { Command } from "commander";
import { accountOf } from "../../accounts.ts";
import { hash } from "../../http/credential.ts";
import { openSettings, type Settings } from "../../store/settings.ts";
import { listVersions, openVersions, readVersion } from "../../store/versions.ts";
import { modelOption, stateOption } from "../flags.ts";
import { applied, backupOf, changesOf, newestVersion, type Place, readNamed, readState } from "./records.ts";
import { differences, toYaml } from "./yaml.ts";

interface ConfigFlags {
  readonly model: keyof typeof models;
  readonly state: string;
  readonly secrets: boolean;
  readonly all: boolean;
  readonly dryRun: boolean;
}

const examples = `
WHAT is a file, either the backup of a camera (admcfg.cfg) or YAML, or the number of a version.

Examples:
  pinhole config show                          what was set, as YAML
  pinhole config show admcfg.cfg > mine.yaml   a backup for people
  pinhole config save admcfg.cfg               a backup that /adm/upload.cgi takes
  pinhole config save admcfg.cfg mine.yaml     the same from YAML
  pinhole config diff admcfg.cfg               what the backup would change
  pinhole config apply mine.yaml --dry-run     whether it could be applied, and what would change
  pinhole config versions                      every change that was made
  pinhole config diff 11 12                    what version 12 changed
  pinhole config undo                          back to before the last change
`;

/** `pinhole config`: settings as text, compared, applied and undone. What changes them needs a stopped camera. */
export function addConfig(program: Command): void {
  const config = program
    .command("config")
    .description("Shows, saves, compares, applies and undoes a camera's settings.")
    .addHelpText("after", examples);
  const add = (
    usage: string,
    summary: string,
    run: (names: string[], flags: ConfigFlags) => Promise<void>,
  ): Command =>
    config
      .command(usage)
      .description(summary)
      .addOption(modelOption)
      .addOption(stateOption)
      .action(async (...args: unknown[]) => {
        const names = args.slice(0, -2).filter((each) => each !== undefined) as string[];
        await run(names, args.at(-2) as ConfigFlags);
      });
  add("show [what]", "prints settings as YAML: those of the camera, or WHAT", show)
    .option("--secrets", "with passwords", false)
    .option("--all", "also what is as it was from the beginning", false);
  add("save <file> [what]", "writes settings as a camera's backup, passwords for elsewhere left out", save);
  add("diff [what] [other]", "prints what differs: from the camera to WHAT, or from WHAT to OTHER", diff);
  add("apply <what>", "applies WHAT to a stopped camera, all of it or nothing", apply).option(
    "--dry-run",
    "only says what would change",
    false,
  );
  add("versions", "lists the versions of the settings", versions);
  add(
    "undo [version]",
    "puts a stopped camera back to before a version, the last one if none is named",
    undo,
  );
}

const placeOf = ({ model, state }: ConfigFlags): Place => ({ model: models[model], folder: state });
const print = (text: string): unknown => process.stdout.write(text);
const warn = (lines: readonly string[]): void => {
  for (const line of lines) process.stderr.write(`note: ${line}\n`);
};

async function show([what]: readonly string[], flags: ConfigFlags): Promise<void> {
  const place = placeOf(flags);
  const { records, notes } = what === undefined ? await readState(place) : await readNamed(what, place);
  warn(notes);
  print(toYaml(records, place.model, flags));
}

async function save([file = "", what]: readonly string[], flags: ConfigFlags): Promise<void> {
  const place = placeOf(flags);
  const read = what === undefined ? await readState(place) : await readNamed(what, place);
  warn(read.notes);
  await writeFile(file, encodeBase64(backupOf(read, place.model)), { mode: 0o600 });
  print(`${file} is written; /adm/upload.cgi and pinhole config apply take it.\n`);
}

async function diff([what, other]: readonly string[], flags: ConfigFlags): Promise<void> {
  const place = placeOf(flags);
  const now = await readState(place);
  const first = what === undefined || other === undefined ? now : await readNamed(what, place);
  const second =
    other === undefined
      ? what === undefined
        ? now
        : await readNamed(what, place)
      : await readNamed(other, place);
  warn([...first.notes, ...second.notes]);
  const lines = differences(first.records, second.records);
  print(lines.length === 0 ? "No differences.\n" : `${lines.join("\n")}\n`);
}

async function apply([what = ""]: readonly string[], flags: ConfigFlags): Promise<void> {
  const place = placeOf(flags);
  const { records } = await readState(place);
  const asked = /^\d+$/.test(what)
    ? undefined
    : await changesOf(what, await readFile(what).catch(() => missing(what)), { ...place, records });
  const after = asked
    ? applied(applied(records, asked.changes), asked.logins)
    : (await readNamed(what, place)).records;
  warn(asked?.notes ?? []);
  const lines = differences(records, after);
  if (flags.dryRun) {
    print(lines.length === 0 ? "Nothing would change.\n" : `${lines.join("\n")}\n`);
    return;
  }
  await change(place, `applied ${what}`, async (settings) => {
    if (asked === undefined) return settings.replace((await readVersion(place.folder, Number(what))).text);
    const problems = await settings.set(asked.changes, asked.logins);
    if (problems.length > 0) {
      throw new CameraError("refused", problems.map(({ key, problem }) => `${key}: ${problem}`).join("\n"));
    }
  });
  print(lines.length === 0 ? "Nothing to change.\n" : `${lines.join("\n")}\n`);
}

async function versions(_: readonly string[], flags: ConfigFlags): Promise<void> {
  const all = await listVersions(flags.state);
  if (all.length === 0) print("There are no versions yet: a camera keeps them from its first start.\n");
  for (const { number, at, by, what } of all) {
    const time = new Date(at * 1000).toISOString().replace(/\.\d+/, "");
    print(`${String(number).padStart(4)}  ${time}  ${what.startsWith(by) ? what : `${by}: ${what}`}\n`);
  }
}

async function undo([named]: readonly string[], flags: ConfigFlags): Promise<void> {
  const place = placeOf(flags);
  const number = named === undefined ? await newestVersion(place.folder) : Number(named);
  const before = (await listVersions(place.folder)).findLast((version) => version.number < number);
  if (!Number.isInteger(number) || before === undefined) {
    throw new CameraError("refused", `there is no version before ${named ?? number}`);
  }
  const { records } = await readState(place);
  const lines = differences(records, (await readNamed(String(before.number), place)).records);
  const { text } = await readVersion(place.folder, before.number);
  await change(place, `back to version ${before.number}`, (settings) => settings.replace(text));
  print(`Back to version ${before.number}.\n${lines.map((line) => `${line}\n`).join("")}`);
}

async function change(place: Place, what: string, run: (settings: Settings) => Promise<void>): Promise<void> {
  const log = (line: string): unknown => process.stderr.write(`${line}\n`);
  await using settings = await openSettings({
    ...place,
    groups,
    hash: (value, { key, record }) => hash(value, accountOf(key, record)),
    log,
  });
  await using kept = await openVersions(place.folder, log);
  await run(settings);
  kept.note({ at: Date.now() / 1000, by: "pinhole config", what }, settings.text());
}

function missing(name: string): never {
  throw new CameraError("source-missing", `${name} can not be read`);
}
