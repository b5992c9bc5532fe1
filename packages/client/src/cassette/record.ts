import type { ClientReply } from "@pinhole/kit/client";
import { instarMenus } from "@pinhole/kit/dialects/instar";
import { CameraError } from "@pinhole/kit/model";
import type { Camera } from "../index.ts";
import { instarCommands, sercommTargets } from "../questions.ts";
import { openSilence, type Silence } from "../silence.ts";
import type { Transport } from "../transport.ts";
import { type Cassette, linesIn, type Recorded } from "./cassette.ts";
import { configurationWithoutSecrets, withoutSecrets } from "./secrets.ts";

export interface RecordOptions {
  /** The same camera without a login, to learn what it tells everybody. */
  readonly stranger: Transport;
  /** Is left out of all that is kept. */
  readonly password?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, all: number) => void;
}

/** Pictures of the motion JPEG that are kept, and how long they are waited for. */
const pictures = 5;
const picturesMs = 15_000;

const configuration = "/adm/admcfg.cfg";

/** Asks a camera all that is only read, and keeps the answers. */
export async function recordCassette(camera: Camera, options: RecordOptions): Promise<Cassette> {
  const { stranger, password = "", signal, onProgress } = options;
  const targets = await targetsOf(camera);
  const replies: Recorded[] = [];
  const silence = openSilence();
  for (const [n, target] of targets.entries()) {
    signal?.throwIfAborted();
    onProgress?.(n, targets.length);
    const reply = await answerOf(camera.transport, target, silence);
    if (reply !== undefined) replies.push(recorded(target, reply, password));
  }
  const { open, challenge } = await tellsEverybody(stranger, [
    ...new Set(replies.filter(({ status }) => status < 300).map(({ target }) => target.split("?")[0] ?? "")),
  ]);
  const frames = await framesOf(camera, signal);
  onProgress?.(targets.length, targets.length);
  const { name, firmware } = camera.model;
  return {
    pinhole: "cassette 1",
    dialect: camera.dialect,
    model: name,
    firmware,
    open,
    challenge,
    replies,
    pictures: frames.map(base64),
  };
}

async function targetsOf(camera: Camera): Promise<readonly string[]> {
  if (camera.dialect === "instar") {
    const commands = [...new Set([...instarCommands, ...instarMenus.map((name) => `get${name}`)])];
    // What it says to a command that it does not know.
    const known = [...commands, "getnosuchcommand"].map((name) => `/param.cgi?cmd=${name}`);
    return [...known, ...[11, 12, 13].map((channel) => `/snap.cgi?chn=${channel}`)];
  }
  const groups = [...(await camera.groupNames()), "NO_SUCH_GROUP"];
  return [
    ...sercommTargets,
    "/util/query.cgi?extension=yes",
    ...groups.map((name) => `/adm/get_group.cgi?group=${name}`),
  ];
}

async function answerOf(
  { send }: Transport,
  target: string,
  silence: Silence,
): Promise<ClientReply | undefined> {
  const [path = "", query] = target.split("?");
  try {
    const reply = await send({ method: "GET", path, ...(query === undefined ? {} : { query }) });
    silence.heard();
    return reply;
  } catch (error) {
    // Cameras close the connection for what they do not know, or answer it never.
    if (!(error instanceof CameraError) || error.code === "peer-unverified") throw error;
    silence.heard(error);
    return undefined;
  }
}

function recorded(target: string, { status, headers, body }: ClientReply, password: string): Recorded {
  const type = headers["content-type"] ?? "";
  if (target === configuration && status < 300) {
    try {
      return { target, status, type, base64: base64(configurationWithoutSecrets(body, password)) };
    } catch {
      // What can not be read may hold anything.
      return { target, status, type, base64: "" };
    }
  }
  const text = textOf(body);
  if (text === undefined) return { target, status, type, base64: base64(body) };
  return { target, status, type, lines: linesIn(withoutSecrets(text, password)) };
}

function textOf(body: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

async function tellsEverybody(
  stranger: Transport,
  paths: readonly string[],
): Promise<{ readonly open: readonly string[]; readonly challenge: string }> {
  const open: string[] = [];
  let challenge = "";
  const silence = openSilence();
  for (const path of paths) {
    const reply = await answerOf(stranger, path, silence);
    if (reply === undefined) continue;
    if (reply.status !== 401 && reply.status !== 403) open.push(path);
    challenge ||= reply.headers["www-authenticate"] ?? "";
  }
  return { open, challenge };
}

async function framesOf(camera: Camera, signal?: AbortSignal): Promise<readonly Uint8Array[]> {
  const enough = AbortSignal.timeout(picturesMs);
  const frames: Uint8Array[] = [];
  try {
    const until = signal ? AbortSignal.any([signal, enough]) : enough;
    for await (const jpeg of camera.pictures({ signal: until })) {
      if (frames.push(jpeg) === pictures) break;
    }
  } catch {
    signal?.throwIfAborted();
    // A camera without such a stream has none on the cassette either.
  }
  return frames;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}
