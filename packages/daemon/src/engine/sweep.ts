/** Bytes of packets after which what nobody holds any more is given back. */
const heap = 2_000_000;

/**
 * Packets are large, but their handles on V8's heap are tiny: left alone, it would let tens of megabytes of dead
 * pictures pile up before it collects. A young collection takes about a millisecond. Node started without `--expose-gc`
 * is left alone.
 */
export function openSweep(): (bytes: number) => void {
  const collect = globalThis.gc;
  let pending = 0;
  return (bytes) => {
    pending += bytes;
    if (pending < heap) return;
    pending = 0;
    collect?.({ type: "minor" });
  };
}
