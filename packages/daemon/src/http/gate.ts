import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Filter } from "./ip-filter.ts";
import { type Peer, peerOf } from "./peer.ts";

interface Connection {
  readonly peer: Peer;
  readonly server: Server;
  admitted: boolean;
}

/** Every open connection, and whether its peer is let in. */
export class Gate {
  readonly #connections = new Map<Socket, Connection>();
  /** Connections to servers that speak TLS, from their first byte on. */
  readonly #raw = new Map<Socket, Server>();
  #filter: Filter;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  watch(server: Server, isSecure = false): void {
    server.on(isSecure ? "secureConnection" : "connection", (socket: Socket) => {
      const peer = peerOf(socket.remoteAddress);
      this.#connections.set(socket, { peer, server, admitted: this.#filter(peer) });
      socket.once("close", () => this.#connections.delete(socket));
    });
    if (!isSecure) return;
    server.on("connection", (socket: Socket) => {
      // A handshake is too dear to be had by those who are refused after it.
      if (!this.#filter(peerOf(socket.remoteAddress))) return void socket.destroy();
      this.#raw.set(socket, server);
      socket.once("close", () => this.#raw.delete(socket));
    });
  }

  /** The peer of a connection; undefined when it is not let in. */
  admit(socket: Socket): Peer | undefined {
    const connection = this.#connections.get(socket);
    return connection?.admitted ? connection.peer : undefined;
  }

  /** Whether an address is let in, for other servers. */
  admits(remoteAddress: string): boolean {
    return this.#filter(peerOf(remoteAddress));
  }

  /** Takes another filter and cuts the connections that it no longer lets in. */
  change(filter: Filter): void {
    this.#filter = filter;
    for (const [socket, connection] of this.#connections) {
      if (connection.admitted && !filter(connection.peer)) socket.destroy();
      connection.admitted = filter(connection.peer);
    }
  }

  /** Ends every connection, or those of one server. */
  closeAll(only?: Server): void {
    for (const [socket, { server }] of this.#connections) if (server === (only ?? server)) socket.destroy();
    for (const [socket, server] of this.#raw) if (server === (only ?? server)) socket.destroy();
  }
}
