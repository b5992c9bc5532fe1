import type { Payload, Split } from "./batch.ts";

/** The smallest piece of sound that stands alone: its bytes, and its samples a channel. */
interface Block {
  readonly blockSize: number;
  readonly blockTicks: number;
}

/** Plain sound (RFC 3551) is cut between samples; the marker stays off, as nothing is left out in silence. */
export function splitSound({ blockSize, blockTicks }: Block): Split {
  return (unit, room) => {
    if (unit.length === 0) throw new RangeError("rtp: no sound in 0 bytes");
    const blocks = Math.floor(room / blockSize);
    const step = blocks * blockSize;
    const payloads: Payload[] = [];
    for (let at = 0; at < unit.length; at += step) {
      const delay = (at / blockSize) * blockTicks;
      payloads.push({ pieces: [unit.subarray(at, at + step)], marker: false, delay });
    }
    return payloads;
  };
}
