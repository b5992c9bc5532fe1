import { connect, type Socket } from "node:net";
import { setTimeout as after } from "node:timers/promises";
import {
  formatReply,
  formatRequest,
  type HeaderLines,
  type RtspMessage,
  type RtspReply,
} from "@pinhole/kit/formats/rtsp";
import { CameraError } from "@pinhole/kit/model";
import { networkWords } from "../network-words.ts";
import { Framing } from "./framing.ts";

/** A connection to an RTSP server. */
export interface RtspConnection extends Disposable {
  /** Asks and waits for the answer. Throws a CameraError when none comes in time. */
  ask(request: Asking): Promise<RtspReply>;
  /** Sends a packet on a channel, if there is room for it. */
  send(channel: number, bytes: Uint8Array): void;
  /** Rejects with the reason when the connection is over. */
  readonly over: Promise<never>;
  /** When bytes came last, in milliseconds of `performance.now`. */
  readonly heardAt: number;
}

export interface Asking {
  readonly method: string;
  readonly uri: string;
  readonly headers?: HeaderLines;
}

export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** What messages call the other side. */
  readonly at: string;
  readonly signal: AbortSignal;
  /** Milliseconds that an answer, and the connection itself, may take. */
  readonly patienceMs: number;
  /** Whether packets of a channel are waited for. */
  knows(channel: number): boolean;
  /** A packet of a channel, good during the call only. */
  frame(channel: number, bytes: Uint8Array): void;
}

/** Bytes that are read at a time. */
const readSize = 64 * 1024;

/** Bytes that may wait to be sent; a server that reads nothing gets no more reports. */
const mostUnsent = 64 * 1024;

export async function openConnection(options: ConnectionOptions): Promise<RtspConnection> {
  const { host, port, at, signal, patienceMs } = options;
  signal.throwIfAborted();
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {});
  let heardAt = performance.now();
  let sequence = 0;
  let waiting: { readonly cseq: string; readonly resolve: (reply: RtspReply) => void } | undefined;
  const framing = new Framing({
    knows: options.knows,
    frame: options.frame,
    message: (message) => {
      if (message.kind === "request") return refuse(message);
      // Some servers leave the number out.
      const cseq = message.headers.get("cseq")?.trim();
      if (waiting !== undefined && (cseq === undefined || cseq === waiting.cseq)) waiting.resolve(message);
    },
  });
  const buffer = new Uint8Array(readSize);
  const socket: Socket = connect({
    host,
    port,
    noDelay: true,
    // One piece of memory for all that is read: at thousands of reads a minute new ones would keep the collector busy.
    onread: {
      buffer,
      callback: (count) => {
        heardAt = performance.now();
        try {
          framing.push(buffer.subarray(0, count));
        } catch (error) {
          over.reject(error);
          socket.destroy();
        }
        return true;
      },
    },
  });
  const refuse = ({ method, headers }: Extract<RtspMessage, { readonly kind: "request" }>): void => {
    const cseq = headers.get("cseq");
    const status =
      method === "OPTIONS" || method === "SET_PARAMETER" || method === "GET_PARAMETER" ? 200 : 501;
    if (/^\d{1,10}$/.test(cseq ?? "")) socket.write(formatReply({ status, headers: [["CSeq", cseq ?? ""]] }));
  };
  const stop = (): void => over.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  socket.on("error", (error) => {
    over.reject(new CameraError("source-unreachable", `open: ${networkWords(error)}`, { at, cause: error }));
  });
  socket.on("close", () => {
    over.reject(new CameraError("source-ended", "the other side ended the stream", { at }));
  });
  const inTime = async <T>(wanted: Promise<T>, what: string): Promise<T> => {
    const patience = new AbortController();
    const late = after(patienceMs, undefined, { signal: patience.signal }).then(() => {
      throw new CameraError("source-unreachable", `open: ${what} within ${patienceMs / 1000} s`, { at });
    });
    late.catch(() => {});
    try {
      return await Promise.race([wanted, over.promise, late]);
    } finally {
      patience.abort();
    }
  };
  const close = (): void => {
    signal.removeEventListener("abort", stop);
    socket.destroySoon();
  };
  try {
    await inTime(new Promise<void>((resolve) => socket.once("connect", resolve)), "no connection");
  } catch (error) {
    close();
    socket.destroy();
    throw error;
  }
  return {
    ask: async ({ method, uri, headers = [] }) => {
      const cseq = String(++sequence);
      const { promise, resolve } = Promise.withResolvers<RtspReply>();
      const mine = { cseq, resolve };
      waiting = mine;
      try {
        socket.write(
          formatRequest({ method, uri, headers: [["CSeq", cseq], ["User-Agent", "Pinhole"], ...headers] }),
        );
        return await inTime(promise, `no answer to ${method}`);
      } finally {
        if (waiting === mine) waiting = undefined;
      }
    },
    send: (channel, bytes) => {
      if (socket.writableLength > mostUnsent) return;
      const frame = Buffer.alloc(4 + bytes.length);
      frame[0] = 0x24;
      frame[1] = channel;
      frame.writeUInt16BE(bytes.length, 2);
      frame.set(bytes, 4);
      socket.write(frame);
    },
    over: over.promise,
    get heardAt() {
      return heardAt;
    },
    [Symbol.dispose]: close,
  };
}
