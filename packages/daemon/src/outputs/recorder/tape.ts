import type { Packet } from "../../bus/packet.ts";
import type { Stream } from "../../bus/stream.ts";

/** A clock that is further behind than this many seconds was set back. */
const setBack = 1;

/** The most packets of a tape, whatever their size. */
const mostPackets = 20_000;

/** The last seconds of a stream, always from a key frame on. Packets are those of the bus: nothing is copied. */
export interface Tape extends Disposable {
  /** Whether the stream has ended: it was switched off. */
  readonly ended: boolean;
  readonly bytes: number;
  /**
   * Hands on what is kept from the last key frame at or before a time on (Unix time in seconds; all when none is that
   * old), then what comes, until it is disposed of.
   */
  play(from: number, take: (packet: Packet) => void): Disposable;
}

/** Keeps at least so many seconds, unless they are more than so many bytes. */
export function openTape(stream: Stream, limits: { readonly seconds: number; readonly bytes: number }): Tape {
  const players = new Set<(packet: Packet) => void>();
  const kept: Packet[] = [];
  let bytes = 0;
  let ended = false;

  const drop = (count: number): void => {
    for (const packet of kept.splice(0, count)) bytes -= packet.data.length;
  };
  /** Drops from the front what is not needed: always up to a key frame. */
  const trim = (): void => {
    const newest = kept.at(-1) as Packet;
    for (;;) {
      const next = kept.findIndex(({ key }, n) => n > 0 && key);
      const isMuch = bytes > limits.bytes || kept.length > mostPackets;
      if (next < 0) {
        if (isMuch) drop(kept.length);
        return;
      }
      if (!isMuch && (kept[next] as Packet).pts > newest.pts - limits.seconds) return;
      drop(next);
    }
  };
  const reading = stream.read({
    output: "recorder",
    write: (packet) => {
      const last = kept.at(-1);
      if (last && packet.pts < last.pts - setBack) drop(kept.length);
      if (kept.length > 0 || packet.key) {
        kept.push(packet);
        bytes += packet.data.length;
        trim();
      }
      for (const take of [...players]) take(packet);
      return true;
    },
    end: () => {
      ended = true;
      drop(kept.length);
      queueMicrotask(() => reading[Symbol.dispose]());
    },
  });
  return {
    get ended() {
      return ended;
    },
    get bytes() {
      return bytes;
    },
    play: (from, take) => {
      const start = Math.max(
        0,
        kept.findLastIndex(({ key, pts }) => key && pts <= from),
      );
      let begun = false;
      const player = (packet: Packet): void => {
        // Nothing before the first key frame can be decoded.
        begun ||= packet.key;
        if (begun) take(packet);
      };
      for (const packet of kept.slice(start)) player(packet);
      players.add(player);
      return { [Symbol.dispose]: () => players.delete(player) };
    },
    [Symbol.dispose]: () => {
      reading[Symbol.dispose]();
      drop(kept.length);
      players.clear();
    },
  };
}
