import { spawn } from "node:child_process";
import { once } from "node:events";
import { CameraError } from "@pinhole/kit/model";
import { failureOf, type Program, searchPath } from "./run-program.ts";

export interface AttendOptions {
  /** Gets each line that the program prints. */
  onLine?(line: string): void;
  readonly signal: AbortSignal;
}

// It ends a program with its parent, also where that was killed: a program that goes on would keep its device busy.
const setpriv: Program = { command: "setpriv", package: "util-linux" };

/** Characters of a line, and of what a program says when it fails. */
const most = 500;

/**
 * Runs a program that goes on for ever, with these arguments and never by way of a shell. Resolves when the signal has
 * ended it; rejects with a CameraError when it is not there or ends by itself.
 */
export async function attendProgram(
  program: Program,
  args: readonly string[],
  { onLine, signal }: AttendOptions,
): Promise<void> {
  if (signal.aborted) return;
  const child = spawn(setpriv.command, ["--pdeathsig", "KILL", "--", program.command, ...args], {
    env: { ...process.env, LC_ALL: "C", PATH: searchPath },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill);
  let words = "";
  let line = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    words = (words + text).slice(0, most);
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (line + text).split("\n");
    line = (lines.pop() ?? "").slice(-most);
    for (const each of lines) if (!signal.aborted) onLine?.(each);
  });
  try {
    await once(child, "close");
  } catch (error) {
    if (!signal.aborted) throw failureOf(setpriv, error as Error);
  } finally {
    signal.removeEventListener("abort", kill);
  }
  if (signal.aborted) return;
  // What setpriv answers for a program that is not there, as shells do.
  if (child.exitCode === 127) {
    const missing = Object.assign(new Error("not found"), { code: "ENOENT" });
    throw failureOf(program, missing);
  }
  const [why = ""] = words.trim().split("\n");
  throw new CameraError("program-failed", `${program.command} ended: ${why || `status ${child.exitCode}`}`, {
    at: program.command,
  });
}
