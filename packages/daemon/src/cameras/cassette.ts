import { readFile, writeFile } from "node:fs/promises";
import { parseCassette } from "@pinhole/client/parts/cassette/cassette";
import { recordCassette } from "@pinhole/client/parts/cassette/record";
import { playCassette } from "@pinhole/client/parts/cassette/serve";
import { nodeTransport } from "@pinhole/client/parts/node-transport";
import { limits, parseAddress } from "@pinhole/client/parts/transport";
import { CameraError } from "@pinhole/kit/model";
import type { Call, Command } from "./command.ts";
import { readProfiles, splitLogin } from "./profiles.ts";
import { wholeNumber } from "./run.ts";

export const cassette: Command = {
  usage: "record CAMERA FILE.json | play FILE.json",
  words: [2, 3],
  takesCamera: false,
  flags: [
    {
      flags: "--http <port>",
      doc: "of play; 0 takes any that is free",
      parse: wholeNumber(0, 65_535),
      default: 8080,
    },
    {
      flags: "--bind <address>",
      doc: "of play: 0.0.0.0 for everybody on your networks",
      default: "127.0.0.1",
    },
    { flags: "--login <user:password>", doc: "of play; left out, any login is let in, but not none" },
  ],
  doc: `record asks a camera all that is only read, settings, facts, pictures, and keeps the answers in one readable file, without passwords and keys. The file has the names and addresses that the camera tells: look through it before you give it away.
play is that camera until Ctrl+C: it answers what was recorded, 401 without a login, and keeps changes of settings in memory.`,
  examples: [
    ["cassette record door door.json", "all that the camera answers"],
    ["cassette play door.json --http 8090", "the same camera, made of its answers"],
    ["cassette play door.json --login admin:PASSWORD", "with that login only"],
  ],
  run: async (call) => {
    const [what, ...rest] = call.words;
    const [first = "", second] = rest;
    if (what === "record" && second !== undefined) await record(call, first, second);
    else if (what === "play" && second === undefined) await play(call, first);
    else throw new RangeError(`it takes ${cassette.usage}`);
  },
};

async function record(
  { open, terminal, flags, timeoutMs, show }: Call,
  named: string,
  file: string,
): Promise<void> {
  const camera = await open(named);
  const profiles = readProfiles(terminal.env);
  const address = parseAddress(Object.hasOwn(profiles, named) ? (profiles[named]?.address ?? "") : named);
  const tls = { verify: flags.insecure !== true, old: flags.oldTls === true };
  using stranger = nodeTransport(
    { ...address, login: undefined },
    { timeoutMs: timeoutMs ?? limits.timeoutMs, signal: terminal.signal, tls },
  );
  const made = await recordCassette(camera, {
    stranger,
    password: address.login?.password ?? "",
    signal: terminal.signal,
    onProgress: (done, all) => {
      if (terminal.isInteractive) terminal.note(`\r${done} of ${all}`);
    },
  });
  if (terminal.isInteractive) terminal.note("\r\x1b[K");
  await writeFile(file, `${JSON.stringify(made, null, 1)}\n`, { mode: 0o600 }).catch((error: Error) => {
    throw new CameraError("refused", `${file} was not written: ${error.message}`);
  });
  const { model, replies, pictures } = made;
  const told = { file, model, replies: replies.length, pictures: pictures.length };
  show(told, () => `${file}: ${replies.length} answers and ${pictures.length} pictures of the ${model}`);
}

async function play({ terminal, flags, show }: Call, file: string): Promise<void> {
  const login = typeof flags.login === "string" ? splitLogin(flags.login) : undefined;
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new CameraError("refused", `${file} can not be read: ${error.message}`);
  });
  const tape = parseCassette(text);
  const host = String(flags.bind);
  await using playing = await playCassette(tape, {
    port: Number(flags.http),
    host,
    ...(login === undefined ? {} : { login }),
  });
  const scheme = tape.dialect === "instar" ? "instar" : "http";
  const address = `${scheme}://${host === "0.0.0.0" ? "127.0.0.1" : host}:${playing.port}`;
  show({ address, model: tape.model }, () => `${address} is the ${tape.model} of ${file}; Ctrl+C ends it`);
  if (!terminal.signal.aborted)
    await new Promise((resolve) => terminal.signal.addEventListener("abort", resolve, { once: true }));
}
