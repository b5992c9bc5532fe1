import type { Socket } from "node:net";
import { DirectStream } from "../direct/index.ts";
import { interleavedFrame, type Parcel } from "./packing.ts";
import type { Sink } from "./playing.ts";

export interface Backlog {
  /** Bytes that may wait. */
  readonly viewerBytes: number;
  readonly stalledSeconds: number;
}

/** A viewer whose queue is full for so many times the stalled time is cut, though it takes a little now and then. */
const patience = 4;

/** Watches how much waits on a connection, and cuts it when nothing is taken for too long. */
export class Outlet extends DirectStream {
  readonly #most: number;
  readonly #stalledMs: number;
  #fullSince: number | undefined;
  #granted = 0;

  constructor(socket: Socket, { viewerBytes, stalledSeconds }: Backlog) {
    super(socket);
    this.#most = viewerBytes;
    this.#stalledMs = stalledSeconds * 1000;
  }

  room(): boolean {
    const { writableLength } = this.socket;
    // It runs for each picture and viewer, and nearly always nothing waits.
    if (writableLength > this.#most) return this.#isGranted(writableLength);
    if (this.#granted > 0) this.#granted = 0;
    if (this.#fullSince !== undefined) this.#relax();
    return true;
  }

  /** Makes room for bytes that come beyond the bounds, until they are gone. */
  grant(bytes: number): void {
    this.#granted += bytes;
  }

  /** Hands what is written meanwhile to the system in one go. */
  together(write: () => void): void {
    this.socket.cork();
    try {
      write();
    } finally {
      this.socket.uncork();
    }
  }

  #isGranted(waiting: number): boolean {
    if (waiting <= this.#most + this.#granted) return true;
    if (this.#fullSince === undefined) {
      this.#fullSince = performance.now();
      // The socket's own timer sees what the system takes, also of a large write that is under way.
      this.socket.setTimeout(this.#stalledMs, this.#cut);
    } else if (performance.now() - this.#fullSince > patience * this.#stalledMs) this.#cut();
    return false;
  }

  #relax(): void {
    this.#fullSince = undefined;
    this.socket.setTimeout(0, this.#cut);
  }

  readonly #cut = (): void => void this.socket.destroy();
}

/** RTP and RTCP on two channels of the RTSP connection. */
export class InterleavedSink implements Sink {
  readonly #outlet: Outlet;
  readonly #rtp: number;
  readonly #rtcp: number;

  constructor(outlet: Outlet, [rtp, rtcp]: readonly [number, number]) {
    this.#outlet = outlet;
    this.#rtp = rtp;
    this.#rtcp = rtcp;
  }

  room(): boolean {
    return this.#outlet.room();
  }

  send(parcel: Parcel, isPast: boolean): void {
    const bytes = parcel.interleaved(this.#rtp, this.#rtcp);
    if (isPast) this.#outlet.grant(bytes.length);
    this.#outlet.send(bytes);
  }

  report(bytes: Uint8Array): void {
    this.#outlet.send(interleavedFrame(this.#rtcp, bytes));
  }

  together(send: () => void): void {
    this.#outlet.together(send);
  }
}
