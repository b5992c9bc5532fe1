import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Filter } from "./ip-filter.ts";
import { type Peer, peerOf } from "./peer.ts";

interface Connection {
  readonly peer: Peer;
  admitted: boolean;
}

/** Every open connection, and whether its peer is let in. */
export class Gate {
  readonly #connections = new Map<Socket, Connection>();
  #filter: Filter;

  constructor(filter: Filter) {
    this.#filter = filter;
  }

  watch(server: Server): void {
    server.on("connection", (socket) => {
      const peer = peerOf(socket.remoteAddress);
      this.#connections.set(socket, { peer, admitted: this.#filter(peer) });
      socket.once("close", () => this.#connections.delete(socket));
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

  closeAll(): void {
    for (const socket of this.#connections.keys()) socket.destroy();
  }
}
