import { once } from "node:events";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { CameraError, messageOf } from "@pinhole/kit/model";
import type { Limits } from "./limits.ts";
import { serverWithTakeover, type Tls } from "./takeover.ts";

export interface Bind {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface Serving {
  /** See takeover.ts. */
  readonly takes?: (req: IncomingMessage) => boolean;
  /** Speaks HTTPS with this. */
  readonly tls?: Tls | undefined;
}

/** A server that does not listen yet, with every bound of time and size set. */
export function serverOf(
  limits: Limits,
  answer: RequestListener,
  { takes = () => false, tls }: Serving = {},
): Server {
  const server = serverWithTakeover(
    {
      takes,
      tls,
      handshakeTimeout: limits.headSeconds * 1000,
      stalledMs: limits.stalledSeconds * 1000,
      lingerMs,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
      keepAliveTimeout: limits.idleSeconds * 1000,
      headersTimeout: limits.headSeconds * 1000,
      requestTimeout: limits.requestSeconds * 1000,
      connectionsCheckingInterval: limits.checkSeconds * 1000,
      maxHeaderSize: limits.headBytes,
    },
    answer,
  );
  server.maxConnections = limits.connections;
  server.timeout = limits.stalledSeconds * 1000;
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) =>
    refuseBytes(error, socket, limits),
  );
  return server;
}

export interface Listening {
  readonly backlog: number;
  readonly signal: AbortSignal;
  /** What the user changes to have another port. */
  readonly setting?: string | undefined;
}

/** Starts to listen. Throws a CameraError that says what to do when the address can not be had. */
export async function listen(
  server: Server,
  { host, port }: Bind,
  { backlog, signal, setting = "--http" }: Listening,
): Promise<Bind> {
  // The failure of a server that was aborted meanwhile is nobody's.
  server.on("error", () => {});
  try {
    server.listen({ host, port, backlog });
    await once(server, "listening", { signal });
  } catch (error) {
    throw signal.aborted ? signal.reason : explained(error, { host, port }, setting);
  }
  const { address, port: bound } = server.address() as AddressInfo;
  return { host: address, port: bound };
}

function explained(error: unknown, { host, port }: Bind, setting: string): unknown {
  const options = { at: `${host}:${port}`, cause: error };
  switch ((error as NodeJS.ErrnoException).code) {
    case "EADDRINUSE":
      return new CameraError(
        "port-busy",
        `port ${port} is in use on ${host}; stop the other program or choose another port with ${setting}`,
        options,
      );
    case "EACCES":
      return new CameraError(
        "port-denied",
        `port ${port} on ${host} needs more rights; choose one from 1024 up with ${setting}, ` +
          "or allow it with: setcap cap_net_bind_service=+ep and the path of node",
        options,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
    case "EAFNOSUPPORT":
      return new CameraError(
        "address-missing",
        `this machine has no address ${host}; choose one of its own or 0.0.0.0 with --bind`,
        options,
      );
    default:
      return new CameraError(
        "address-missing",
        `can not listen on ${host} port ${port}: ${messageOf(error)}`,
        options,
      );
  }
}

/** Time for a client to read why it was refused before its connection is cut. */
const lingerMs = 1000;

const answers: Readonly<Record<string, readonly [status: string, words: (limits: Limits) => string]>> = {
  HPE_HEADER_OVERFLOW: [
    "431 Request Header Fields Too Large",
    ({ headBytes }) =>
      `the request line and the headers are too long: together at most ${headBytes} bytes are taken`,
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ["413 Payload Too Large", () => "the chunk extensions are too long"],
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", () => "the request took too long to arrive"],
};

/** Answers bytes that are no request, and closes. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Socket, limits: Limits): void {
  // A handshake that fails leaves nothing to write an answer on.
  if (error.code?.startsWith("ERR_SSL") || error.code?.startsWith("ERR_TLS")) return void socket.destroy();
  // What still comes in fails again; the first answer stands.
  if (!socket.writable) return;
  if (error.code === "ECONNRESET" || answering(socket)) {
    socket.destroy();
    return;
  }
  const [status, words] = answers[error.code ?? ""] ?? [
    "400 Bad Request",
    () => "this is not an HTTP request",
  ];
  const body = `${words(limits)}\r\n`;
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once("close", () => clearTimeout(timer));
}

/**
 * Whether an answer is under way, into which nothing else may be written. Node tells this only by the property that its
 * own handling of such errors looks at.
 */
function answering(
  socket: Socket & { readonly _httpMessage?: { readonly headersSent: boolean } | null },
): boolean {
  return socket._httpMessage?.headersSent === true;
}
