import type { Socket as DatagramSocket } from "node:dgram";
import type { Socket } from "node:net";
import type { Calls, SharedBytes } from "./shared-bytes.ts";

export { SharedBytes } from "./shared-bytes.ts";

/** Node's own part of a socket, which has the system's number of it; null once it is closed. */
type Handle = { readonly fd?: number } | null;

/**
 * Sends bytes by the system's own call, which Node's way to it takes as long as: it counts where a picture goes to
 * hundreds of viewers. What the system does not take at once is left to Node, as is all where there is no such call.
 */
export class DirectStream {
  readonly socket: Socket;
  #calls: Calls | undefined;
  #number = -1;
  readonly #shared: SharedBytes | undefined;

  /** `shared` is the same for all sockets that get the same bytes, one after the other. */
  constructor(socket: Socket, shared?: SharedBytes) {
    this.socket = socket;
    this.#shared = shared;
    // What is encrypted has to pass through TLS.
    if (!("encrypted" in socket)) void load(this.#begin);
  }

  /** Bytes for a socket that has ended, or is gone, are dropped. */
  send(bytes: Uint8Array): void {
    const { socket } = this;
    // The number belongs to another socket once this one is destroyed.
    if (!socket.writable) return;
    const calls = this.#calls;
    // Nothing may overtake what Node still holds.
    if (calls === undefined || socket.writableLength > 0 || socket.writableCorked > 0) {
      socket.write(bytes);
      return;
    }
    const sent = this.#shared?.send(calls, this.#number, bytes) ?? calls.send(this.#number, bytes);
    if (sent < bytes.length) socket.write(sent > 0 ? bytes.subarray(sent) : bytes);
  }

  readonly #begin = (calls: Calls): void => {
    const { _handle: handle } = this.socket as { readonly _handle?: Handle };
    this.#number = handle?.fd ?? -1;
    if (this.#number >= 0) this.#calls = calls;
  };
}

/** Datagrams of one size, but for the last, which may be smaller, one behind the other. */
export interface Run {
  readonly size: number;
  readonly bytes: Buffer;
  readonly datagrams: readonly Uint8Array[];
}

/** Most datagrams and bytes that Linux cuts out of one call. */
const most = { datagrams: 64, bytes: 65_000 };

/** Puts datagrams together that can be sent in one call, in their order. */
export function runsOf(datagrams: readonly Uint8Array[]): Run[] {
  const runs: Run[] = [];
  let first = 0;
  while (first < datagrams.length) {
    const size = datagrams[first]!.length;
    let end = first + 1;
    let total = size;
    while (end < datagrams.length && end - first < most.datagrams) {
      const { length } = datagrams[end]!;
      // One that is smaller ends the run.
      if (length > size || datagrams[end - 1]!.length < size || total + length > most.bytes) break;
      total += length;
      end++;
    }
    const own = datagrams.slice(first, end);
    runs.push({ size, bytes: Buffer.concat(own), datagrams: own });
    first = end;
  }
  return runs;
}

/** The same for datagrams of a connected socket: many that have one size are handed to the system in one call. */
export class DirectDatagrams {
  readonly #socket: DatagramSocket;
  readonly #state: { readonly handle?: Handle } | undefined;
  #calls: Calls | undefined;
  /** Bytes of the datagrams that the system cuts what it is given into; 0: it does not. */
  #size = 0;
  /** Not where the system is too old, nor where datagrams are larger than the network takes. */
  #cuts = true;

  constructor(socket: DatagramSocket) {
    this.#socket = socket;
    this.#state = stateOf(socket);
    void load((calls) => {
      this.#calls = calls;
    });
  }

  sendRun({ size, bytes, datagrams }: Run): void {
    const number = datagrams.length > 1 && this.#cuts ? this.#number() : -1;
    if (number >= 0 && this.#cutTo(size, number)) {
      if (this.#calls!.send(number, bytes) === bytes.length) return;
      this.#cuts = this.#calls!.mayPass();
    }
    for (const datagram of datagrams) this.send(datagram);
  }

  send(datagram: Uint8Array): void {
    const number = this.#number();
    if (number >= 0) {
      // What is larger would be cut as well.
      if (datagram.length > this.#size) this.#cutTo(0, number);
      if (this.#calls!.send(number, datagram) === datagram.length) return;
      this.#cutTo(0, number);
    }
    this.#socket.send(datagram);
  }

  /** The system's number of the socket while it can be sent to past Node; -1 while Node holds something, or for good. */
  #number(): number {
    if (this.#calls === undefined) return -1;
    const number = this.#state?.handle?.fd ?? -1;
    return number >= 0 && this.#socket.getSendQueueCount() === 0 ? number : -1;
  }

  #cutTo(size: number, number: number): boolean {
    if (size === this.#size) return true;
    const done = this.#calls!.segment(number, size);
    if (done) this.#size = size;
    else this.#cuts = false;
    return done;
  }
}

/** Node has the state of a datagram socket under a symbol of its own; where it is not found, Node sends. */
function stateOf(socket: DatagramSocket): { readonly handle?: Handle } | undefined {
  const symbol = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === "state symbol",
  );
  return symbol && (socket as unknown as Record<symbol, { readonly handle?: Handle }>)[symbol];
}

/** Elsewhere, and where the library has nothing for the machine, Node does it all. */
async function load(begin: (calls: Calls) => void): Promise<void> {
  if (process.platform !== "linux") return;
  try {
    begin(await import("../../system/sockets.ts"));
  } catch {}
}
