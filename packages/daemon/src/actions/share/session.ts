import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CameraError } from "@pinhole/kit/model";
import { stallWatch, within } from "../uploads/limit.ts";
import { isName } from "../uploads/place.ts";
import type { Attempt, Content, Remote } from "../uploads/remote.ts";
import { addressOf } from "../wire/address.ts";
import { faultOf, statusIn } from "./faults.ts";

/** A share on a server, and the login for it. */
export interface Share {
  readonly host: string;
  readonly name: string;
  readonly user: string;
  readonly password: string;
  /** 445 unless a test says otherwise. */
  readonly port: number;
}

const program = "smbclient";
const programPackage = "smbclient";

/** Characters of what the program prints that are kept. */
const longestOutput = 64 * 1024;

/**
 * Uploads by SMB 2 or 3, signed, with Samba's own client as a child. Each step is one run of it, with a fixed list of
 * arguments; the login is in a file that only we may read.
 */
export async function openShare(share: Share, attempt: Attempt): Promise<Remote> {
  const { limits } = attempt;
  const at = `${share.host} port ${share.port}`;
  const { address } = await addressOf(share.host, attempt);
  const folder = await mkdtemp(join(tmpdir(), "pinhole-share-"));
  const login = join(folder, "login");
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(login, loginText(share), { mode: 0o600 });
    const tools: Tools = { arguments: argumentsFor(share, { address, login }), attempt, at };
    attempt.stage("connect", `${address} port ${share.port}`);
    attempt.stage("login", share.user);
    await smb(tools, limits.connect + limits.reply, { lines: [] });
    return remote(tools, dispose);
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** "DOMAIN\name" is a name in a domain. Fields of the settings hold no control characters, so no line can be added. */
function loginText({ user, password }: Share): string {
  const [, domain, name] = /^([^\\]+)\\(.+)$/.exec(user) ?? [undefined, undefined, user];
  const lines = [`username = ${name}`, `password = ${password}`, ...(domain ? [`domain = ${domain}`] : [])];
  assert.ok(
    lines.every((line) => !/[\r\n\0]/.test(line)),
    "a login holds a line break",
  );
  return `${lines.join("\n")}\n`;
}

function argumentsFor(
  { host, name, port }: Share,
  { address, login }: { readonly address: string; readonly login: string },
): readonly string[] {
  return [
    `//${host}/${name}`,
    ...["-I", address, "-p", String(port), "-A", login, "-E", "-t", "20", "-m", "SMB3"],
    ...["--option=client min protocol=SMB2_02", "--option=client signing=required"],
    // Without a configuration of the machine's own nothing depends on who runs it.
    ...["-s", "/dev/null"],
  ];
}

interface Tools {
  readonly arguments: readonly string[];
  readonly attempt: Attempt;
  readonly at: string;
}

/** What one run does: lines that it reads as its commands, or one command with a file behind it. */
type Work =
  | { readonly folder?: string; readonly lines: readonly string[] }
  | { readonly folder: string; readonly put: string; readonly content: Content };

/** Runs the program; returns what it printed. Throws when it did not get in. */
async function smb(tools: Tools, seconds: number, work: Work): Promise<string> {
  const { attempt, at } = tools;
  attempt.signal.throwIfAborted();
  const folder = work.folder ? ["-D", work.folder] : [];
  const command = "put" in work ? ["-c", `put - "${work.put}"`] : [];
  const child = spawn(program, [...tools.arguments, ...folder, ...command], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C" },
  });
  let output = "";
  const add = (chunk: Buffer): void => {
    output = (output + chunk.toString("utf8")).slice(0, longestOutput);
  };
  child.stdout.on("data", add);
  child.stderr.on("data", add);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.on("close", resolve);
    child.on("error", (error: NodeJS.ErrnoException) => reject(error.code === "ENOENT" ? missing() : error));
  });
  const close = (): void => void child.kill("SIGKILL");
  let stalled = false;
  using watch = stallWatch(attempt.limits.stall, () => {
    stalled = true;
    close();
  });
  const source = "put" in work ? work.content.open() : Readable.from(work.lines.map((line) => `${line}\n`));
  const fed = pipeline(
    source,
    async function* (chunks: AsyncIterable<Uint8Array | string>) {
      for await (const chunk of chunks) {
        watch.progress();
        yield chunk;
      }
    },
    child.stdin,
  ).catch(() => undefined);
  const code = await within({ seconds, signal: attempt.signal, at, close }, exited);
  await fed;
  if (stalled)
    throw new CameraError("target-silent", `${at}: no progress for ${attempt.limits.stall} s`, { at });
  if (code !== 0) throw faultOf(output, at);
  return output;
}

function missing(): CameraError {
  return new CameraError(
    "program-missing",
    `uploads to a share need the program ${program}; install the package ${programPackage}`,
    { at: program },
  );
}

/** Seconds for a file, beside the watch for stalls. */
const longestUpload = 900;

function remote(tools: Tools, dispose: () => Promise<void>): Remote {
  const { limits } = tools.attempt;
  const seconds = limits.connect + limits.reply;
  let folder = "";
  const inside = (): { readonly folder?: string } => (folder === "" ? {} : { folder });
  return {
    enter: async (parts, make) => {
      const names = parts.filter((part) => part !== "/");
      assert.ok(
        names.every((name) => isName(name) && !/["%]/.test(name)),
        "a folder leaves its place",
      );
      const paths = names.map((_, n) => names.slice(0, n + 1).join("\\"));
      // A line each: between quotes nothing but a quote ends a name. What exists already is no failure.
      const lines = paths.slice(paths.length - Math.min(make, paths.length)).map((path) => `mkdir "${path}"`);
      if (lines.length > 0) await smb(tools, seconds, { lines });
      folder = paths.at(-1) ?? "";
      if (folder !== "") await smb(tools, seconds, { ...inside(), lines: [] });
    },
    size: async (name) => {
      const output = await smb(tools, seconds, { ...inside(), lines: [`allinfo ${quoted(name)}`] });
      if (statusIn(output) !== undefined) return undefined;
      const [, bytes] = /^stream: \[::\$DATA\], (\d+) bytes/m.exec(output) ?? [];
      return bytes === undefined ? undefined : Number(bytes);
    },
    write: async (name, content) => {
      quoted(name);
      const output = await smb(tools, longestUpload, { folder, put: name, content });
      if (statusIn(output) !== undefined) throw faultOf(output, tools.at);
    },
    rename: async (from, to) => {
      const renames = `rename ${quoted(from)} ${quoted(to)}`;
      const output = await smb(tools, seconds, { ...inside(), lines: [renames] });
      if (statusIn(output) === undefined) return true;
      // SMB's rename does not write over a file that exists.
      const again = await smb(tools, seconds, { ...inside(), lines: [`del ${quoted(to)}`, renames] });
      return !again.includes("renaming files");
    },
    remove: async (name) => {
      await smb(tools, seconds, { ...inside(), lines: [`del ${quoted(name)}`] });
    },
    [Symbol.asyncDispose]: dispose,
  };
}

/** A name as an argument of smbclient's commands, which end at ";" and take "*" and "?" for patterns. */
function quoted(name: string): string {
  assert.match(name, /^[A-Za-z0-9_ -][A-Za-z0-9._ -]*$/, "a file leaves its folder");
  return `"${name}"`;
}
