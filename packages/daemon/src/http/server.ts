import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Dialect } from "@pinhole/kit/dialect";
import { type CameraPort, ipFilter } from "@pinhole/kit/model";
import { refuse } from "./answer.ts";
import { type Door, openDoor } from "./door.ts";
import { Gate } from "./gate.ts";
import { handlerOf, type Outputs } from "./handler.ts";
import { healthRoute } from "./health.ts";
import { filterOf } from "./ip-filter.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type Bind, serverOf } from "./listener.ts";
import { type LoginOptions, Logins } from "./logins.ts";
import { openMetrics } from "./metrics.ts";
import { ownDialect, type Page, pageRoute } from "./pages.ts";
import type { Readings } from "./readings.ts";
import { Sessions } from "./sessions.ts";
import { takesSound } from "./sound.ts";
import type { Tls } from "./takeover.ts";
import { type Account, stillIs } from "./users.ts";

export interface ServerOptions extends LoginOptions {
  readonly camera: CameraPort;
  readonly dialects: readonly Dialect[];
  /** The addresses to listen on; all of them or none. */
  readonly listen: readonly Bind[];
  /** Files by path: "/", "/app.js"; each is made when it is first asked for. */
  readonly pages: ReadonlyMap<string, () => Page | Promise<Page>>;
  readonly outputs: Outputs;
  /** Calls back after each change of users or address filter; returns what ends that. */
  readonly onChange: (changed: () => void) => () => void;
  readonly readings: () => Readings;
  readonly signal: AbortSignal;
  /** Takes requests that carry another protocol, which has its own login. */
  readonly tunnel?: Tunnel;
  readonly limits?: Partial<Limits>;
  /** Told of every connection. */
  connected?(socket: Socket): void;
}

export interface Tunnel {
  /** Whether the body of a request is not HTTP's: it then comes as the bytes of the request's socket. */
  takesBody(req: IncomingMessage): boolean;
  /** Answers a request of its own; false for any other. */
  handle(req: IncomingMessage, res: ServerResponse): boolean;
}

export interface HttpServer extends AsyncDisposable {
  /** Where it listens, in the order of `listen`. */
  readonly addresses: readonly Bind[];
  /** Listens on one more address; `setting` is what the user changes to have another one. */
  listen(bind: Bind, setting: string, tls?: Tls): Promise<Door>;
  /** Whether the address filter lets an address in. */
  admits(remoteAddress: string): boolean;
  /** The users, for other servers with logins. */
  readonly logins: Logins;
}

/** Starts the web server. Rejects with a CameraError when a port can not be had, and listens nowhere then. */
export async function open(options: ServerOptions): Promise<HttpServer> {
  const { camera, signal, log } = options;
  signal.throwIfAborted();
  const limits = { ...defaultLimits, ...options.limits };
  const logins = new Logins(options);
  const sessions = new Sessions({
    clock: options.clock ?? (() => performance.now() / 1000),
    adminIdle: () => options.credentials().users.adminTimeoutMinutes * 60 || Number.POSITIVE_INFINITY,
  });
  const metrics = openMetrics(options.readings);
  const routes = new Map([
    ...[...options.pages].map(([path, page]) => [path, pageRoute(page)] as const),
    ["/healthz", healthRoute(options.readings)] as const,
    ["/metrics", metrics.route] as const,
  ]);
  const streams = new Map<ServerResponse, Account | undefined>();
  const currentFilter = () => filterOf(camera.get(ipFilter)[0]!);
  const gate = new Gate(currentFilter());

  const dialects = [ownDialect(routes), ...options.dialects];
  const handle = handlerOf({
    camera,
    dialects,
    outputs: options.outputs,
    logins,
    sessions,
    log,
    bodyBytes: limits.bodyBytes,
    streaming: (res, account) => {
      streams.set(res, account);
      res.once("close", () => streams.delete(res));
    },
  });
  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    const peer = gate.admit(req.socket);
    if (peer !== undefined) {
      if (!options.tunnel?.handle(req, res)) handle(req, res, peer);
    } else
      refuse(res, 403, "forbidden: this camera does not answer to your address", { Connection: "close" });
  };
  const takes = (req: IncomingMessage): boolean =>
    options.tunnel?.takesBody(req) === true || takesSound(req, dialects);
  const doors = new Set<Door>();
  const listenOn = async (bind: Bind, setting?: string, tls?: Tls): Promise<Door> => {
    const server = serverOf(limits, answer, { takes, tls });
    gate.watch(server, tls !== undefined);
    if (options.connected) server.on("connection", options.connected);
    const door = await openDoor(server, gate, { bind, setting, signal, backlog: limits.backlog });
    doors.add(door);
    const close = (): Promise<void> => {
      doors.delete(door);
      return door.close();
    };
    return { ...door, close };
  };

  const forget = options.onChange(() => {
    logins.reload();
    gate.change(currentFilter());
    for (const [res, account] of streams) if (!stillIs(account, logins.accounts)) res.destroy();
  });
  const stop = (): void => {
    signal.removeEventListener("abort", stop);
    forget();
    metrics[Symbol.dispose]();
    for (const door of doors) void door.close();
    gate.closeAll();
  };
  const dispose = async (): Promise<void> => {
    const closed = [...doors].map((door) => door.close());
    stop();
    await Promise.all(closed);
  };

  signal.addEventListener("abort", stop);
  try {
    const addresses: Bind[] = [];
    for (const bind of options.listen) addresses.push((await listenOn(bind)).address);
    const admits = (address: string): boolean => gate.admits(address);
    return { addresses, listen: listenOn, logins, admits, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}
