import { once } from "node:events";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { shortenWay } from "../short-way.ts";
import type { EngineStart } from "./protocol.ts";

if (parentPort) {
  shortenWay();
  const { work } = await import("./work.ts");
  const [start] = (await once(workerData as MessagePort, "message")) as [EngineStart];
  await work(parentPort, start);
}
