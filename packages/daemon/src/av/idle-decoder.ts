import { AV_CODEC_ID_MJPEG, AV_NOPTS_VALUE } from "node-av/constants";
import type { Frame, Packet, Stream } from "node-av/lib";
import { longestGop } from "../bus/packet.ts";
import { openDecoder } from "./decoder.ts";

/** Which of a track's pictures are decoded; a few, five a second or more, are to be looked at by a program alone. */
export type Pictures = "all" | "few" | "keys" | "none";

/** Seconds from one picture to the next where a few are wanted; a source's own unevenness aside. */
export const fewPeriod = 0.2 * 0.9;

/** Packets that are decoded again so that a picture is as good as it can be; beyond, that waits for the next key frame. */
const nearby = 60;

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
export function openIdleDecoder(stream: Pick<Stream, "codecpar" | "timeBase">, at: string): IdleDecoder {
  const decoder = openDecoder(stream, at);
  /** Which pictures the decoder knows up to now, so that it can go on with the next packet. */
  let known: "all" | "few" | "none" = "all";
  const standAlone = stream.codecpar.codecId === AV_CODEC_ID_MJPEG;
  const { num, den } = stream.timeBase;
  let newest: number | undefined;
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
  /** Whether a few pictures a second are no longer that without this one. */
  const isDue = ({ pts }: Packet): boolean => {
    if (pts === AV_NOPTS_VALUE) return true;
    const at = (Number(pts) * num) / den;
    // Pictures that build on a later one come behind it.
    if (newest !== undefined && Math.abs(at - newest) < fewPeriod) return false;
    newest = at;
    return true;
  };
  /** Makes the decoder ready for the newest packet; false where there is nothing to begin from. */
  const catchUp = async (wanted: "all" | "few"): Promise<boolean> => {
    if (known === wanted || known === "all") return true;
    const isFar = kept.length === 0 || kept.length > nearby;
    if (known === "few" && isFar) return true;
    if (kept.length === 0) return false;
    decoder.flush();
    for (const earlier of kept.slice(0, -1)) await decoder.decode(earlier, () => {});
    return true;
  };
  return {
    decode: async (packet, wanted, take) => {
      if (packet === null) {
        if (known !== "none") await decoder.decode(null, take);
        return;
      }
      keep(packet);
      if (wanted === "all" || wanted === "few") {
        const left = wanted === "few" && !isDue(packet) ? "pictures" : "filter";
        if (left === "pictures" && standAlone) return;
        decoder.spare(wanted === "all" ? "none" : "filter");
        if (!(await catchUp(wanted))) return;
        known = wanted;
        if (wanted === "few") decoder.spare(left);
        return decoder.decode(packet, take);
      }
      known = "none";
      if (wanted === "none" || !packet.isKeyframe) return;
      decoder.spare("none");
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
