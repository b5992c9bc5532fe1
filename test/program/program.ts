import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { root } from "../sources.ts";
import { type Got, get, type Login } from "./clients.ts";

const startTimeoutMs = 60_000;
const endTimeoutMs = 5000;

/** The command line of the program, before its arguments. */
export const command = [process.execPath, join(root, "packages/daemon/pinhole.js")] as const;

export const admin: Login = ["admin", "secret"];

/** How a process ended and what it wrote. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of one test's own. */
export interface Folder extends AsyncDisposable {
  readonly path: string;
}

export async function emptyFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), "pinhole-test-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Runs the program to its end, which has to come within some seconds. */
export async function run(...args: readonly string[]): Promise<Ended> {
  const { written, end } = open([...command, ...args]);
  return { status: await end(startTimeoutMs), ...written };
}

/** A camera that runs as a process of its own. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  readonly port: number;
  /** "http://127.0.0.1:PORT" */
  readonly base: string;
  /** What it has written so far: the banner, and the log. */
  readonly written: Readonly<{ stdout: string; stderr: string }>;
  /** One GET; `login` is admin:secret unless it is given, and none where it is null. */
  get(target: string, login?: Login | null): Promise<Got>;
  /** `set_group.cgi` as the administrator; it has to answer OK. */
  set(query: string): Promise<void>;
  /** Sends a signal and waits for the end. */
  end(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): Promise<Ended & { readonly seconds: number }>;
}

export interface StartOptions {
  /** Who is told apart in `get`; the flag --login is not given when it is null. */
  readonly login?: Login | null;
  /** Stands before the program's own command line: "unshare", "-m", ... */
  readonly within?: readonly string[];
}

/** Starts a camera on a free port of the loopback address and waits for its banner. */
export async function start(
  folder: Folder,
  args: readonly string[] = [],
  { login = admin, within = [] }: StartOptions = {},
): Promise<Program> {
  // Without TLS unless a test asks for it: no certificate has to be made, and cameras do not meet at one port.
  const secure =
    args.includes("--https") || args.includes("--rtsps") ? [] : ["--https", "off", "--rtsps", "off"];
  const ports = ["--http", "0", "--rtsp", "0", ...secure];
  const place = [...ports, "--bind", "127.0.0.1", "--state", folder.path];
  const who = login === null ? [] : ["--login", login.join(":")];
  const started = open([...within, ...command, "serve", ...place, ...who, ...args]);
  const { child, written } = started;
  const pageLine = /Page {2,}http:\/\/[^ ]+:(\d+)\/[\s\S]*Ctrl\+C/;
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  try {
    await until("the banner", () => pageLine.test(written.stdout) || isOver(), 60);
    assert.ok(!isOver(), `the camera ended with ${child.exitCode}: ${written.stderr}`);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  const port = Number(pageLine.exec(written.stdout)?.[1]);
  const base = `http://127.0.0.1:${port}`;
  const end: Program["end"] = async (signal) => {
    const began = performance.now();
    child.kill(signal);
    const status = await started.end(endTimeoutMs);
    return { status, ...written, seconds: (performance.now() - began) / 1000 };
  };
  const asked = (target: string, who: Login | null = login) => get(base, target, who ?? undefined);
  return {
    pid: child.pid as number,
    port,
    base,
    written,
    get: asked,
    set: async (query) => {
      const { status, text } = await asked(`/adm/set_group.cgi?${query}`);
      assert.deepEqual([query, status, text], [query, 200, "OK"]);
    },
    end,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) await end("SIGKILL");
    },
  };
}

/** Waits until something holds; fails with `what` when it does not in time. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = 10,
): Promise<void> {
  const latest = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > latest) assert.fail(`not within ${seconds} s: ${what}`);
    await after(20);
  }
}

/** The files of a state folder and the folders in it, without the numbers of its locks. */
export async function filesOf({ path }: Folder): Promise<readonly string[]> {
  const found = await readdir(path, { recursive: true, withFileTypes: true });
  const names = found
    .filter((each) => each.isFile())
    .map((each) => relative(path, join(each.parentPath, each.name)));
  return names.map((name) => name.replace(/^lock-.*/, "lock")).sort();
}

/** A port of the loopback address that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** A process and what it has written so far. */
export interface Started {
  readonly child: ChildProcess;
  readonly written: { stdout: string; stderr: string };
  /** Waits for its end, and kills it when it takes longer; the exit status is null when a signal ended it. */
  end(withinMs: number): Promise<number | null>;
}

export function open([file = "", ...args]: readonly string[]): Started {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(file, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const written = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      written[stream] = (written[stream] + text).slice(-1_000_000);
    });
  }
  const { promise: closed, resolve } = Promise.withResolvers<number | null>();
  child.once("close", resolve);
  return {
    child,
    written,
    end: async (withinMs) => {
      const timer = setTimeout(() => child.kill("SIGKILL"), withinMs);
      return closed.finally(() => clearTimeout(timer));
    },
  };
}
