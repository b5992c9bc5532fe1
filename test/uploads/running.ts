import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export const run = promisify(execFile);

/** Whether the tests may become other users, which some servers need. */
export const isRoot = process.getuid?.() === 0;

/** The user that servers run as when the tests are root's: nobody. */
export const nobody = { uid: 65534, gid: 65534 };

/** A command line that runs as nobody where we are root. */
export function unprivileged(
  command: string,
  ...args: readonly string[]
): readonly [string, readonly string[]] {
  if (!isRoot) return [command, args];
  return ["setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", command, ...args]];
}

/** A folder that every user may enter, gone afterwards. */
export async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "pinhole-uploads-"));
  await chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** A server that listens; `output` is what it said so far. */
export interface Running extends AsyncDisposable {
  readonly process: ChildProcess;
  readonly port: number;
  output(): string;
}

const startSeconds = 15;

/** Starts a server in a process group of its own and waits until its port takes connections. */
export async function start(
  [command, args]: readonly [string, readonly string[]],
  port: number,
  env: NodeJS.ProcessEnv = {},
): Promise<Running> {
  const child = spawn(command, args, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString("latin1")).slice(-100_000);
    });
  }
  const ended = once(child, "exit");
  ended.catch(() => undefined);
  const stop = async (): Promise<void> => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        child.kill("SIGKILL");
      }
      await ended;
    }
  };
  const end = Date.now() + startSeconds * 1000;
  while (!(await takesConnections(port))) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`${command} does not listen on port ${port}: ${said.slice(-1500)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { process: child, port, output: () => said, [Symbol.asyncDispose]: stop };
}

function takesConnections(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  return new Promise((resolve) => {
    const give = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", () => give(true));
    socket.on("error", () => give(false));
  });
}
