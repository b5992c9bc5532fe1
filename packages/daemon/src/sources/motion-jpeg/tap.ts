import type { ClientRequestArgs } from "node:http";
import { connect, isIP, type Socket, type TcpNetConnectOpts } from "node:net";
import { type ConnectionOptions, connect as connectSecure } from "node:tls";

/**
 * A connection whose bytes go to Node's HTTP up to the end of the answer's head and then past it, without the copies and
 * the memory for each that it makes of a body.
 */
export interface Tap {
  /** For a request's `createConnection`. */
  readonly connect: (options: ClientRequestArgs) => Socket;
  /** The head of the answer is over: HTTP gets nothing more. */
  divert(): void;
  /** Hands on what has come since then, and what comes, each good during the call only. */
  read(take: (bytes: Uint8Array) => void): void;
}

/** Bytes that are read at a time. */
const readSize = 64 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export function openTap(isSecure: boolean): Tap {
  // One piece of memory for all that is read: at thousands of reads a minute new ones would keep the collector busy.
  const buffer = Buffer.allocUnsafeSlow(readSize);
  let socket: Socket | undefined;
  let isDiverted = false;
  let waiting: Uint8Array[] = [];
  let take = (bytes: Uint8Array): void => void waiting.push(Uint8Array.from(bytes));
  /** Characters of the present line of the head. */
  let line = 0;

  const headEnd = (bytes: Uint8Array, from: number): number => {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === lineFeed && line === 0) return at + 1;
      if (byte === lineFeed) line = 0;
      else if (byte !== carriageReturn) line += 1;
    }
    return bytes.length;
  };
  const callback = (count: number): boolean => {
    let at = 0;
    while (!isDiverted && at < count) {
      const end = headEnd(buffer.subarray(0, count), at);
      socket?.emit("data", buffer.subarray(at, end));
      at = end;
    }
    if (at < count) take(buffer.subarray(at, count));
    return true;
  };
  return {
    connect: (options) => {
      const onread = { buffer, callback };
      if (isSecure) {
        const name = String(options.host ?? "");
        const secure: ConnectionOptions = {
          ...(options as ConnectionOptions),
          ...(isIP(name) === 0 ? { servername: name } : {}),
          // Cameras have certificates of their own making, and FFmpeg does not look at them either.
          rejectUnauthorized: false,
          ...{ onread },
        };
        socket = connectSecure(secure);
      } else socket = connect({ ...(options as TcpNetConnectOpts), onread });
      return socket;
    },
    divert: () => {
      isDiverted = true;
    },
    read: (next) => {
      take = next;
      const before = waiting;
      waiting = [];
      for (const bytes of before) next(bytes);
    },
  };
}
