import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { shortenWay } from "../short-way.ts";
import type { EngineStart, ThreadData } from "./protocol.ts";
import { tidyAfterStart, tidyNowAndThen } from "./sweep.ts";

if (parentPort) {
  shortenWay();
  tidyAfterStart(false);
  tidyNowAndThen();
  const { port, isUsual } = workerData as ThreadData;
  const { prepare, work } = await import("./work.ts");
  const ready = isUsual ? await prepare() : undefined;
  const start = await Promise.race([once(port, "message"), once(port, "close")]);
  // Nothing keeps the thread where the port was closed without a word.
  if (start.length > 0) await work(parentPort, start[0] as EngineStart, ready);
}
