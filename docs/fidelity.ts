import type { Answer, Dialect } from "@pinhole/kit/dialect";
import { instar } from "@pinhole/kit/dialects/instar";
import { commands, models, sercomm, tables, withheld } from "@pinhole/kit/dialects/sercomm";
import type { Caller, Field, Model } from "@pinhole/kit/model";
import { FakeCamera } from "../packages/kit/src/model/fake-camera.ts";
import { ftpMenu, type KnownCommand, neighbours } from "./known-instar.ts";
import { type KnownPath, knownKeys, knownPaths, otherKeys, refusedQuestions } from "./known-sercomm.ts";

/** What becomes of a thing that the real cameras know. */
export type Verdict =
  | { readonly kind: "works"; readonly note?: string }
  | { readonly kind: "no effect" | "refused"; readonly because: string }
  /** Nothing answers, and nothing says why: to be mended. */
  | { readonly kind: "missing" };

export const works: Verdict = { kind: "works" };
const missing: Verdict = { kind: "missing" };

const admin: Caller = {
  name: "administrator",
  level: "admin",
  privileges: new Set(["audioIn", "audioOut", "panTilt", "io"]),
};

/** A camera that lacks nothing. */
const whole: Model = {
  ...models.RC8230,
  has: {
    ...{
      panTilt: true,
      microphone: true,
      speaker: true,
      irLeds: true,
      whiteLeds: true,
      dayNight: true,
      wifi: true,
    },
    ...{ io: 2, pir: true, privacyButton: true, serialPort: true, sdCard: true },
  },
};

interface Question {
  readonly method?: string;
  readonly body?: Uint8Array;
  readonly after?: string | undefined;
}

/** Asks a dialect one question of a camera in memory, of which `after` is set before. */
async function ask(dialect: Dialect, target: string, question: Question = {}): Promise<Answer> {
  const { method = "GET", body = new Uint8Array(0), after } = question;
  const camera = new FakeCamera(whole);
  const send = (
    path: string,
    query: string,
    more = { method: "GET", body: new Uint8Array(0) as Uint8Array },
  ) => dialect.serve({ path, query, headers: {}, caller: admin, ...more }, camera);
  for (const query of [beforehand, ...(after === undefined ? [] : [after])])
    await send("/adm/set_group.cgi", query);
  const cut = target.indexOf("?");
  return cut < 0
    ? send(target, "", { method, body })
    : send(target.slice(0, cut), target.slice(cut + 1), { method, body });
}

/** What a question may build on: a speaker that is on, a trigger that is allowed, a position that is stored. */
const beforehand = [
  "group=AUDIO&audio_out=1&group=HTTP_EVENT&http_event_en=1&group=EVENT&event_trigger=1",
  "group=PTZ&Preset1Position=5,5",
].join("&");

const isRefused = (answer: Answer): boolean => "status" in answer && answer.status >= 400;

/** A path and everything that it can be asked. Throws when it is there and fails at one of them. */
export async function verdictOfPath({ path, method, asks, after }: KnownPath): Promise<Verdict> {
  const kept = withheld.find((each) => each.path === path);
  if (kept !== undefined) return { kind: "refused", because: kept.because };
  const dialect = sercomm(whole);
  if (dialect.level(path) === undefined) return missing;
  const saved = path === "/adm/upload.cgi" ? await ask(dialect, "/adm/admcfg.cfg") : undefined;
  const body = new TextEncoder().encode(saved && "body" in saved ? String(saved.body) : "");
  for (const query of asks) {
    const target = query === "" ? path : `${path}?${query}`;
    const answer = await ask(dialect, target, { method: method ?? "GET", body, after });
    if (isRefused(answer)) throw new Error(`${target} is refused: ${JSON.stringify(answer)}`);
  }
  return works;
}

/** A question that is refused on purpose; throws when it is answered. */
export async function verdictOfRefusal(target: string): Promise<Verdict> {
  const answer = await ask(sercomm(whole), target);
  if (!isRefused(answer)) throw new Error(`${target} is answered: ${JSON.stringify(answer)}`);
  return { kind: "refused", because: refusedQuestions[target] ?? "" };
}

/** "a{1..3}b" -> "a1b", "a2b", "a3b". */
export function expanded(words: string): readonly string[] {
  return words.split(" ").flatMap((word) => {
    const [, head, last, tail] = /^(.*)\{1\.\.(\d+)\}(.*)$/.exec(word) ?? [];
    return head === undefined
      ? [word]
      : Array.from({ length: Number(last) }, (_, n) => `${head}${n + 1}${tail}`);
  });
}

const wholeTables = tables(whole);

/** A key of a group, by the tables. */
export function verdictOfKey(group: string, key: string): Verdict {
  const table = wholeTables.find(({ name }) => name === group);
  const row = table?.rows.find((each) => each.key === key);
  if (row === undefined) {
    const because =
      otherKeys[group] ?? otherKeys[`${group}.${key}`] ?? otherKeys[`${group}.${key.replace(/\d+$/, "")}`];
    return because === undefined ? missing : { kind: "refused", because };
  }
  const fields = row.fields.map((name) => row.group.fields[name] as Field);
  const reason = fields.find(({ noEffect }) => noEffect !== undefined)?.noEffect;
  if (reason !== undefined) return { kind: "no effect", because: reason };
  const notes = [...(row.readOnly ? ["read only"] : []), ...(row.secret ? ["reads as empty"] : [])];
  return notes.length === 0 ? works : { kind: "works", note: notes.join(", ") };
}

/** Keys of the tables that the list of what is known lacks. */
export function unlistedKeys(): readonly string[] {
  const listed = new Set(
    Object.entries(knownKeys).flatMap(([group, keys]) => expanded(keys).map((key) => `${group}.${key}`)),
  );
  return wholeTables
    .flatMap(({ name, rows }) => rows.map(({ key }) => `${name}.${key}`))
    .filter((key) => !listed.has(key));
}

/** Paths that are answered and that the list lacks. */
export function unlistedPaths(): readonly string[] {
  const listed = new Set(knownPaths.map(({ path }) => path));
  return commands.map(({ path }) => path).filter((path) => !listed.has(path));
}

/** A command of the INSTAR interface, by what it is answered with. */
export async function verdictOfCommand(
  { command, asks }: Omit<KnownCommand, "keys">,
  because?: string,
): Promise<Verdict> {
  if (instar.level("/param.cgi") === undefined) return missing;
  // It needs a server at the other end.
  if (command === "testftp") return works;
  const answer = await ask(instar, `/param.cgi?cmd=${command}${asks === "" ? "" : `&${asks}`}`);
  const text = "body" in answer ? String(answer.body) : "";
  const code = /response="(\d+)"/.exec(text)?.[1] ?? "";
  if (code === "217") return { kind: "no effect", because: "the camera has no such hardware" };
  // Known, though it wants more than it was asked with.
  if (code === "200" || code === "208" || code === "213") return works;
  return because === undefined ? missing : { kind: "refused", because };
}

/** A path of the INSTAR interface. */
export async function verdictOfInstarPath(target: string): Promise<Verdict> {
  if (instar.level(target.replace(/\?.*/, "")) === undefined) return missing;
  return isRefused(await ask(instar, target)) ? missing : works;
}

export function verdictOfRtsp(path: string): Verdict {
  const camera = new FakeCamera(whole);
  const found = [sercomm(whole), instar].some((dialect) => dialect.programme?.(path, camera) !== undefined);
  return found ? works : missing;
}

export const menu = ftpMenu;
export const others = neighbours;
