import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as after } from "node:timers/promises";
import type { Folder } from "./program.ts";

const patienceMs = 20_000;

type Params = Readonly<Record<string, unknown>>;

/** One page of a Chromium of its own, over the DevTools protocol. */
export interface Browser extends AsyncDisposable {
  /** Errors of the page: what it threw, what it wrote as an error, what did not load. */
  readonly errors: readonly string[];
  /** Logs in wherever the page is asked to. */
  open(url: string, login: readonly [user: string, password: string]): Promise<void>;
  /** The value of an expression in the page. */
  value(expression: string): Promise<unknown>;
  resize(width: number, height: number): Promise<void>;
  /** Whether the page sees a system that is dark. */
  darken(isDark: boolean): Promise<void>;
  /** A click of the mouse, held for a while, in the middle of an element; browsers take it for a person's. */
  press(selector: string, heldMs?: number): Promise<void>;
  /** Runs a script in every page from now on, before the page's own. */
  begin(script: string): Promise<void>;
  /** What the page holds once its garbage is collected. */
  holds(): Promise<{ readonly heap: number; readonly nodes: number; readonly listeners: number }>;
  /** Opens one more window, which nothing here drives; it ends with the browser. */
  openWindow(url: string): Promise<void>;
  /** A picture of what is seen. */
  screenshot(format?: "png" | "webp"): Promise<Buffer>;
}

/** Opens one whose profile lies in a folder; `flags` are added to its command line. */
export async function openBrowser(profile: Folder, flags: readonly string[] = []): Promise<Browser> {
  const child = spawn(
    "chromium",
    [
      ...["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--no-proxy-server"],
      ...["--disable-dev-shm-usage", "--remote-debugging-port=0", `--user-data-dir=${profile.path}`],
      ...flags,
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const gone = once(child, "exit");
  const end = async (): Promise<void> => {
    child.kill("SIGKILL");
    await gone;
  };
  try {
    const port = await debuggingPort(createInterface(child.stderr));
    child.stderr.resume();
    const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[];
    const page = targets.find(({ type }) => type === "page");
    if (page === undefined) throw new Error("Chromium has no page");
    const browser = await drive(page.webSocketDebuggerUrl);
    return Object.assign(browser, { [Symbol.asyncDispose]: end });
  } catch (error) {
    await end();
    throw error;
  }
}

interface Target {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

async function debuggingPort(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const [, port] = /^DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(line) ?? [];
    if (port !== undefined) return port;
  }
  throw new Error("Chromium ended before it listened");
}

async function drive(url: string): Promise<Omit<Browser, typeof Symbol.asyncDispose>> {
  const socket = new WebSocket(url);
  await once(socket, "open", { signal: AbortSignal.timeout(patienceMs) });
  const answers = new Map<number, (message: { readonly result?: Params; readonly error?: Params }) => void>();
  const errors: string[] = [];
  let login: readonly [string, string] = ["", ""];
  let loaded = (): void => {};
  let count = 0;

  const call = async (method: string, params: Params = {}): Promise<Params> => {
    const id = ++count;
    const { promise, resolve, reject } = Promise.withResolvers<Params>();
    const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), patienceMs);
    answers.set(id, ({ result, error }) => {
      clearTimeout(timer);
      if (result) resolve(result);
      else reject(new Error(`${method}: ${JSON.stringify(error)}`));
    });
    socket.send(JSON.stringify({ id, method, params }));
    return promise;
  };
  const happened: Readonly<Record<string, (params: Params) => unknown>> = {
    // A page that goes away takes its requests with it.
    "Fetch.requestPaused": ({ requestId }) =>
      call("Fetch.continueRequest", { requestId }).catch(() => undefined),
    "Fetch.authRequired": ({ requestId }) => {
      const [username, password] = login;
      const authChallengeResponse = { response: "ProvideCredentials", username, password };
      return call("Fetch.continueWithAuth", { requestId, authChallengeResponse });
    },
    "Runtime.exceptionThrown": (params) => errors.push(JSON.stringify(params)),
    "Runtime.consoleAPICalled": (params) => params.type === "error" && errors.push(JSON.stringify(params)),
    "Log.entryAdded": ({ entry }) =>
      (entry as Params).level === "error" && errors.push(JSON.stringify(entry)),
    "Page.loadEventFired": () => loaded(),
  };
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data));
    if (message.id === undefined) return void happened[message.method]?.(message.params);
    answers.get(message.id)?.(message);
    answers.delete(message.id);
  });
  for (const domain of ["Page", "Runtime", "Log"]) await call(`${domain}.enable`);
  await call("Fetch.enable", { handleAuthRequests: true });

  return {
    errors,
    open: async (address, as) => {
      login = as;
      const { promise, resolve } = Promise.withResolvers<void>();
      loaded = resolve;
      await call("Page.navigate", { url: address });
      await promise;
    },
    value: async (expression) => {
      const { result } = await call("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      return (result as Params).value;
    },
    resize: async (width, height) => {
      const screen = { width, height, deviceScaleFactor: 1, mobile: width < 600 };
      await call("Emulation.setDeviceMetricsOverride", screen);
    },
    begin: async (source) => {
      await call("Page.addScriptToEvaluateOnNewDocument", { source });
    },
    holds: async () => {
      await call("HeapProfiler.collectGarbage");
      const { nodes, jsEventListeners } = await call("Memory.getDOMCounters");
      const { usedSize } = await call("Runtime.getHeapUsage");
      return { heap: Number(usedSize), nodes: Number(nodes), listeners: Number(jsEventListeners) };
    },
    openWindow: async (address) => {
      await call("Target.createTarget", { url: address, newWindow: true });
    },
    darken: async (isDark) => {
      const features = [{ name: "prefers-color-scheme", value: isDark ? "dark" : "light" }];
      await call("Emulation.setEmulatedMedia", { features });
    },
    press: async (selector, heldMs = 0) => {
      const { result } = await call("Runtime.evaluate", {
        expression: `(() => {
          const element = document.querySelector(${JSON.stringify(selector)});
          element.scrollIntoView({ block: "center" });
          const { x, y, width, height } = element.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        })()`,
        returnByValue: true,
      });
      const at = { ...((result as Params).value as object), button: "left", clickCount: 1 };
      await call("Input.dispatchMouseEvent", { type: "mousePressed", ...at });
      if (heldMs > 0) await after(heldMs);
      await call("Input.dispatchMouseEvent", { type: "mouseReleased", ...at });
    },
    screenshot: async (format = "png") => {
      const quality = format === "webp" ? { quality: 72 } : {};
      const { data } = await call("Page.captureScreenshot", { format, ...quality });
      return Buffer.from(data as string, "base64");
    },
  };
}
