import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CameraError } from "@pinhole/kit/model";
import { causeOf, type Disk, explained } from "./disk.ts";

/** One process of one boot of the machine: a pid alone is used again. */
interface Owner {
  readonly pid: number;
  readonly start: string;
  readonly boot: string;
}

/**
 * Keeps other processes out of a folder until it is disposed of; a lock whose process is gone is taken over.
 * It holds on one machine, not between containers that share a folder and hide their processes from each other.
 */
export async function lockFolder(disk: Disk, folder: string): Promise<AsyncDisposable> {
  const own = await thisProcess();
  const path = join(folder, nameOf(own));
  const made = disk.create(path, "").catch((thrown) => {
    throw causeOf(thrown) === "EEXIST" ? locked(own, folder) : thrown;
  });
  await explained(folder, made);
  // Every process makes its own file first and looks for others afterwards, so of two that start at once at least
  // one sees the other, and no file of a live process is ever removed.
  try {
    await explained(folder, removeStale(disk, folder, own));
  } catch (thrown) {
    await release(disk, path);
    throw thrown;
  }
  return { [Symbol.asyncDispose]: () => release(disk, path) };
}

async function removeStale(disk: Disk, folder: string, own: Owner): Promise<void> {
  for (const name of await disk.list(folder)) {
    const owner = ownerOf(name);
    if (owner === undefined || name === nameOf(own)) continue;
    if (await isAlive(owner, own)) throw locked(owner, folder);
    await disk.remove(join(folder, name));
  }
}

/** A lock that the disk does not let go of is taken over once this process is gone. */
async function release(disk: Disk, path: string): Promise<void> {
  await disk.remove(path).catch(() => undefined);
}

function locked(owner: Owner, folder: string): CameraError {
  const words = `another pinhole (pid ${owner.pid}) uses ${folder}; stop it or choose another folder with --state`;
  return new CameraError("store-locked", words, { at: folder });
}

function nameOf({ pid, start, boot }: Owner): string {
  return `lock-${pid}-${start}-${boot}`;
}

function ownerOf(name: string): Owner | undefined {
  const [, pid, start, boot] = /^lock-(\d{1,10})-(\d+)-([0-9a-f]+)$/.exec(name) ?? [];
  return boot === undefined ? undefined : { pid: Number(pid), start: start as string, boot };
}

async function thisProcess(): Promise<Owner> {
  const stat = await statOf(process.pid);
  const id = await readFile("/proc/sys/kernel/random/boot_id", "latin1").catch(() => "0");
  const start = stat?.start ?? String(Math.round(performance.timeOrigin));
  return { pid: process.pid, start, boot: id.slice(0, 8) };
}

async function isAlive(owner: Owner, own: Owner): Promise<boolean> {
  if (owner.boot !== own.boot || owner.pid === own.pid) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (thrown) {
    // EPERM: it lives, under another user.
    if (causeOf(thrown) !== "EPERM") return false;
  }
  const stat = await statOf(owner.pid);
  if (stat === undefined) return true;
  const isDead = stat.state === "Z" || stat.state === "X";
  return !isDead && stat.start === owner.start;
}

/** proc_pid_stat(5): state is field 3, start time in clock ticks since boot is field 22; undefined where unknown. */
async function statOf(pid: number): Promise<{ readonly state: string; readonly start: string } | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
  // Field 2 is the program's name in brackets and may hold blanks and brackets itself.
  const [state, ...rest] = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const start = rest[18];
  return state === undefined || start === undefined ? undefined : { state, start };
}
