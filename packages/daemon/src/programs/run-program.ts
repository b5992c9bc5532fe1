import { execFile } from "node:child_process";
import { CameraError } from "@pinhole/kit/model";

/** A program of the machine and the Debian package that has it. */
export interface Program {
  readonly command: string;
  readonly package: string;
}

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a program of the machine with these arguments, never by way of a shell. */
export type RunProgram = (program: Program, args: readonly string[], options: RunOptions) => Promise<Ended>;

/** Bytes of output that are kept; a program that writes more is ended. */
const mostOutput = 1024 * 1024;

// Where programs of the administrator lie; the PATH of a plain user leaves them out.
export const searchPath = `${process.env.PATH ?? ""}:/usr/sbin:/sbin`;

/**
 * The real `RunProgram`. Rejects with a CameraError when the program is not there or takes too long, and with the
 * signal's reason when that aborts; a status other than 0 is for the caller to read.
 */
export const runProgram: RunProgram = (program, args, { timeoutMs, signal, env = {} }) => {
  const { promise, resolve, reject } = Promise.withResolvers<Ended>();
  signal?.throwIfAborted();
  const child = execFile(
    program.command,
    [...args],
    {
      // Words of programs are read, so they have to be the same everywhere.
      env: { ...process.env, LC_ALL: "C", ...env, PATH: searchPath },
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      maxBuffer: mostOutput,
      ...(signal === undefined ? {} : { signal }),
    },
    (error, stdout, stderr) => {
      if (error === null) return resolve({ status: 0, stdout, stderr });
      if (signal?.aborted) return reject(signal.reason);
      if (typeof error.code === "number") return resolve({ status: error.code, stdout, stderr });
      reject(failureOf(program, error, timeoutMs));
    },
  );
  // A program that asks for something gets nothing, and ends.
  child.stdin?.on("error", () => {}).end();
  return promise;
};

/** What went wrong with a program, as a CameraError that names its package where it is missing. */
export function failureOf({ command, package: name }: Program, error: Error, timeoutMs = 0): CameraError {
  const { code, killed } = error as NodeJS.ErrnoException & { readonly killed?: boolean };
  const at = { at: command, cause: error };
  if (code === "ENOENT" || code === "EACCES") {
    return new CameraError("program-missing", `${command} is not installed; install ${name}`, at);
  }
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") {
    return new CameraError("program-failed", `${command} wrote more than ${mostOutput} bytes`, at);
  }
  if (killed) return new CameraError("timeout", `${command} took longer than ${timeoutMs / 1000} s`, at);
  return new CameraError("program-failed", `${command} failed: ${error.message.split("\n")[0]}`, at);
}

/** Ends a program's words where it failed. */
export function checked({ command }: Program, ended: Ended): string {
  if (ended.status === 0) return ended.stdout;
  const words = (ended.stderr.trim() || ended.stdout.trim()).split("\n")[0] ?? "";
  throw new CameraError(
    "program-failed",
    `${command} failed: ${words.slice(0, 200) || `status ${ended.status}`}`,
    {
      at: command,
    },
  );
}
