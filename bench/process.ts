import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { type Bench, type Child, Missing } from "./bench.ts";

// Linux shows user space 100 ticks a second, whatever the kernel's own clock is.
const ticksPerSecond = 100;

/** CPU seconds, user and system, that a process with its threads and living children has used. */
export function cpuSeconds(pid: number): number {
  let ticks = 0;
  for (const { utime, stime } of family(pid)) ticks += utime + stime;
  return ticks / ticksPerSecond;
}

/** Resident memory of a process and its living children, in bytes. */
export function residentBytes(pid: number): number {
  let bytes = 0;
  for (const member of family(pid)) {
    const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${member.pid}/status`, "utf8"));
    if (found) bytes += Number(found[1]) * 1024;
  }
  return bytes;
}

interface Stat {
  readonly pid: number;
  readonly parent: number;
  readonly utime: number;
  readonly stime: number;
}

function family(pid: number): Stat[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readStat(Number(name)))
    .filter((stat) => stat !== undefined);
  const head = all.find((stat) => stat.pid === pid);
  if (!head) throw new Error(`process ${pid} has ended`);
  const members = [head];
  for (const member of members) members.push(...all.filter(({ parent }) => parent === member.pid));
  return members;
}

function readStat(pid: number, path = `/proc/${pid}/stat`): Stat | undefined {
  try {
    const text = readFileSync(path, "latin1");
    // The name in brackets may hold spaces and brackets itself.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { pid, parent: Number(fields[1]), utime: Number(fields[11]), stime: Number(fields[12]) };
  } catch {
    return undefined;
  }
}

function mainThreadSeconds(pid: number): number {
  const stat = readStat(pid, `/proc/${pid}/task/${pid}/stat`);
  if (!stat) throw new Error(`process ${pid} has ended`);
  return (stat.utime + stat.stime) / ticksPerSecond;
}

/** In percent of one core. */
export interface Cpu {
  /** The process with its threads and children. */
  readonly all: number;
  readonly mainThread: number;
}

/** CPU of a server over a time. */
export async function measureCpu(bench: Bench, server: Child, seconds: number): Promise<Cpu> {
  const before = { all: cpuSeconds(server.pid), mainThread: mainThreadSeconds(server.pid) };
  const start = performance.now();
  await bench.pause(seconds);
  server.assertAlive();
  const percent = (used: number) => (used / ((performance.now() - start) / 1000)) * 100;
  return {
    all: percent(cpuSeconds(server.pid) - before.all),
    mainThread: percent(mainThreadSeconds(server.pid) - before.mainThread),
  };
}

/** A TCP port of 127.0.0.1 that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new TypeError("a TCP server has a port");
  return address.port;
}

/** The path of a program, also of one that only root's PATH holds; `hint` says where to get it. */
export function findProgram(name: string, hint: string): string {
  for (const folder of [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"]) {
    const path = join(folder || ".", name);
    if (isExecutable(path)) return path;
  }
  throw new Missing(`no ${name}: ${hint}`);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a program to its end, for at most `seconds`, and gives what it wrote. */
export async function runToEnd(bench: Bench, command: readonly string[], seconds: number): Promise<string> {
  await using child = bench.start(command);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.process.once("error", reject).once("close", resolve);
  });
  const limit = AbortSignal.any([bench.signal, AbortSignal.timeout(seconds * 1000)]);
  const late = new Promise<never>((_, reject) => {
    limit.addEventListener("abort", () => reject(limit.reason), { once: true });
  });
  const status = await Promise.race([ended, late]);
  if (status !== 0) throw new Error(`${command[0]} ended with status ${status}\n${child.output()}`);
  return child.output();
}
