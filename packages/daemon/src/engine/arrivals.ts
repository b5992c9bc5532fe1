import type { Packet } from "../bus/packet.ts";

/** Milliseconds of one turn of the event loop that packets may take while others wait behind them. */
const turnMs = 20;

/** Milliseconds in which nothing else waits for long: who takes less needs no turn of the loop to begin anew. */
const shortMs = 1;

/** Milliseconds that a packet may wait for its turn. */
const longestMs = 1000;

export interface ArrivalsOptions {
  /** Gives a packet to the viewers of a stream. */
  deliver(stream: string, packet: Packet): void;
  /** Packets of a stream are left out up to its next key frame. */
  lost(stream: string): void;
  /** Milliseconds; never goes back. */
  readonly now?: () => number;
  readonly later?: (turn: () => void) => void;
}

/** Takes a packet of one or more streams; packets keep their order. */
export type Arrivals = (streams: readonly string[], packet: Packet) => void;

/**
 * Hands packets from the engine's thread to their streams. A thread with more viewers than it can serve would do nothing
 * else any more: requests and timers have their turn in between, and what has waited too long is left out.
 */
export function openArrivals({
  deliver,
  lost,
  now = () => performance.now(),
  later = setImmediate,
}: ArrivalsOptions): Arrivals {
  const waiting: { readonly streams: readonly string[]; readonly packet: Packet; readonly at: number }[] = [];
  /** Streams that go on with a key frame. */
  const broken = new Set<string>();
  let spentMs = 0;
  let scheduled = false;

  const hand = (streams: readonly string[], packet: Packet): void => {
    const began = now();
    for (const stream of streams) deliver(stream, packet);
    spentMs += now() - began;
  };
  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    later(turn);
  };
  const turn = (): void => {
    scheduled = false;
    spentMs = 0;
    while (waiting.length > 0 && spentMs < turnMs) {
      const { streams, packet } = waiting.shift()!;
      hand(streams, packet);
    }
    if (waiting.length > 0) schedule();
  };
  const shed = (): void => {
    for (const { streams } of waiting.splice(0)) for (const stream of streams) broken.add(stream);
    for (const stream of broken) lost(stream);
  };
  return (all, packet) => {
    if (waiting.length > 0 && now() - waiting[0]!.at > longestMs) shed();
    if (packet.key) for (const stream of all) broken.delete(stream);
    const streams = broken.size === 0 ? all : all.filter((stream) => !broken.has(stream));
    if (streams.length === 0) return;
    if (waiting.length === 0 && spentMs < turnMs) hand(streams, packet);
    else waiting.push({ streams, packet, at: now() });
    if (spentMs > shortMs) schedule();
  };
}
