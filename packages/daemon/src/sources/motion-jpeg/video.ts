import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { type BareStream, bareJpeg, packetOf } from "../../av/bare-stream.ts";
import { type Decoder, openDecoder } from "../../av/decoder.ts";
import type { Size } from "../../av/frame.ts";
import { fewPeriod } from "../../av/idle-decoder.ts";
import { type JpegVideo, openJpegVideo } from "../../av/jpeg-video.ts";
import type { SourceContext } from "../source.ts";

export interface VideoOptions {
  /** What errors call the source. */
  readonly at: string;
  readonly context: SourceContext;
  /** Told when decoding fails for good. */
  failed(error: unknown): void;
}

/** Hands on pictures: as they come, and decoded, each only while it is wanted. */
export interface Video extends Disposable {
  /** Takes a JPEG with `roomAround` it, which is no longer the caller's; false for what is none. */
  take(jpeg: Uint8Array<ArrayBuffer>, captured: number): boolean;
}

/** Ticks of the decoder's clock in a second. */
const clockRate = 1_000_000;

export function openVideo({ at, context, failed }: VideoOptions): Video {
  using opened = new DisposableStack();
  let video: JpegVideo | undefined;
  let told: JpegVideo["video"] | undefined;
  let decoding: { readonly stream: BareStream; readonly decoder: Decoder } | undefined;
  let decoded: Promise<unknown> = Promise.resolve();
  let newest: number | undefined;

  const tell = (next: JpegVideo["video"]): void => {
    if (next === told) return;
    told = next;
    context.hasVideo({ codec: "mjpeg", ...next });
  };
  const decoderFor = (size: Size): Decoder => {
    if (decoding === undefined) {
      const stream = staying.use(bareJpeg(size, clockRate));
      decoding = { stream, decoder: staying.use(openDecoder(stream, at)) };
    }
    return decoding.decoder;
  };
  /** Whether a picture is decoded, where each stands for itself; a few are a few a second. */
  const isWanted = (passes: boolean, captured: number): boolean => {
    const wanted = context.wantsPictures();
    if (wanted === "few") {
      if (newest !== undefined && Math.abs(captured - newest) < fewPeriod) return false;
      newest = captured;
      return true;
    }
    return !passes || wanted !== "none";
  };
  /** Copies the picture and returns what decodes the copy: what is handed on leaves with its bytes. */
  const prepare = (jpeg: Uint8Array, captured: number, size: Size): (() => void) => {
    const decoder = decoderFor(size);
    const packet = packetOf(jpeg, Math.round(captured * clockRate), true);
    return () => {
      decoded = decoded
        .then(() =>
          staying.disposed ? undefined : decoder.decode(packet, (frame) => context.take(frame, captured)),
        )
        .catch(failed)
        .finally(() => packet.free());
    };
  };
  const staying = opened.move();
  return {
    take: (jpeg, captured) => {
      if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) return false;
      if (video === undefined) {
        const size = sizeOf(jpeg);
        if (size === undefined) return false;
        video = openJpegVideo(size);
        tell(video.video);
      }
      const unit = context.wantsPackets("mjpeg") ? video.ownUnit(jpeg) : undefined;
      tell(video.video);
      const passes = unit !== undefined && video.video.obstacle === undefined;
      const decode = isWanted(passes, captured) ? prepare(jpeg, captured, video.video) : undefined;
      if (passes) context.takePacket(unit, captured);
      decode?.();
      return true;
    },
    [Symbol.dispose]: () => staying.dispose(),
  };
}

function sizeOf(jpeg: Uint8Array): Size | undefined {
  try {
    return readJpegSize(jpeg);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
