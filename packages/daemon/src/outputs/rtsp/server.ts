import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { CameraError, messageOf } from "@pinhole/kit/model";
import { Connection, type Wire } from "./connection.ts";
import { Post } from "./datagrams.ts";
import { describeTracks } from "./description.ts";
import { Hub, type HubOptions } from "./hub.ts";
import { defaultLimits, type RtspLimits } from "./limits.ts";
import { type Login, type Media, tracksOf } from "./media.ts";
import { Multicasts } from "./multicast.ts";
import { Ports } from "./ports.ts";
import type { Session } from "./session.ts";

export interface RtspOptions extends Omit<HubOptions, "limits"> {
  /** Port 0 takes any free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Speaks RTSPS with this key and certificate (PEM). */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer } | undefined;
  /** Whether an address may connect at all; everybody when it is not given. */
  readonly admits?: (remoteAddress: string) => boolean;
  /** Told of every connection. */
  readonly connected?: (socket: Socket) => void;
  readonly signal: AbortSignal;
  readonly limits?: Partial<RtspLimits> | undefined;
}

/** Somebody who is connected. */
export interface Visitor {
  readonly login: Login;
  readonly remoteAddress: string;
}

/** Somebody with a session. */
export interface Viewer extends Visitor {
  readonly path: string;
  readonly transports: readonly string[];
  readonly playing: boolean;
  /** Receiver reports that came, and the most packets of a track that one said were lost. */
  readonly reports: number;
  readonly lost: number;
}

export interface RtspServer extends AsyncDisposable {
  readonly address: { readonly host: string; readonly port: number };
  viewers(): Viewer[];
  /** Ends the sessions and connections of those for whom this is true, as after a change of users or address filter. */
  expel(whom: (visitor: Visitor) => boolean): void;
  /** Serves a client over a wire of its own, such as an HTTP tunnel; give what it sends to `feed`. */
  attach(wire: Wire): Pick<Connection, "feed" | "finish">;
  /** The session description of a medium; undefined when no picture comes in time. */
  describe(media: Media, localAddress: string): Promise<string | undefined>;
}

/** Starts an RTSP server. Rejects with a CameraError when the port can not be had. */
export async function openRtsp(options: RtspOptions): Promise<RtspServer> {
  const { signal, tls, admits = () => true } = options;
  signal.throwIfAborted();
  const limits = { ...defaultLimits, ...options.limits };
  const post = new Post();
  const multicasts = new Multicasts(post, limits.viewerBytes);
  const network = { ports: new Ports(), post, multicasts, limits, settings: options.settings };
  const connections = new Set<Connection>();
  const hub = new Hub({ ...options, limits }, network);

  const attach = (wire: Wire): Connection => {
    const connection = new Connection(wire, hub);
    connections.add(connection);
    wire.out.once("close", () => {
      connections.delete(connection);
      connection.closed();
    });
    return connection;
  };
  const accept = (socket: Socket): void => {
    socket.on("error", () => socket.destroy());
    if (!admits(socket.remoteAddress ?? "") || connections.size >= limits.connections)
      return void socket.destroy();
    const connection = attach({
      out: socket,
      datagrams: tls === undefined,
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
    });
    socket.on("data", (chunk) => connection.feed(chunk));
    socket.on("end", () => connection.finish());
  };

  const shared = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, allowHalfOpen: true };
  // OpenSSL's part of Node takes megabytes, so it is loaded for those who want it.
  const server: Server =
    tls === undefined
      ? createServer(shared, accept)
      : process
          .getBuiltinModule("node:tls")
          .createServer({ ...shared, ...tls, handshakeTimeout: limits.requestSeconds * 1000 }, accept)
          .on("tlsClientError", (_error, socket) => socket.destroy());
  server.maxConnections = limits.connections;
  if (options.connected) server.on("connection", options.connected);

  const sweeping = setInterval(() => {
    for (const connection of connections) connection.sweep();
    hub.sweep();
  }, limits.checkSeconds * 1000).unref();
  const stop = (): void => {
    signal.removeEventListener("abort", stop);
    clearInterval(sweeping);
    for (const session of [...hub.sessions.values()]) session.close("expelled");
    for (const connection of connections) connection.end();
    server.close();
  };
  signal.addEventListener("abort", stop);

  const viewers = (): Viewer[] => [...hub.sessions.values()].map(viewerOf);
  try {
    const address = await listen(server, options.listen, { backlog: limits.backlog, signal });
    return {
      address,
      viewers,
      expel: (whom) => {
        for (const session of [...hub.sessions.values()]) if (whom(session.owner)) session.close("expelled");
        for (const connection of connections) if (whom(connection)) connection.end();
      },
      attach,
      describe: (media, localAddress) =>
        describeTracks({
          tracks: tracksOf(media),
          packingOf: (track) => hub.packing(track),
          settings: options.settings(),
          localAddress,
          seconds: limits.describeSeconds,
        }),
      [Symbol.asyncDispose]: async () => {
        const closed = server.listening ? once(server, "close") : undefined;
        stop();
        await closed;
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

function viewerOf(session: Session): Viewer {
  const { owner, path, kinds, playing, reports, lost } = session;
  return {
    login: owner.login,
    remoteAddress: owner.remoteAddress,
    path,
    transports: [...kinds],
    playing,
    reports,
    lost,
  };
}

async function listen(
  server: Server,
  { host, port }: RtspOptions["listen"],
  { backlog, signal }: { readonly backlog: number; readonly signal: AbortSignal },
): Promise<RtspServer["address"]> {
  try {
    server.listen({ host, port, backlog });
    await once(server, "listening", { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : explained(error, { host, port });
  }
  const { address, port: bound } = server.address() as AddressInfo;
  return { host: address, port: bound };
}

function explained(error: unknown, { host, port }: RtspOptions["listen"]): CameraError {
  const at = `${host}:${port}`;
  const options = { at, cause: error };
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new CameraError(
        "port-busy",
        `the RTSP port ${port} is in use on ${host}; stop the other program or choose another port with --rtsp`,
        options,
      );
    case "EACCES":
      return new CameraError(
        "port-denied",
        `the RTSP port ${port} on ${host} needs more rights; choose one from 1024 up with --rtsp`,
        options,
      );
    case "EADDRNOTAVAIL":
    case "EAFNOSUPPORT":
      return new CameraError(
        "address-missing",
        `this machine has no address ${host}; choose one of its own or 0.0.0.0 with --bind`,
        options,
      );
    default:
      return new CameraError(
        "address-missing",
        `can not listen for RTSP on ${at}: ${messageOf(error)}`,
        options,
      );
  }
}
