/** Bytes of packets after which what nobody holds any more is given back: the young, and every few times all. */
const heap = { bytes: 2_000_000, all: 12 } as const;

/** Seconds between two collections of a thread that gets few large things. */
const tidySeconds = 60;

/** Seconds after which a thread no longer needs what its start has left behind. */
const startSeconds = 5;

/**
 * Packets are large, but their handles on V8's heap are tiny: left alone, it would let tens of megabytes of dead
 * pictures pile up before it collects. A young collection takes about a millisecond, one of all about twenty. Node
 * started without `--expose-gc` is left alone.
 */
export function openSweep(): (bytes: number) => void {
  const collect = globalThis.gc;
  let pending = 0;
  let sweeps = 0;
  return (bytes) => {
    pending += bytes;
    if (pending < heap.bytes) return;
    pending = 0;
    sweeps++;
    collect?.({ type: sweeps % heap.all === 0 ? "major" : "minor" });
  };
}

/**
 * Gives back now and then what nobody holds any more, of a thread whose packets leave it: what lives just long enough to
 * count as old would pile up for a quarter of an hour.
 */
export function tidyNowAndThen(): void {
  setInterval(() => globalThis.gc?.({ type: "major" }), tidySeconds * 1000).unref();
}

/**
 * Gives back what the start of a thread has left behind, once: the code of what has run and will not run again. `isFirst`
 * is that of the process's first thread, which does it for all.
 */
export function tidyAfterStart(isFirst: boolean): void {
  const tidy = (): void => {
    globalThis.gc?.({ type: "major", flavor: "last-resort" });
    if (isFirst && process.platform === "linux") letGo().catch(() => {});
  };
  setTimeout(tidy, startSeconds * 1000).unref();
}

/** Fails where the system's calls can not be had; then nothing is given back. */
async function letGo(): Promise<void> {
  const { letGoOfCode } = await import("../system/memory.ts");
  letGoOfCode();
}
