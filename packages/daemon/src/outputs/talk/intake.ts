import type { Socket } from "node:net";
import { ByteQueue } from "@pinhole/kit/formats/bytes";

/** How sound ends: by its sender; with his connection; because we closed that; because nothing came for too long. */
export type End = "ended" | "broken" | "cut" | "idle";

/** The bytes that arrive, held until it is time for them. */
export interface Intake extends Disposable {
  /** Aborts when we close the connection: then what is held is not played any more. */
  readonly cut: AbortSignal;
  /** The next bytes, at most `count`, as soon as there are any; what is held comes before any end. */
  next(count: number, idleSeconds: number): Promise<Uint8Array | End>;
}

export interface IntakeOptions {
  readonly socket: Socket;
  readonly framing: Framing;
  /** Bytes that are held; a sender of more has to wait. */
  readonly holdBytes: number;
}

/** How sound lies in the bytes of a connection. */
export interface Framing {
  /** Whether the announced end has come; without one the end of the connection is the end. */
  readonly done: boolean;
  /** The sound in the next bytes. Throws where they are not as announced. */
  take(bytes: Uint8Array): Uint8Array;
}

export function openIntake({ socket, framing, holdBytes }: IntakeOptions): Intake {
  const held = new ByteQueue();
  const cut = new AbortController();
  let end: End | undefined;
  let wake = (): void => {};
  const finish = (how: End): void => {
    end ??= how;
    wake();
  };
  const closed = (): void => {
    // A sender that resets has an error, our own closing has none.
    if (!socket.errored) cut.abort();
    finish(socket.errored ? "broken" : "cut");
  };
  const take = (chunk: Buffer): void => {
    try {
      held.push(framing.take(chunk));
    } catch {
      finish("broken");
    }
    if (framing.done) finish("ended");
    else if (held.bytes.length >= holdBytes) socket.pause();
    // A piece can be framing alone.
    if (held.bytes.length > 0) wake();
  };
  socket.on("data", take);
  socket.once("end", () => finish("ended"));
  socket.once("close", closed);
  if (socket.destroyed) closed();
  if (framing.done) finish("ended");

  const arrival = async (idleSeconds: number): Promise<void> => {
    const came = Promise.withResolvers<void>();
    const timer = setTimeout(came.resolve, idleSeconds * 1000);
    wake = came.resolve;
    await came.promise;
    wake = () => {};
    clearTimeout(timer);
  };
  return {
    cut: cut.signal,
    next: async (count, idleSeconds) => {
      if (held.bytes.length === 0 && end === undefined) await arrival(idleSeconds);
      if (cut.signal.aborted) return "cut";
      if (held.bytes.length === 0) return end ?? "idle";
      const bytes = held.bytes.slice(0, count);
      held.drop(count);
      if (socket.isPaused() && held.bytes.length < holdBytes) socket.resume();
      return bytes;
    },
    [Symbol.dispose]: () => {
      // What still comes is read and forgotten, so that the sender gets to see the end of the answer.
      socket.off("data", take);
      socket.resume();
    },
  };
}
