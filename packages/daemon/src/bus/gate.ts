import type { Packet } from "./packet.ts";

/** Decides which packets a slow reader gets: after one was lost, nothing until the next key frame. */
export class Gate {
  #waiting = true;

  /** Whether to send this packet; `room` says whether the reader's queue can take it. */
  pass(packet: Packet, room: boolean): boolean {
    if (!room) this.#waiting = true;
    else if (packet.key) this.#waiting = false;
    return !this.#waiting;
  }
}
