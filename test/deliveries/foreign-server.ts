import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./stand.ts";

/** A folder for a test's servers, removed with it. Others may enter it, as servers drop their rights. */
export async function serverFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "pinhole-peer-"));
  const { chmod } = await import("node:fs/promises");
  await chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Ports on loopback that nobody uses now, next to each other. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = await listening(0);
    const rest = await Promise.allSettled(
      Array.from({ length: count - 1 }, (_, n) => listening(first.port + 1 + n)),
    );
    const isFree = rest.every(({ status }) => status === "fulfilled");
    for (const each of rest) if (each.status === "fulfilled") await each.value.close();
    await first.close();
    if (isFree) return first.port;
  }
  throw new Error(`no ${count} free ports in a row`);
}

function listening(port: number): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const close = (): Promise<void> => new Promise((done) => server.close(() => done()));
      resolve({ port: (server.address() as AddressInfo).port, close });
    });
  });
}

/** Starts a foreign server in a group of its own, waits for its ports, and ends the whole group afterwards. */
export async function startServer(
  command: string,
  args: readonly string[],
  ports: readonly number[],
): Promise<AsyncDisposable> {
  const path = `${process.env.PATH ?? ""}:/usr/sbin:/sbin`;
  const child: ChildProcess = spawn(command, args, {
    ...{ detached: true, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, PATH: path } },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (bytes: Buffer) => {
      said = (said + bytes.toString()).slice(-4000);
    });
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async (): Promise<void> => {
    for (const signal of ["SIGTERM", "SIGKILL"] as const) {
      try {
        process.kill(-(child.pid as number), signal);
      } catch {
        // The group has ended by itself.
      }
      if (signal === "SIGTERM")
        await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2000))]);
    }
    // A child of its children may still hold the pipes.
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 1000))]);
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  try {
    for (const port of ports) {
      await until(`${command} listens on ${port}`, () => {
        if (child.exitCode !== null) throw new Error(`${command} ended with ${child.exitCode}: ${said}`);
        return answers(port);
      });
    }
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}; ${said}`, { cause: error });
  }
  return { [Symbol.asyncDispose]: stop };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
