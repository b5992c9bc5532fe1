import type { Socket } from "node:dgram";
import { datagramSink, type Post } from "./datagrams.ts";
import type { Cast, Group, Track } from "./media.ts";
import { type Feed, type Playing, play } from "./playing.ts";
import { bind, connect } from "./ports.ts";

export interface MulticastOptions {
  readonly post: Post;
  /** Bytes that may wait to be sent to one group. */
  readonly mostWaiting: number;
  /** What is to be sent now. */
  readonly casts: () => readonly Cast[];
  /** The local addresses whose networks it is sent to. */
  readonly from: () => readonly string[];
  readonly feedOf: (track: Track) => Feed;
}

/** One stream on its way to one group in one network. */
interface Transmission {
  readonly cast: Cast;
  readonly viewers: Set<() => void>;
  /** When it is tried again, for one that could not begin or whose stream has ended; performance.now(). */
  againMs: number;
  stop: (() => void) | undefined;
  stopped: boolean;
}

/** Pause before another try where a network is down. */
const pauseMs = 10_000;

/** Sends streams to multicast groups for as long as the settings say so, whether or not somebody asks by RTSP. */
export class Multicasts {
  readonly #options: MulticastOptions;
  readonly #transmissions = new Map<string, Transmission>();
  /** Groups that could not be sent to, which is told once. */
  readonly #failed = new Set<string>();

  constructor(options: MulticastOptions) {
    this.#options = options;
  }

  /** Begins and ends what the settings have changed; to be called often. */
  look(): void {
    const wanted = new Map<string, readonly [Cast, string]>();
    for (const cast of this.#options.casts())
      for (const from of this.#options.from()) wanted.set(keyOf(cast.group, from), [cast, from]);
    for (const [key, transmission] of this.#transmissions) {
      if (wanted.get(key)?.[0].track.stream === transmission.cast.track.stream) continue;
      this.#end(key, transmission);
    }
    for (const [key, [cast, from]] of wanted) {
      const known = this.#transmissions.get(key);
      if (known && !(known.stopped && performance.now() > known.againMs)) continue;
      const transmission = {
        cast,
        viewers: new Set<() => void>(),
        againMs: 0,
        stop: undefined,
        stopped: false,
      };
      this.#transmissions.set(key, transmission);
      void this.#start(key, transmission, from);
    }
  }

  /** Counts a viewer of a group, who is told when nothing more is sent there. */
  follow(group: Group, ended: () => void): Playing {
    this.look();
    const running = [...this.#transmissions.values()].find(
      (each) => sameGroup(each.cast.group, group) && !each.stopped,
    );
    if (running === undefined) queueMicrotask(ended);
    // Whoever joins waits for a key frame.
    else running.cast.track.stream.refresh();
    running?.viewers.add(ended);
    return {
      // The others still watch.
      bye: () => {},
      [Symbol.dispose]: () => void running?.viewers.delete(ended),
    };
  }

  close(): void {
    for (const [key, transmission] of this.#transmissions) this.#end(key, transmission);
  }

  #end(key: string, transmission: Transmission): void {
    this.#transmissions.delete(key);
    this.#rest(transmission);
  }

  #rest(transmission: Transmission): void {
    if (transmission.stopped) return;
    transmission.stopped = true;
    transmission.stop?.();
    transmission.againMs = performance.now() + pauseMs;
    for (const ended of [...transmission.viewers]) ended();
  }

  async #start(key: string, transmission: Transmission, from: string): Promise<void> {
    const { post, mostWaiting, feedOf } = this.#options;
    const { group, track } = transmission.cast;
    const feed = feedOf(track);
    const rtp = await openSender(group, from, 0);
    const rtcp = await openSender(group, from, 1);
    const close = (): void => {
      rtp?.close();
      rtcp?.close();
    };
    if (rtp === undefined || rtcp === undefined) {
      const message = `can not send to the multicast group ${group.address} from ${from}`;
      if (!this.#failed.has(key)) feed.log({ source: "network", severity: 4, message });
      this.#failed.add(key);
      close();
      return this.#rest(transmission);
    }
    this.#failed.delete(key);
    if (transmission.stopped) return close();
    const sink = datagramSink({ rtp, rtcp }, post, mostWaiting);
    let over = false;
    const playing = play(feed, sink, () => {
      over = true;
      // The stream that ends still goes through its readers.
      queueMicrotask(() => {
        this.#rest(transmission);
        transmission.againMs = 0;
      });
    });
    transmission.stop = () => {
      if (!over) playing.bye();
      playing[Symbol.dispose]();
      sink[Symbol.dispose]();
      close();
    };
  }
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

function sameGroup(one: Group, other: Group): boolean {
  return one.address === other.address && one.port === other.port;
}

function keyOf({ address, port, hops }: Group, from: string): string {
  return `${address}:${port}/${hops} ${from}`;
}
