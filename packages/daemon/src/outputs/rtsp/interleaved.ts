import type { Socket } from "node:net";
import type { Sink } from "./playing.ts";

export interface Backlog {
  /** Bytes that may wait. */
  readonly viewerBytes: number;
  readonly stalledSeconds: number;
}

/** Watches how much waits on a connection, and cuts it when nothing is taken for too long. */
export class Outlet {
  readonly #socket: Socket;
  readonly #bounds: Backlog;
  #fullSince: number | undefined;
  #granted = 0;

  constructor(socket: Socket, bounds: Backlog) {
    this.#socket = socket;
    this.#bounds = bounds;
  }

  room(): boolean {
    if (this.#socket.writableLength <= this.#bounds.viewerBytes) {
      this.#fullSince = undefined;
      this.#granted = 0;
      return true;
    }
    if (this.#socket.writableLength <= this.#bounds.viewerBytes + this.#granted) return true;
    const now = performance.now();
    this.#fullSince ??= now;
    if (now - this.#fullSince > this.#bounds.stalledSeconds * 1000) this.#socket.destroy();
    return false;
  }

  /** Makes room for bytes that come beyond the bounds, until they are gone. */
  grant(bytes: number): void {
    this.#granted += bytes;
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }
}

/** RTP and RTCP on two channels of the RTSP connection. */
export function interleavedSink(outlet: Outlet, [rtp, rtcp]: readonly [number, number]): Sink {
  return {
    room: () => outlet.room(),
    send: (parcel, isPast) => {
      const bytes = parcel.interleaved(rtp);
      if (isPast) outlet.grant(bytes.length);
      outlet.write(bytes);
    },
    report: (bytes) => {
      const frame = new Uint8Array(4 + bytes.length);
      frame.set([0x24, rtcp, bytes.length >> 8, bytes.length & 0xff]);
      frame.set(bytes, 4);
      outlet.write(frame);
    },
  };
}
