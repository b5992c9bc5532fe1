import { setTimeout as delay } from "node:timers/promises";
import { CameraError } from "@pinhole/kit/model";
import { type AskOptions, askTime, type Sample, type TimeServer } from "./ask.ts";

/** Questions that have to be answered alike, and the milliseconds between them: what public servers allow. */
const questions = 3;
const pauseMs = 2000;

/** Seconds by which answers may differ beside what their ways explain. */
const slack = 0.1;

/**
 * The offset of a server's clock by several questions: the answer that was quickest. A server whose answers contradict
 * each other is not believed.
 */
export async function measureTime(
  server: TimeServer,
  options: AskOptions & { readonly pauseMs?: number },
): Promise<Sample> {
  const samples: Sample[] = [];
  for (let n = 0; n < questions; n++) {
    if (n > 0) await delay(options.pauseMs ?? pauseMs, undefined, { signal: options.signal, ref: false });
    samples.push(await askTime(server, options));
  }
  const best = samples.reduce((a, b) => (b.delay < a.delay ? b : a));
  for (const { offset, delay: way } of samples) {
    if (Math.abs(offset - best.offset) <= (way + best.delay) / 2 + slack) continue;
    const words = `${server.host} is not believed: its answers differ by ${Math.abs(offset - best.offset).toFixed(1)} s`;
    throw new CameraError("refused", words, { at: server.host });
  }
  return best;
}
