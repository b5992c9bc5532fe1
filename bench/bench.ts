import { type ChildProcess, fork, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Options } from "./options.ts";
import type { Section } from "./report.ts";

/** One measurement: runs in bounded time and leaves nothing behind but its section. */
export interface Benchmark {
  readonly name: string;
  /** One line for the help. */
  readonly doc: string;
  run(bench: Bench): Promise<Section>;
}

/** Something of this machine is not there; the message is one line and says how to get it. */
export class Missing extends Error {
  override readonly name = "Missing";
}

/** A process of the benchmark, in a process group of its own that ends with it. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  readonly process: ChildProcess;
  /** The last that it wrote to either output. */
  output(): string;
  /** Throws, with its last words, if it has ended; and when the benchmark is to stop. */
  assertAlive(): void;
}

/** What a benchmark works with. Disposing it ends every process and removes the folder. */
export interface Bench extends AsyncDisposable {
  readonly options: Options;
  readonly signal: AbortSignal;
  /** Temporary and readable by everyone, since servers drop their rights. */
  readonly folder: string;
  say(line: string): void;
  start(command: readonly string[]): Child;
  /** A TypeScript program of the benchmark with a channel for messages. */
  fork(program: string, args: readonly string[]): Child;
  pause(seconds: number): Promise<void>;
}

const keptOutput = 4000;
const graceMs = 4000;

export async function openBench(options: Options, signal: AbortSignal): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "pinhole-bench-"));
  await chmod(folder, 0o755);
  const children = new Set<Child>();
  const killAll = () => {
    for (const { pid } of children) signalGroup(pid, "SIGKILL");
  };
  process.once("exit", killAll);

  function adopt(spawned: ChildProcess, name: string): Child {
    const child = watch(spawned, { name, signal, onEnd: () => children.delete(child) });
    children.add(child);
    return child;
  }

  return {
    options,
    signal,
    folder,
    say: (line) => void process.stderr.write(`${line}\n`),
    start: ([command = "", ...args]) => {
      signal.throwIfAborted();
      const stdio: StdioOptions = ["ignore", "pipe", "pipe"];
      return adopt(spawn(command, args, { stdio, detached: true, cwd: projectFolder }), command);
    },
    fork: (program, args) => {
      signal.throwIfAborted();
      const stdio: StdioOptions = ["ignore", "pipe", "pipe", "ipc"];
      return adopt(fork(program, args, { stdio, detached: true }), program);
    },
    pause: async (seconds) => {
      await sleep(seconds * 1000, undefined, { signal });
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...children].map((child) => child[Symbol.asyncDispose]()));
      process.off("exit", killAll);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const projectFolder = join(import.meta.dirname, "..");

interface Watch {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly onEnd: () => void;
}

function watch(spawned: ChildProcess, { name, signal, onEnd }: Watch): Child {
  let output = "";
  let end: string | undefined;
  for (const stream of [spawned.stdout, spawned.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-keptOutput);
    });
  }
  const finish = (words: string) => {
    end ??= words;
    onEnd();
  };
  spawned.once("error", (error) => finish(error.message));
  spawned.once("exit", (code, killedBy) => finish(killedBy ?? `exit status ${code}`));
  const pid = spawned.pid ?? 0;
  return {
    pid,
    process: spawned,
    output: () => output,
    assertAlive: () => {
      signal.throwIfAborted();
      if (end !== undefined) throw new Error(`${name} has ended (${end})\n${output}`.trimEnd());
    },
    [Symbol.asyncDispose]: async () => {
      if (end === undefined && pid > 0) {
        const gone = once(spawned, "exit");
        signalGroup(pid, "SIGTERM");
        const timer = setTimeout(() => signalGroup(pid, "SIGKILL"), graceMs);
        await gone;
        clearTimeout(timer);
      }
      // What the process had started itself must not outlive it either.
      if (pid > 0) signalGroup(pid, "SIGKILL");
    },
  };
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
