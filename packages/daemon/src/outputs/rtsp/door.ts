import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { CameraError, messageOf } from "@pinhole/kit/model";
import type { RtspLimits } from "./limits.ts";

export interface Place {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

/** A key and its certificate, both PEM. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
}

/** One port that the RTSP server listens on. */
export interface Door {
  readonly address: Place;
  /** Goes on with another key and certificate; who is connected keeps the one it has. */
  renew(tls: Tls): void;
  /** Listens no more; who came in by it is cut off after a moment. */
  close(): Promise<void>;
}

export interface DoorOptions {
  /** What the user changes to have another port. */
  readonly setting: string;
  /** Speaks RTSPS with this. */
  readonly tls?: Tls | undefined;
  readonly limits: RtspLimits;
  readonly signal: AbortSignal;
  /** Whether an address may connect at all. */
  admits(remoteAddress: string): boolean;
}

/** Time for the last words to those who are connected. */
const graceMs = 1000;

/** Listens for connections. Rejects with a CameraError when the port can not be had. */
export async function openDoor(
  accept: (socket: Socket) => void,
  { host, port }: Place,
  options: DoorOptions,
): Promise<Door> {
  const { setting, limits, signal } = options;
  const server = options.tls ? secureServer(accept, options.tls, options) : plainServer(accept);
  server.maxConnections = limits.connections;
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  try {
    server.listen({ host, port, backlog: limits.backlog });
    await once(server, "listening", { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : explained(error, { host, port }, setting);
  }
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    address: { host: address, port: bound },
    renew: (tls) => {
      if ("setSecureContext" in server)
        (server as SecureServer).setSecureContext({ ...tls, minVersion: "TLSv1.2" });
    },
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}

type SecureServer = Server & { setSecureContext(options: Tls & { readonly minVersion: "TLSv1.2" }): void };

const shared = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, allowHalfOpen: true };

function plainServer(accept: (socket: Socket) => void): Server {
  return createServer(shared, accept);
}

function secureServer(
  accept: (socket: Socket) => void,
  tls: Tls,
  { limits, admits }: Pick<DoorOptions, "limits" | "admits">,
): Server {
  // OpenSSL's part of Node takes megabytes, so it is loaded for those who want it.
  const { createServer: createSecureServer } = process.getBuiltinModule("node:tls");
  return createSecureServer(
    { ...shared, ...tls, minVersion: "TLSv1.2", handshakeTimeout: limits.requestSeconds * 1000 },
    accept,
  )
    .on("connection", (socket: Socket) => {
      // A handshake is too dear to be had by those who are refused after it.
      if (!admits(socket.remoteAddress ?? "")) socket.destroy();
    })
    .on("tlsClientError", (_error, socket) => socket.destroy());
}

function explained(error: unknown, { host, port }: Place, setting: string): CameraError {
  const at = `${host}:${port}`;
  const options = { at, cause: error };
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new CameraError(
        "port-busy",
        `the RTSP port ${port} is in use on ${host}; stop the other program or choose another port with ${setting}`,
        options,
      );
    case "EACCES":
      return new CameraError(
        "port-denied",
        `the RTSP port ${port} on ${host} needs more rights; choose one from 1024 up with ${setting}`,
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
