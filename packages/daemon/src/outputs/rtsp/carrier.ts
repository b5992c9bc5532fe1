import type { Socket } from "node:net";
import type { Transport } from "@pinhole/kit/formats/rtsp";
import { type DatagramPair, datagramSink, type Post } from "./datagrams.ts";
import { InterleavedSink, type Outlet } from "./interleaved.ts";
import type { RtspLimits } from "./limits.ts";
import type { Group, RtspSettings, Track } from "./media.ts";
import type { Multicasts } from "./multicast.ts";
import { type Feed, type Playing, play } from "./playing.ts";
import { connect, type Ports } from "./ports.ts";

/** How one track of a session gets to its viewer. */
export interface Carrier extends Disposable {
  readonly kind: "tcp" | "udp" | "multicast";
  /** What the client is told. */
  readonly transport: Transport;
  /** `had` is the capture time of the newest that the viewer has of it already. */
  start(feed: Feed, ended: () => void, had?: number): Playing;
}

/** The connection that asks for a carrier. */
export interface Asker {
  readonly outlet: Outlet;
  readonly socket: Socket;
  readonly remoteAddress: string;
  readonly localAddress: string;
  /** Whether RTP may leave the connection: not when that is encrypted, nor through a tunnel. */
  readonly datagrams: boolean;
  /** Interleaved channels of its other tracks. */
  readonly channels: ReadonlySet<number>;
}

export interface Network {
  readonly ports: Ports;
  readonly post: Post;
  readonly multicasts: Multicasts;
  readonly limits: RtspLimits;
  readonly settings: () => RtspSettings;
}

export interface Wish {
  readonly track: Track;
  readonly feed: Feed;
  readonly asker: Asker;
  /** Hears the RTCP of the viewer. */
  heard(bytes: Uint8Array): void;
}

/** The first of the client's alternatives that can be had; undefined when none can; "full" when all ports are taken. */
export async function openCarrier(
  transports: readonly Transport[],
  wish: Wish,
  network: Network,
): Promise<Carrier | "full" | undefined> {
  for (const transport of transports) {
    if (transport.profile !== "RTP/AVP" || (transport.mode && !transport.mode.includes("PLAY"))) continue;
    if (transport.lower === "TCP") {
      if (transport.delivery !== "multicast") return interleaved(transport, wish);
    } else if (!wish.asker.datagrams) continue;
    else if (transport.delivery === "multicast") {
      const group = groupOf(wish.track, network.settings());
      if (group) return multicast(group, network);
    } else if (isUsable(transport.clientPort)) {
      return (await unicast(transport.clientPort, wish, network)) ?? "full";
    }
  }
  return undefined;
}

/** The group that a track is sent to for everybody. */
export function groupOf({ stream }: Track, { multicast: casts }: RtspSettings): Group | undefined {
  return casts.find(({ track }) => track.stream === stream)?.group;
}

function isUsable(ports: Transport["clientPort"]): ports is readonly [number, number] {
  return ports !== undefined && ports[0] > 0 && ports[1] > 0;
}

function interleaved(wanted: Transport, { feed, asker }: Wish): Carrier | undefined {
  const channels = freeChannels(wanted.interleaved, asker.channels);
  if (channels === undefined) return undefined;
  return {
    kind: "tcp",
    transport: {
      profile: "RTP/AVP",
      lower: "TCP",
      delivery: "unicast",
      interleaved: channels,
      ssrc: feed.packing.ssrc,
    },
    start: (source, ended, had) => play(source, new InterleavedSink(asker.outlet, channels), ended, had),
    [Symbol.dispose]: () => {},
  };
}

function freeChannels(
  wanted: readonly [number, number] | undefined,
  taken: ReadonlySet<number>,
): readonly [number, number] | undefined {
  const isFree = ([rtp, rtcp]: readonly [number, number]): boolean =>
    rtp !== rtcp && !taken.has(rtp) && !taken.has(rtcp);
  if (wanted !== undefined && isFree(wanted)) return wanted;
  for (let channel = 0; channel < 255; channel += 2)
    if (isFree([channel, channel + 1])) return [channel, channel + 1];
  return undefined;
}

async function unicast(
  clientPort: readonly [number, number],
  wish: Wish,
  network: Network,
): Promise<Carrier | undefined> {
  const { asker, feed } = wish;
  const { ports, post, limits, settings } = network;
  const pair = await ports.open(asker.localAddress, settings().rtpPort, limits.portPairs);
  if (pair === undefined) return undefined;
  try {
    await connect(pair.rtp, clientPort[0], asker.remoteAddress);
    await connect(pair.rtcp, clientPort[1], asker.remoteAddress);
  } catch (error) {
    pair.close();
    throw error;
  }
  pair.rtcp.on("message", (bytes) => wish.heard(bytes));
  // What a client sends to open its own firewall is taken from the queue and dropped.
  pair.rtp.on("message", () => {});
  return {
    kind: "udp",
    transport: {
      profile: "RTP/AVP",
      lower: "UDP",
      delivery: "unicast",
      clientPort,
      serverPort: [pair.port, pair.port + 1],
      ssrc: feed.packing.ssrc,
    },
    start: (source, ended, had) =>
      playDatagrams(source, { pair, post, mostWaiting: limits.viewerBytes, had }, ended),
    [Symbol.dispose]: () => pair.close(),
  };
}

function playDatagrams(
  feed: Feed,
  {
    pair,
    post,
    mostWaiting,
    had,
  }: {
    readonly pair: DatagramPair;
    readonly post: Post;
    readonly mostWaiting: number;
    readonly had: number | undefined;
  },
  ended: () => void,
): Playing {
  const sink = datagramSink(pair, post, mostWaiting);
  const playing = play(feed, sink, ended, had);
  return {
    bye: () => playing.bye(),
    [Symbol.dispose]: () => {
      playing[Symbol.dispose]();
      sink[Symbol.dispose]();
    },
  };
}

function multicast(group: Group, { multicasts }: Network): Carrier {
  const { address, port, hops } = group;
  return {
    kind: "multicast",
    transport: {
      profile: "RTP/AVP",
      lower: "UDP",
      delivery: "multicast",
      destination: address,
      port: [port, port + 1],
      ttl: hops,
    },
    start: (_feed, ended) => multicasts.follow(group, ended),
    [Symbol.dispose]: () => {},
  };
}
