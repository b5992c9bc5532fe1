import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Order } from "./maker.ts";
import type { Pair } from "./pair.ts";

const dayMs = 86_400_000;

/** Apple's systems refuse certificates that are valid for longer than 825 days. */
export const validDays = 820;

/** A clock that is a little behind must not find the certificate not yet valid. */
const earlierMs = dayMs;

/**
 * Makes a self-signed certificate with an EC key of its own. `names` are host names and addresses; the first of them
 * names the camera.
 */
export async function makePair(names: readonly string[], nowMs: number): Promise<Pair> {
  const fromMs = nowMs - earlierMs;
  // The libraries for it take a fifth of a second to load and 10 MB: a thread of their own holds up nobody, and takes both
  // along when it ends.
  const maker = new Worker(new URL("./maker.ts", import.meta.url), {
    workerData: { names, fromMs, toMs: fromMs + validDays * dayMs } satisfies Order,
  });
  const [pair] = (await once(maker, "message")) as [Pair];
  return pair;
}
