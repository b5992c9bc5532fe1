/** Bytes of packets after which what nobody holds any more is given back: the young, and every second time all. */
const heap = 6_000_000;

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
  let isYoung = true;
  return (bytes) => {
    pending += bytes;
    if (pending < heap) return;
    pending = 0;
    collect?.({ type: isYoung ? "minor" : "major" });
    isYoung = !isYoung;
  };
}

/** Gives back what the start of a thread has left behind, once: the code of what has run and will not run again. */
export function tidyAfterStart(): void {
  setTimeout(() => globalThis.gc?.({ type: "major", flavor: "last-resort" }), startSeconds * 1000).unref();
}
