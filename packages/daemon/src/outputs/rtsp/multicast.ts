import type { Socket } from "node:dgram";
import { datagramSink, type Post } from "./datagrams.ts";
import type { Group } from "./media.ts";
import { type Feed, type Playing, play } from "./playing.ts";
import { bind, connect } from "./ports.ts";

interface Member {
  ended(): void;
}

interface Transmission {
  readonly feed: Feed;
  readonly members: Set<Member>;
  /** Undefined while the sockets open. */
  stop: (() => void) | undefined;
}

/** Sends streams to multicast groups, each once for all of its viewers, from the first of them to the last. */
export class Multicasts {
  readonly #post: Post;
  readonly #mostWaiting: number;
  readonly #transmissions = new Map<string, Transmission>();

  constructor(post: Post, mostWaiting: number) {
    this.#post = post;
    this.#mostWaiting = mostWaiting;
  }

  /** Whether nothing else goes to this group. */
  isFree(group: Group, { stream }: Feed): boolean {
    const running = this.#transmissions.get(keyOf(group));
    return running === undefined || running.feed.stream === stream;
  }

  /** Adds a viewer until the result is disposed; the group has to be free. `localAddress` is where it is sent from. */
  join(group: Group, { feed, localAddress, ended }: Joining): Playing {
    const key = keyOf(group);
    const known = this.#transmissions.get(key);
    const transmission = known ?? { feed, members: new Set(), stop: undefined };
    const member = { ended };
    transmission.members.add(member);
    if (known === undefined) {
      this.#transmissions.set(key, transmission);
      void this.#start(transmission, group, localAddress);
    } else feed.stream.refresh();
    return {
      // The others still watch.
      bye: () => {},
      [Symbol.dispose]: () => {
        transmission.members.delete(member);
        if (transmission.members.size > 0 || this.#transmissions.get(key) !== transmission) return;
        this.#transmissions.delete(key);
        transmission.stop?.();
      },
    };
  }

  async #start(transmission: Transmission, group: Group, localAddress: string): Promise<void> {
    const { feed, members } = transmission;
    const end = (): void => {
      for (const member of [...members]) member.ended();
    };
    const rtp = await openSender(group, localAddress, 0);
    const rtcp = await openSender(group, localAddress, 1);
    const close = (): void => {
      rtp?.close();
      rtcp?.close();
    };
    if (rtp === undefined || rtcp === undefined) {
      feed.log({
        source: "network",
        severity: 4,
        message: `can not send to the multicast group ${group.address}`,
      });
      close();
      return end();
    }
    if (members.size === 0) return close();
    const sink = datagramSink({ rtp, rtcp }, this.#post, this.#mostWaiting);
    const playing = play(feed, sink, end);
    transmission.stop = () => {
      playing[Symbol.dispose]();
      sink[Symbol.dispose]();
      close();
    };
  }
}

interface Joining {
  readonly feed: Feed;
  readonly localAddress: string;
  ended(): void;
}

async function openSender(group: Group, localAddress: string, up: 0 | 1): Promise<Socket | undefined> {
  const socket = await bind(localAddress, 0);
  try {
    socket?.setMulticastTTL(group.hops);
    socket?.setMulticastInterface(localAddress);
    if (socket) await connect(socket, group.port + up, group.address);
    return socket;
  } catch {
    socket?.close();
    return undefined;
  }
}

function keyOf({ address, port }: Group): string {
  return `${address}:${port}`;
}
