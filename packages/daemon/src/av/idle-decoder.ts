import type { Frame, Packet, Stream } from "node-av/lib";
import { longestGop } from "../bus/packet.ts";
import { openDecoder } from "./decoder.ts";

/** Which of a track's pictures are decoded. */
export type Pictures = "all" | "keys" | "none";

/** A decoder that rests while its pictures are not wanted, and is up to date again with the next packet. */
export interface IdleDecoder extends Disposable {
  /** Takes the next packet of the track, wanted or not; null drains what is held. Pictures come as from a decoder. */
  decode(
    packet: Packet | null,
    wanted: Pictures,
    take: (frame: Frame) => void | Promise<void>,
  ): Promise<void>;
  /** Forgets what is held, as after a seek. */
  flush(): void;
}

/** It keeps the packets since the last key frame, and catches up through them. */
export function openIdleDecoder(stream: Stream, at: string): IdleDecoder {
  const decoder = openDecoder(stream, at);
  /** Whether the decoder has had every packet up to now. */
  let isCurrent = true;
  let kept: Packet[] = [];
  let keptBytes = 0;
  const forget = (): void => {
    for (const packet of kept) packet.free();
    kept = [];
    keptBytes = 0;
  };
  const keep = (packet: Packet): void => {
    if (packet.isKeyframe) forget();
    else if (kept.length === 0) return;
    const own = packet.clone();
    if (own === null) return forget();
    kept.push(own);
    keptBytes += own.size;
    if (kept.length > longestGop.packets || keptBytes > longestGop.bytes) forget();
  };
  return {
    decode: async (packet, wanted, take) => {
      if (packet === null) {
        if (isCurrent) await decoder.decode(null, take);
        return;
      }
      keep(packet);
      if (wanted === "all" && !isCurrent) {
        // Without a key frame there is nothing to begin from.
        if (kept.length === 0) return;
        decoder.flush();
        for (const earlier of kept.slice(0, -1)) await decoder.decode(earlier, () => {});
        isCurrent = true;
      }
      if (wanted === "all") return decoder.decode(packet, take);
      isCurrent = false;
      if (wanted === "none" || !packet.isKeyframe) return;
      decoder.flush();
      await decoder.decode(packet, take);
      await decoder.decode(null, take);
    },
    flush: () => {
      forget();
      decoder.flush();
    },
    [Symbol.dispose]: () => {
      forget();
      decoder[Symbol.dispose]();
    },
  };
}
