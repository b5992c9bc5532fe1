import type { Packet } from "./packet.ts";

/** Decides which packets a slow reader gets: after one was lost, nothing until the next key frame. */
export interface Gate {
  /** Whether to send this packet; `room` says whether the reader's queue can take it. */
  pass(packet: Packet, room: boolean): boolean;
}

export function openGate(): Gate {
  let waiting = true;
  return {
    pass: (packet, room) => {
      if (!room) waiting = true;
      else if (packet.key) waiting = false;
      return !waiting;
    },
  };
}
