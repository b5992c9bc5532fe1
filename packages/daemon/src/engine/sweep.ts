import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes of packets after which what nobody holds any more is given back. */
const heap = 6_000_000;

/**
 * Packets are large, but their handles on V8's heap are tiny: left alone, it would let tens of megabytes of dead
 * pictures pile up before it collects. A young collection takes about a millisecond.
 */
export function openSweep(): (bytes: number) => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as (options: { readonly type: "minor" }) => void;
  let pending = 0;
  return (bytes) => {
    pending += bytes;
    if (pending < heap) return;
    pending = 0;
    collect({ type: "minor" });
  };
}
