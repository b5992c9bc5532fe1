import type { Camera, SercommCamera } from "@pinhole/client";
import { instarCommands, sercommTargets } from "@pinhole/client/parts/questions";
import { openSilence, type Silence } from "@pinhole/client/parts/silence";
import { models, tables } from "@pinhole/kit/dialects/sercomm";
import { type AnyRecord, CameraError, type Choice, defaults, type Field, type Int } from "@pinhole/kit/model";
import type { Call, Command } from "./command.ts";
import { consent, yesFlag } from "./run.ts";
import { columns } from "./shown.ts";

/** Groups whose change can lock us out. */
const dangerous = new Set(
  [
    "network",
    "wireless",
    "pppoe",
    "http",
    "rtsp",
    "users",
    "userSlot",
    "ipFilter",
    "upnp",
    "factory",
    "ddns",
  ].map((name) => name.toLowerCase()),
);

interface Tried {
  readonly what: string;
  /** "yes", "no", or what came back. */
  readonly found: string;
}

export const probe: Command = {
  usage: "",
  words: [0, 0],
  flags: [
    {
      flags: "--write",
      doc: "also writes another value to each key, verifies it, and puts the old one back",
    },
    yesFlag,
  ],
  doc: "Only reads, unless --write is given. Logins, addresses and the network are never written. The result has no passwords, names or addresses: it can be shared.",
  examples: [
    ["probe door", "a matrix of calls and settings"],
    ["probe door --write --yes --json > door.json", "which keys can be written too"],
  ],
  run: async (call) => {
    const camera = await call.camera();
    const calls = await callsOf(camera);
    const keys = camera.dialect === "sercomm" ? await keysOf(camera, call) : await fieldsOf(camera);
    const { name, firmware } = camera.model;
    call.show({ dialect: camera.dialect, model: name, firmware, calls, keys }, () =>
      [
        `${camera.dialect} ${name} ${firmware}`,
        columns(
          calls.map(({ what, found }) => [what, found]),
          ["CALL", "ANSWERED"],
        ),
        columns(
          keys.map(({ what, found }) => [what, found]),
          ["SETTING", "FOUND"],
        ),
      ].join("\n\n"),
    );
  },
};

async function callsOf(camera: Camera): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  const silence = openSilence();
  const targets =
    camera.dialect === "sercomm" ? sercommTargets : instarCommands.map((name) => `/param.cgi?cmd=${name}`);
  for (const target of targets) {
    const [path = "", query] = target.split("?");
    tried.push({ what: target, found: await answerOf(camera, { path, query }, silence) });
  }
  return tried;
}

async function answerOf(
  camera: Camera,
  { path, query }: { readonly path: string; readonly query: string | undefined },
  silence: Silence,
): Promise<string> {
  try {
    const reply = await camera.transport.send({ method: "GET", path, ...(query ? { query } : {}) });
    silence.heard();
    const code = /response="(\d{3})"/.exec(new TextDecoder().decode(reply.body.subarray(0, 100_000)))?.[1];
    const isGood = reply.status < 300 && (code === undefined || code === "200");
    return isGood ? "yes" : `no (${code ?? reply.status})`;
  } catch (error) {
    if (!(error instanceof CameraError)) throw error;
    // Some cameras hang up on what they do not know, or leave it without an answer.
    silence.heard(error);
    return `no (${error.code})`;
  }
}

async function keysOf(camera: SercommCamera, call: Call): Promise<readonly Tried[]> {
  const isWriting = call.flags.write === true;
  if (isWriting) await consent(call, `every setting of ${camera.address} is changed for a moment`);
  const answered = await camera.groupNames();
  const known = tables({ ...models.RC8230, ...camera.model });
  const tried: Tried[] = [];
  for (const group of new Set([...known.map(({ name }) => name), ...answered])) {
    if (!answered.includes(group)) {
      tried.push({ what: group, found: "no such group" });
      continue;
    }
    const texts = await camera.texts(group);
    const rows = known.find(({ name }) => name === group)?.rows ?? [];
    for (const row of rows) {
      const before = texts[row.key];
      const what = `${group}.${row.key}`;
      if (before === undefined) tried.push({ what, found: row.hidden ? "not listed" : "no" });
      else if (!isWriting || row.readOnly || row.secret || dangerous.has(row.group.name.toLowerCase()))
        tried.push({ what, found: row.readOnly ? "read only" : "yes" });
      else {
        const fields = row.fields.map((name) => row.group.fields[name] as Field);
        const records = defaults(row.group) as readonly AnyRecord[];
        const decoded = row.write(before, records);
        const other = "problem" in decoded ? undefined : otherText(fields, before);
        tried.push({ what, found: await writable(camera, { group, key: row.key, before, other }) });
        call.terminal.signal.throwIfAborted();
      }
    }
    const strange = Object.keys(texts).filter((key) => !rows.some((row) => row.key === key));
    for (const key of strange) tried.push({ what: `${group}.${key}`, found: "yes, and not documented" });
  }
  return tried;
}

/** Another text of a key of one simple field; undefined where it is not simple. */
function otherText([field, ...more]: readonly Field[], before: string): string | undefined {
  if (field === undefined || more.length > 0) return undefined;
  if (field.kind === "bool") return before === "1" ? "0" : before === "0" ? "1" : undefined;
  if (field.kind === "choice" && /^\d+$/.test(before) && (field as Choice).values.length > 1)
    return before === "1" ? "2" : "1";
  if (field.kind === "int" && /^\d+$/.test(before)) {
    const { min, max, step } = field as Int;
    const value = Number(before);
    return String(value + step <= max ? value + step : Math.max(min, value - step));
  }
  return undefined;
}

interface Writing {
  readonly group: string;
  readonly key: string;
  readonly before: string;
  readonly other: string | undefined;
}

async function writable(camera: SercommCamera, { group, key, before, other }: Writing): Promise<string> {
  if (other === undefined || other === before) return "yes (not tried to write)";
  let found: string;
  try {
    await camera.setTexts(group, { [key]: other });
    found =
      (await camera.texts(`${group}.${key}`))[key] === other
        ? "yes, writable"
        : "yes, but a write has no effect";
  } catch (error) {
    if (!(error instanceof CameraError) || error.code !== "refused") throw error;
    found = "yes, but a write is refused";
  }
  const now = (await camera.texts(`${group}.${key}`))[key];
  if (now === before) return found;
  await camera.setTexts(group, { [key]: before });
  const after = (await camera.texts(`${group}.${key}`))[key];
  if (after !== before)
    throw new CameraError(
      "camera-failed",
      `${group}.${key} was ${before} and could not be put back: it is ${after}`,
    );
  return found;
}

async function fieldsOf(camera: Camera & { readonly dialect: "instar" }): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const name of camera.groupNames()) {
    const { missing, odd } = await camera.readGroup(name as "video");
    tried.push({ what: name, found: missing.length === 0 ? "yes" : `without ${missing.join(" ")}` });
    for (const { key, problem } of odd) tried.push({ what: key, found: `not as documented: ${problem}` });
  }
  return tried;
}
