/** A Node program that is looked into from outside, through the inspector that its flags opened. */
export interface Inspector extends Disposable {
  /** Collects the garbage of every thread and tells what is left: bytes, and things that keep the program alive. */
  settle(): Promise<Left>;
}

export interface Left {
  /** Of the heap of the main thread and of the memory that its objects hold outside. */
  readonly heap: number;
  readonly external: number;
  readonly handles: number;
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly sessionId?: string };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

const look = `(() => {
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, external, handles: process.getActiveResourcesInfo().filter((name) => name !== "Timeout").length };
})()`;

/** Connects to the inspector on a port of 127.0.0.1. */
export async function openInspector(port: number): Promise<Inspector> {
  const list = await fetch(`http://127.0.0.1:${port}/json/list`);
  const [target] = (await list.json()) as { readonly webSocketDebuggerUrl: string }[];
  if (!target) throw new Error(`no program is to be inspected on port ${port}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const threads = new Set<string>();
  let count = 0;
  socket.addEventListener("message", ({ data }) => {
    const { id, method, params, result, error } = JSON.parse(String(data)) as Message;
    if (method === "NodeWorker.attachedToWorker" && params?.sessionId) threads.add(params.sessionId);
    if (method === "NodeWorker.detachedFromWorker" && params?.sessionId) threads.delete(params.sessionId);
    const call = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || !call) return;
    waiting.delete(id);
    if (error) call.reject(new Error(error.message));
    else call.resolve(result);
  });
  socket.addEventListener("close", () => {
    for (const call of waiting.values()) call.reject(new Error("the inspected program has ended"));
  });
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve, { once: true });
    socket.addEventListener("error", () => reject(new Error("the inspector does not answer")), {
      once: true,
    });
  });
  const call = (method: string, params: object = {}): Promise<unknown> => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(++count, answer);
    socket.send(JSON.stringify({ id: count, method, params }));
    return answer.promise;
  };
  await call("NodeWorker.enable", { waitForDebuggerOnStart: false });
  return {
    settle: async () => {
      for (const sessionId of threads) {
        const message = JSON.stringify({ id: 1, method: "HeapProfiler.collectGarbage" });
        await call("NodeWorker.sendMessageToWorker", { sessionId, message });
      }
      await call("HeapProfiler.collectGarbage");
      const { result } = (await call("Runtime.evaluate", { expression: look, returnByValue: true })) as {
        readonly result: { readonly value: Left };
      };
      return result.value;
    },
    [Symbol.dispose]: () => socket.close(),
  };
}
