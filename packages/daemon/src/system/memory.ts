import { readFile } from "node:fs/promises";
import koffi from "koffi";

/** What Linux names it. */
const dontNeed = 4;

/** A page of a program's file that nobody has written to, so that it can be had from the file again. */
const clean = /^(?<from>[0-9a-f]+)-(?<to>[0-9a-f]+) r-[-x]p \S+ \S+ [1-9]\d* +\//;

/**
 * Lets go of the code that the process has in its memory: what it runs on with comes back from the system's cache of
 * the files, and what only its start needed, tens of megabytes, does not. Rejects where the system does not tell its pages.
 */
export async function letGoOfCode(): Promise<void> {
  const advise = koffi.load(null).func("int madvise(uintptr_t start, size_t length, int advice)");
  const maps = await readFile("/proc/self/smaps", "latin1");
  for (const map of maps.split(/\n(?=[0-9a-f]+-)/)) {
    const { from, to } = clean.exec(map)?.groups ?? {};
    // A page that was written to is lost with its content: of a library's constants, say, whose addresses were filled in.
    if (from === undefined || to === undefined || !/^Anonymous: +0 kB$/m.test(map)) continue;
    const start = BigInt(`0x${from}`);
    advise(start, BigInt(`0x${to}`) - start, dontNeed);
  }
}
