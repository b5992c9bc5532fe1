import { type Camera, openCamera } from "@pinhole/client";
import { nodeTransport } from "@pinhole/client/parts/node-transport";
import { parseAddress } from "@pinhole/client/parts/transport";
import type { Send } from "@pinhole/kit/client";
import { CameraError } from "@pinhole/kit/model";
import type { Call, Command, Flag, Terminal } from "./command.ts";
import { type Profiles, readProfiles } from "./profiles.ts";

export { type Typed, wordsBehind } from "./complete.ts";
export { explain, statusOf } from "./failures.ts";

/** Flags of every command for cameras. */
export const commonFlags: readonly Flag[] = [
  { flags: "--json", doc: "writes JSON" },
  { flags: "--camera <camera>", doc: "its address or name (PINHOLE_CAMERA)" },
  { flags: "--timeout <seconds>", doc: "how long a call may take, 1 to 600", parse: wholeNumber(1, 600) },
  { flags: "--insecure", doc: "takes any TLS certificate" },
  { flags: "--old-tls", doc: "also TLS 1.0, for old cameras" },
];

/** A whole number of a flag. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d{1,7}$/.test(text) && value >= min && value <= max) return value;
    throw new RangeError(`must be ${min} to ${max}`);
  };
}

export interface Line {
  /** Everything behind the command that is no flag. */
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, unknown>>;
}

/** Runs a command; the camera is the first word, or --camera, or that of the environment. */
export async function runCommand(
  command: Command,
  { words, flags }: Line,
  terminal: Terminal,
): Promise<void> {
  const profiles = readProfiles(terminal.env);
  const [least, most] = command.words;
  const { named, rest } = command.takesCamera === false ? { named: undefined, rest: words } : split();
  if (rest.length < least || rest.length > most)
    throw new RangeError(
      `${rest.length === 0 ? "something is missing" : `"${rest.join(" ")}"`}; it takes ${command.usage || "nothing"}`,
    );
  const timeoutMs = typeof flags.timeout === "number" ? flags.timeout * 1000 : undefined;
  const open = (which: string): Promise<Camera> => openNamed(which, { profiles, flags, terminal, timeoutMs });
  let opened: Promise<Camera> | undefined;
  const call: Call = {
    words: rest,
    flags,
    terminal,
    timeoutMs,
    address: named === undefined ? undefined : (profiles[named]?.address ?? named),
    camera: () => {
      if (named === undefined) throw new RangeError(noCamera);
      opened ??= open(named);
      return opened;
    },
    open,
    show: (data, people) => {
      const text = flags.json === true ? JSON.stringify(data, null, 2) : people();
      if (text !== "") terminal.write(`${text}\n`);
    },
  };
  await command.run(call);

  function split(): { readonly named: string | undefined; readonly rest: readonly string[] } {
    const flag = typeof flags.camera === "string" ? flags.camera : undefined;
    const usual = flag ?? (terminal.env.PINHOLE_CAMERA || undefined);
    const [first] = words;
    const isCamera =
      first !== undefined &&
      flag === undefined &&
      (first.includes("://") || Object.hasOwn(profiles, first) || words.length > most || !usual);
    return isCamera ? { named: first, rest: words.slice(1) } : { named: usual, rest: words };
  }
}

const noCamera =
  "no camera is named: give its address (http://user:password@host), or a name from `pinhole camera add`, or set PINHOLE_CAMERA";

interface Opening {
  readonly profiles: Profiles;
  readonly flags: Readonly<Record<string, unknown>>;
  readonly terminal: Terminal;
  readonly timeoutMs: number | undefined;
}

async function openNamed(named: string, { profiles, flags, terminal, timeoutMs }: Opening): Promise<Camera> {
  const profile = Object.hasOwn(profiles, named) ? profiles[named] : undefined;
  const address = profile?.address ?? named;
  // A bad address is refused before it is tried; the words hold no password.
  const where = parseAddress(address);
  const tls = {
    verify: flags.insecure !== true && profile?.insecure !== true,
    old: flags.oldTls === true || profile?.oldTls === true,
  };
  const { signal } = terminal;
  if (timeoutMs === undefined) return openCamera(address, { signal, tls });
  const transport = nodeTransport(where, { signal, tls, timeoutMs });
  // What takes long, such as a survey, has a limit of its own; the one that was asked for counts more.
  const send: Send = (request) => transport.send({ ...request, timeoutMs });
  return openCamera(address, { signal, transport: { ...transport, send } });
}

/** The camera, if it is Sercomm's. Throws CameraError "not-offered" with the command that it has instead. */
export function sercommOnly(camera: Camera): Camera & { readonly dialect: "sercomm" } {
  if (camera.dialect === "sercomm") return camera;
  throw new CameraError(
    "not-offered",
    `the ${camera.model.name} is an INSTAR camera, which has no such call`,
  );
}

export function instarOnly(camera: Camera): Camera & { readonly dialect: "instar" } {
  if (camera.dialect === "instar") return camera;
  throw new CameraError(
    "not-offered",
    `the ${camera.model.name} answers as a Sercomm camera; if it speaks INSTAR too, name it as instar://host`,
  );
}

/** Asks before something that can not be taken back; scripts say --yes. */
export async function consent({ flags, terminal }: Call, what: string): Promise<void> {
  if (flags.yes === true) return;
  if (!terminal.isInteractive) throw new RangeError(`${what} asks first; give --yes`);
  terminal.note(`${what}? y/n `);
  for await (const key of terminal.keys()) {
    terminal.note("\n");
    if (key.toLowerCase() === "y") return;
    break;
  }
  throw new CameraError("refused", "nothing was done");
}

export const yesFlag: Flag = { flags: "--yes", doc: "does not ask first" };
