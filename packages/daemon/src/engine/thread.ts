import { MessageChannel, Worker } from "node:worker_threads";
import type { EngineStart, ThreadData } from "./protocol.ts";

/** A thread for the engine, which reads its code from disk while it waits to be told what to do. */
export interface Thread {
  readonly worker: Worker;
  /** Why it is no more. */
  readonly ended: Promise<string>;
  begin(start: EngineStart): void;
  /**
   * Ends it where it has not begun, once it has read its code: a program that exits while a thread of it loads a library
   * aborts in that.
   */
  leave(): Promise<void>;
}

/** `isUsual` says that it will most likely be asked for what a camera without a SOURCE shows. */
export function startThread(code = new URL("./worker.ts", import.meta.url), isUsual = false): Thread {
  // What is sent to the worker itself waits until the start has come, by a way of its own.
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(code, {
    workerData: { port: port2, isUsual } satisfies ThreadData,
    transferList: [port2],
    // Frames live in native memory: the thread's own heap stays small.
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 128 },
  });
  const { promise: ended, resolve } = Promise.withResolvers<string>();
  worker.on("error", (error: unknown) => resolve(error instanceof Error ? error.message : String(error)));
  worker.on("exit", () => resolve("it stopped"));
  let begun = false;
  return {
    worker,
    ended,
    begin: (start) => {
      begun = true;
      port1.postMessage(start);
      port1.close();
    },
    leave: async () => {
      if (begun) return;
      port1.close();
      await ended;
    },
  };
}
