import { bareSound, packetOf } from "../../av/bare-stream.ts";
import { type Decoder, openDecoder } from "../../av/decoder.ts";
import type { SourceContext } from "../source.ts";
import type { TimedUnit } from "./receive.ts";
import type { SoundTrack } from "./tracks.ts";

export interface SoundOptions {
  readonly track: SoundTrack;
  readonly at: string;
  readonly context: Pick<SourceContext, "wantsSound" | "takeSound">;
  /** The time of capture of a time stamp, in seconds on the track's clock. */
  captured(seconds: number): number;
  failed(error: unknown): void;
}

/** Decodes the sound while somebody wants it. */
export interface Sound extends Disposable {
  take(unit: TimedUnit): void;
}

export function openSound({ track, at, context, captured, failed }: SoundOptions): Sound {
  const { clockRate } = track;
  using opened = new DisposableStack();
  const stream = opened.use(bareSound(track.sound, clockRate));
  let decoder: Decoder | undefined;
  let decoded: Promise<unknown> = Promise.resolve();
  const staying = opened.move();
  return {
    take: ({ data, ticks }) => {
      if (!context.wantsSound()) return;
      decoder ??= staying.use(openDecoder(stream, at));
      const { decode } = decoder;
      const packet = packetOf(data, ticks, true);
      decoded = decoded
        .then(() => {
          if (staying.disposed) return;
          return decode(packet, (frame) => {
            context.takeSound(frame, captured(Number(frame.bestEffortTimestamp) / clockRate));
          });
        })
        .catch(failed)
        .finally(() => packet.free());
    },
    [Symbol.dispose]: () => staying.dispose(),
  };
}
