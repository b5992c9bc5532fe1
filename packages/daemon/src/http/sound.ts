import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Dialect } from "@pinhole/kit/dialect";
import { openChunkDecoder } from "@pinhole/kit/formats/chunked";
import { parseTarget } from "./target.ts";

/** Somebody who sends sound. */
export interface Talker {
  /** Who logged in; "" for somebody without a login. */
  readonly name: string;
  /** Where it comes from, first of all what came with the head of the request. */
  readonly socket: Socket;
  readonly framing: Framing;
}

/** How sound lies in the bytes of a connection. */
export interface Framing {
  /** Whether the announced end has come; without one the end of the connection is the end. */
  readonly done: boolean;
  /** The sound in the next bytes. Throws where they are not as announced. */
  take(bytes: Uint8Array): Uint8Array;
}

/**
 * Whether a request carries sound, which comes without a length or with one that is made up, goes on for longer than
 * other bodies may, and ends with the connection.
 */
export function takesSound(req: IncomingMessage, dialects: readonly Dialect[]): boolean {
  if (req.method !== "POST") return false;
  const path = parseTarget(req.url ?? "")?.path;
  return path !== undefined && dialects.find((each) => each.level(path))?.takesSound?.(path) === true;
}

/** The sound of a request; tells a client that waits to send it to go ahead. */
export function soundOf(req: IncomingMessage, res: ServerResponse): Omit<Talker, "name"> {
  const { "content-length": length, "transfer-encoding": coding, expect } = req.headers;
  if (expect?.toLowerCase() === "100-continue") res.writeContinue();
  const framing = coding === undefined ? plain(Number(length ?? Infinity)) : openChunkDecoder();
  return { socket: req.socket, framing };
}

function plain(length: number): Framing {
  let left = length;
  return {
    get done() {
      return left === 0;
    },
    take: (bytes) => {
      const sound = bytes.subarray(0, Math.min(bytes.length, left));
      left -= sound.length;
      return sound;
    },
  };
}
