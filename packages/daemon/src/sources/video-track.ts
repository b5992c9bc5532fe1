import type { Demuxer, Packet } from "../av/demuxer.ts";
import type { Frame } from "../av/frame.ts";
import { openIdleDecoder } from "../av/idle-decoder.ts";
import { openUnits } from "../av/open-units.ts";
import type { SourceContext } from "./source.ts";

/** The two ways of a source's video: handed on as it comes, and decoded; each only while it is wanted. */
export interface VideoTrack extends Disposable {
  /** Whether the next packet would be handed on, as far as is known. */
  readonly passes: boolean;
  /** Hands a packet on where that is of use; returns its time of capture if it did. */
  pass(packet: Packet, captured: () => number): number | undefined;
  /** Decodes the same packet if its picture is wanted; null drains what is held. */
  decode(packet: Packet | null, take: (frame: Frame) => void | Promise<void>): Promise<void>;
  /** Forgets what is held, as after a seek. */
  flush(): void;
}

/** `at` names the source in errors. */
export function openVideoTrack(
  { video: stream, codec }: Demuxer,
  at: string,
  context: SourceContext,
): VideoTrack {
  const decoder = openIdleDecoder(stream, at);
  const units = openUnits(stream);
  const { width, height } = stream.codecpar;
  let video = units?.video ?? { width, height, obstacle: undefined };
  /** Whether the present packet was handed on: if not, its picture is the only sign of it. */
  let passed = false;
  const tell = (): void => context.hasVideo({ codec, ...video });
  tell();
  return {
    get passes() {
      return units !== undefined && video.obstacle === undefined && context.wantsPackets(codec);
    },
    pass: (packet, captured) => {
      passed = false;
      if (units === undefined || !context.wantsPackets(codec)) return undefined;
      const unit = units.take(packet);
      if (units.video !== video) {
        video = units.video;
        tell();
      }
      if (unit === undefined || video.obstacle !== undefined) return undefined;
      passed = true;
      const at = captured();
      context.takePacket(unit, at);
      return at;
    },
    decode: (packet, take) => {
      const wanted = context.wantsPictures();
      return decoder.decode(packet, passed || wanted === "few" ? wanted : "all", take);
    },
    flush: () => {
      units?.restart();
      decoder.flush();
    },
    [Symbol.dispose]: () => decoder[Symbol.dispose](),
  };
}
