import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FolderAnswer, FolderRequest } from "@pinhole/kit/model";
import { type Program, type RunProgram, runProgram } from "../../programs/run-program.ts";

const smbclient: Program = { command: "smbclient", package: "smbclient" };

const timeoutMs = 20_000;
const mostFolders = 1000;

type Outcome = FolderAnswer["outcome"];

/** What one command came to, and what it wrote. */
interface Told {
  readonly outcome: Outcome;
  readonly text: string;
}

const outcomes: readonly (readonly [status: RegExp, outcome: Outcome])[] = [
  [/LOGON_FAILURE|WRONG_PASSWORD|NO_SUCH_USER|ACCOUNT_|PASSWORD_(?:EXPIRED|MUST)|LOGON_TYPE/, "no-login"],
  [/OBJECT_NAME_COLLISION|FILE_EXISTS/, "exists"],
  [/MEDIA_WRITE_PROTECTED/, "not-writable"],
  [/ACCESS_DENIED|NETWORK_ACCESS_DENIED/, "denied"],
  [
    /BAD_NETWORK_NAME|OBJECT_(?:NAME|PATH)_NOT_FOUND|NO_SUCH_FILE|NOT_A_DIRECTORY|OBJECT_NAME_INVALID/,
    "missing",
  ],
];

/**
 * Lists, makes or removes a folder of a share by Samba's client, which gets the login in a file that only this user can
 * read. What no guest may see is asked for with the login alone. Rejects with a CameraError when there is no smbclient.
 */
export async function shareFolder(
  request: FolderRequest,
  signal: AbortSignal,
  run: RunProgram = runProgram,
): Promise<FolderAnswer> {
  const folder = await mkdtemp(join(tmpdir(), "pinhole-share-"));
  try {
    const login = join(folder, "login");
    await writeFile(login, loginText(request), { mode: 0o600 });
    const ask = askerOf(request, login, { run, signal });
    const { outcome, folders = [] } =
      request.change === undefined ? await look(request, ask) : await alter(request, ask);
    return { outcome, folders };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Ask = (folder: readonly string[], command: string) => Promise<Told>;

interface Looked {
  readonly outcome: Outcome;
  readonly folders?: readonly string[];
}

async function look({ path, rights }: FolderRequest, ask: Ask): Promise<Looked> {
  const [, ...folder] = path.split("/");
  const listed = await ask(folder, "ls");
  const canRead = listed.outcome === "ok";
  if (!canRead && listed.outcome !== "denied") return listed;
  const isWriteAsked = rights === "write" || rights === "both" || (rights === "read" && !canRead);
  const canWrite = isWriteAsked && (await canMakeIn(folder, ask));
  const folders = canRead ? foldersIn(listed.text) : [];
  if (rights === undefined || rights === "read") {
    return canRead ? { outcome: "ok", folders } : { outcome: canWrite ? "not-readable" : "denied" };
  }
  if (canWrite)
    return canRead || rights === "write" ? { outcome: "ok", folders } : { outcome: "not-readable" };
  return { outcome: canRead ? "not-writable" : "denied" };
}

/** Only trying tells whether something can be written; what is made is removed. */
async function canMakeIn(folder: readonly string[], ask: Ask): Promise<boolean> {
  const name = `.pinhole-${randomBytes(6).toString("hex")}`;
  const made = await ask(folder, `mkdir "${name}"`);
  if (made.outcome !== "ok") return false;
  await ask(folder, `rmdir "${name}"`);
  return true;
}

async function alter({ path, change }: FolderRequest, ask: Ask): Promise<Looked> {
  const parts = path.split("/").slice(1);
  const name = parts.at(-1) ?? "";
  const parent = parts.slice(0, -1);
  const { outcome } = await ask(parent, `${change === "make" ? "mkdir" : "rmdir"} "${name}"`);
  if (outcome !== "denied") return { outcome };
  const { outcome: seen } = await ask(parent, "ls");
  return { outcome: seen === "ok" ? "not-writable" : "denied" };
}

function askerOf(
  { host, path, user }: FolderRequest,
  login: string,
  { run, signal }: { readonly run: RunProgram; readonly signal: AbortSignal },
): Ask {
  const [, server = host, port] = /^([^:]+):(\d{1,5})$/.exec(host) ?? [];
  const [share = ""] = path.split("/");
  const reach = ["--max-protocol=SMB3", "--timeout=15", ...(port === undefined ? [] : ["--port", port])];
  const who = user === "" ? ["--no-pass"] : [`--authentication-file=${login}`];
  return async (folder, command) => {
    const at = folder.length === 0 ? [] : ["--directory", folder.join("\\")];
    const args = [`//${server}/${share}`, ...reach, ...who, ...at, "--command", command];
    const { status, stdout, stderr } = await run(smbclient, args, { timeoutMs, signal });
    return { outcome: outcomeOf(status, `${stdout}\n${stderr}`), text: stdout };
  };
}

/** smbclient ends with 0 although a command failed, and says so in its words. */
export function outcomeOf(status: number, text: string): Outcome {
  const failure = /NT_STATUS_\w+/.exec(text)?.[0];
  if (failure === undefined) return status === 0 ? "ok" : "failed";
  return outcomes.find(([pattern]) => pattern.test(failure))?.[1] ?? "failed";
}

/** Lines of a name, letters ("D" for a folder), a size and a time. */
export function foldersIn(text: string): string[] {
  const line = /^ {2}(\S.*?) +([A-Z]*D[A-Z]*) +\d+ {2}\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/gm;
  return [...text.matchAll(line)]
    .map(([, name = ""]) => name)
    .filter((name) => name !== "." && name !== "..")
    .slice(0, mostFolders)
    .sort();
}

/** Nothing in a value can begin a line of its own: the caller's table has no room for control characters. */
function loginText({ user, password }: FolderRequest): string {
  const [, domain, name = user] = /^([^\\/]+)[\\/](.+)$/.exec(user) ?? [];
  const lines = [
    `username = ${name}`,
    `password = ${password}`,
    ...(domain === undefined ? [] : [`domain = ${domain}`]),
  ];
  return `${lines.join("\n")}\n`;
}
