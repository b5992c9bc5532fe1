import type { IncomingMessage, RequestListener, Server, ServerOptions } from "node:http";
import type { Socket } from "node:net";

/** The key and certificate of a server that speaks TLS, both PEM. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
}

export interface TakeoverOptions extends ServerOptions {
  /** Whether all that follows a request's head is for `answer` itself. It has the line and the headers, no more. */
  readonly takes: (req: IncomingMessage) => boolean;
  /** Milliseconds in which a connection may go without a byte before its request is answered. */
  readonly stalledMs: number;
  /** Milliseconds for a client to read why it was refused before its connection is cut. */
  readonly lingerMs: number;
  /** Speaks HTTPS with this. */
  readonly tls?: Tls | undefined;
  /** Milliseconds for a TLS handshake. */
  readonly handshakeTimeout?: number;
}

/**
 * An HTTP server that leaves the bodies of some requests to their answer, as the bytes of `req.socket`. Node's parser
 * knows no body without a length: it would read what follows such a head as a broken next request, or would end a tunnel
 * where a made-up Content-Length says so. The parser lets go of a connection only for an upgrade, so these requests are
 * made to look like one; then nothing that came with the head is lost.
 */
export function serverWithTakeover(
  { takes, stalledMs, lingerMs, tls, ...options }: TakeoverOptions,
  answer: RequestListener,
): Server {
  // An import of node:http evaluates its every export, and those of WebSocket load undici: 30 ms of each start.
  const http = process.getBuiltinModule("node:http");
  class Request extends http.IncomingMessage {
    /** The parser sets it for any "Upgrade:" header, and asks for it when the head is complete. */
    get upgrade(): boolean {
      return takes(this);
    }
    set upgrade(_asked: boolean) {}
  }
  const all = { ...options, IncomingMessage: Request };
  // OpenSSL's part of Node takes megabytes, so it is loaded for those who want it.
  const server: Server = tls
    ? process.getBuiltinModule("node:https").createServer({ ...all, ...tls, minVersion: "TLSv1.2" }, answer)
    : http.createServer(all, answer);
  // Who has sent all that it wants to say, and says so, still waits for the answers.
  Object.assign(server, { httpAllowHalfOpen: true });
  server.on("upgrade", (req, socket: Socket, head) => {
    socket.on("error", () => {});
    if (head.length > 0) socket.unshift(head);
    socket.setTimeout(stalledMs, () => socket.destroy());
    const res = new http.ServerResponse(req);
    res.shouldKeepAlive = false;
    if (isBusy(socket)) {
      socket.destroy();
      return;
    }
    res.assignSocket(socket);
    res.once("finish", () => hangUp(socket, lingerMs));
    answer(req, res);
  });
  return server;
}

/** Whether the body of a request is left to its answer. */
export function isTaken(req: IncomingMessage): boolean {
  return (req as { readonly upgrade?: boolean }).upgrade === true;
}

/** Whether the answer to an earlier request is still under way; Node tells it only by this property. */
function isBusy(socket: Socket & { readonly _httpMessage?: object | null }): boolean {
  return Boolean(socket._httpMessage);
}

/** Closes without a reset, which would take the answer from a client that still sends. */
function hangUp(socket: Socket, lingerMs: number): void {
  socket.end();
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMs).unref();
  socket.once("close", () => clearTimeout(timer));
}
