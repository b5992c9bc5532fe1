import type { Packet } from "../../bus/packet.ts";
import type { Unit } from "./protocol.ts";

/**
 * The way of one stream to the thread: each packet goes there once, however many viewers read it. When too much waits,
 * packets are lost up to the next key frame.
 */
export class Feed {
  readonly #post: (unit: Unit) => void;
  readonly #room: () => boolean;
  #last: Packet | undefined;
  #isLosing = false;

  constructor(post: (unit: Unit) => void, room: () => boolean) {
    this.#post = post;
    this.#room = room;
  }

  /** Whether the packet was sent; called by every viewer's reader in turn. */
  write(packet: Packet): boolean {
    if (packet === this.#last) return !this.#isLosing;
    this.#last = packet;
    if (!this.#room()) this.#isLosing = true;
    else if (packet.key) this.#isLosing = false;
    if (!this.#isLosing) this.#post(unitOf(packet));
    return !this.#isLosing;
  }
}

/** A copy of a packet, to be handed to the thread: the packet's buffer is everybody's. */
export function unitOf({ data, pts, key }: Packet): Unit {
  return { data: data.slice(), pts, key };
}
