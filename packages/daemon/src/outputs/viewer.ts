import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Packet } from "../bus/packet.ts";
import type { Reader, Stream } from "../bus/stream.ts";
import { DirectStream, type SharedBytes } from "./direct/index.ts";

/** Seconds after which a viewer that takes nothing is sent away. */
const stalled = 30;

/** How packets become the bytes of an endless reply. */
export interface Framing {
  readonly contentType: string;
  /** Bytes that a viewer may have waiting before it loses pictures; 0: not while any picture waits. */
  readonly backlog: number;
  /**
   * The bytes to send now that a packet has come; undefined when it is lost. What is the same for all viewers is made
   * once by whoever makes the framing. `track` is the place of the packet's stream among those of the reply.
   */
  frame(packet: Packet, track: number): Uint8Array | readonly Uint8Array[] | undefined;
  /** What goes after all packets when the stream ends. */
  readonly last?: Uint8Array;
  /** Where all viewers get the same bytes. */
  readonly shared?: SharedBytes;
}

const headers = (contentType: string): Record<string, string> => ({
  "content-type": contentType,
  "cache-control": "no-store, no-cache, must-revalidate, max-age=0",
  pragma: "no-cache",
  "x-content-type-options": "nosniff",
  connection: "close",
});

const head = (contentType: string): string =>
  `HTTP/1.1 200 OK\r\n${Object.entries(headers(contentType))
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;

/**
 * Sends streams in one reply to a viewer until the first of them or the viewer ends; where another ends, as sound that is
 * switched off, the reply goes on without it until it is back. A viewer that is too slow loses pictures, and costs others
 * nothing.
 */
export function view(
  streams: readonly (Pick<Stream, "read"> & Partial<Pick<Stream, "onceOpen">>)[],
  output: string,
  framing: Framing,
  res: ServerResponse,
): void {
  const { socket } = res;
  if (!socket) {
    // A request that was sent ahead of an earlier answer waits for its turn.
    res.once("socket", () => view(streams, output, framing, res));
    return;
  }
  if (socket.destroyed) return;
  if (res.req.method === "HEAD") {
    res.writeHead(200, headers(framing.contentType)).end();
    return;
  }
  // The reply has no end, so it is written past Node's own framing; whatever the client still says is not read.
  socket.setTimeout(0);
  socket.pause();
  // Node's server would hear of each picture that is larger than a socket's buffer; nobody waits for that here.
  socket.removeAllListeners("drain");
  socket.write(head(framing.contentType));
  const readings: Disposable[] = [];
  const leave = (): void => {
    for (const reading of readings) reading[Symbol.dispose]();
  };
  const awaitBack = (track: number): void => {
    readings[track]?.[Symbol.dispose]();
    const awaiting = streams[track]?.onceOpen?.(() => follow(track));
    if (awaiting) readings[track] = awaiting;
  };
  const endOf = (track: number) => (): void => {
    if (track > 0) return awaitBack(track);
    leave();
    socket.setTimeout(stalled * 1000, () => socket.destroy());
    if (framing.last) socket.write(framing.last);
    socket.destroySoon();
  };
  const follow = (track: number): void => {
    const reader = new ReplyReader(socket, { framing, track, output, end: endOf(track) });
    readings[track] = streams[track]!.read(reader);
  };
  for (const track of streams.keys()) follow(track);
  socket.once("close", leave);
}

interface Reply extends Pick<Reader, "output" | "end"> {
  readonly framing: Framing;
  readonly track: number;
}

/** Runs for each picture and viewer: what is not needed for every one is not done for every one, nor touched. */
class ReplyReader extends DirectStream implements Reader {
  readonly #framing: Framing;
  readonly #track: number;
  #stalledSince: number | undefined;
  readonly output: string;
  readonly end: () => void;

  constructor(socket: Socket, { framing, track, output, end }: Reply) {
    super(socket, framing.shared);
    this.#framing = framing;
    this.#track = track;
    this.output = output;
    this.end = end;
  }

  write(packet: Packet): boolean {
    const { socket } = this;
    const { backlog } = this.#framing;
    const bytes = socket.writableLength > backlog ? undefined : this.#framing.frame(packet, this.#track);
    if (bytes === undefined) {
      this.#lose();
      return false;
    }
    if (this.#stalledSince !== undefined) this.#stalledSince = undefined;
    if (bytes instanceof Uint8Array) this.send(bytes);
    else {
      socket.cork();
      for (const part of bytes) socket.write(part);
      socket.uncork();
    }
    return true;
  }

  /** A viewer that takes nothing is sent away; one for whom there is nothing yet, as before a key frame, waits. */
  #lose(): void {
    if (this.socket.writableLength === 0) {
      this.#stalledSince = undefined;
      return;
    }
    const now = performance.now();
    this.#stalledSince ??= now;
    if (now - this.#stalledSince > stalled * 1000) this.socket.destroy();
  }
}
