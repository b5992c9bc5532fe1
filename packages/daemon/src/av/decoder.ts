import { CameraError } from "@pinhole/kit/model";
import {
  AV_FRAME_FLAG_INTERLACED,
  AV_PIX_FMT_YUV420P,
  AVCOL_RANGE_MPEG,
  AVCOL_RANGE_UNSPECIFIED,
  AVCOL_SPC_BT709,
  AVCOL_SPC_SMPTE170M,
  AVCOL_SPC_UNSPECIFIED,
} from "node-av/constants";
import { Codec, CodecContext, Frame, type Packet, type Stream } from "node-av/lib";
import { checked, isDry } from "./errors.ts";

/** Above this many pixels one thread may not keep up with real time. */
const pixelsForThreads = 1920 * 1088;

/**
 * What a decoder spares itself: nothing; the filter that smooths the edges of blocks, which takes a quarter of the work; or
 * pictures that no other needs as well. Without the filter, pictures get a little worse up to the next key frame.
 */
export type Thrift = "none" | "filter" | "pictures";

/** Turns packets of a track into pictures. */
export interface Decoder extends Disposable {
  /** From the next packet on. */
  spare(what: Thrift): void;
  /** Gives each picture that comes out to `take`, in order; valid only during the call. null drains what is held. */
  decode(packet: Packet | null, take: (frame: Frame) => void | Promise<void>): Promise<void>;
  /** Forgets what is held, as after a seek. */
  flush(): void;
}

/** Damaged packets are skipped, as a viewer would; `at` names the source in errors. */
export function openDecoder(stream: Pick<Stream, "codecpar" | "timeBase">, at: string): Decoder {
  const parameters = stream.codecpar;
  const codec = Codec.findDecoder(parameters.codecId);
  if (codec === null)
    throw new CameraError("source-damaged", "its video codec is not known to this FFmpeg", { at });
  const context = new CodecContext();
  context.allocContext3(codec);
  checked(context.parametersToContext(parameters), "set up the decoder", at);
  context.pktTimebase = stream.timeBase;
  context.threadCount = parameters.width * parameters.height > pixelsForThreads ? 2 : 1;
  checked(context.open2Sync(codec, null), "open the decoder", at);
  const frame = new Frame();
  frame.alloc();
  let spared: Thrift = "none";
  return {
    spare: (what) => {
      if (what === spared) return;
      spared = what;
      context.setOption("skip_loop_filter", what === "none" ? "default" : "all");
      context.setOption("skip_frame", what === "pictures" ? "noref" : "default");
    },
    decode: async (packet, take) => {
      const sent = context.sendPacketSync(packet);
      if (sent < 0 && packet === null && !isDry(sent)) checked(sent, "drain the decoder", at);
      for (;;) {
        const status = context.receiveFrameSync(frame);
        if (status < 0) return;
        tag(frame);
        try {
          await take(frame);
        } finally {
          frame.unref();
        }
      }
    },
    flush: () => context.flushBuffers(),
    [Symbol.dispose]: () => {
      frame.free();
      context.freeContext();
    },
  };
}

/** Lines of a picture from which on colours are BT.709 where nothing is said, as players take it. */
const highDefinition = 720;

/** Says of a picture what its makers left out. */
function tag(frame: Frame): void {
  if (frame.colorSpace === AVCOL_SPC_UNSPECIFIED)
    frame.colorSpace = frame.height < highDefinition ? AVCOL_SPC_SMPTE170M : AVCOL_SPC_BT709;
  if (frame.colorRange === AVCOL_RANGE_UNSPECIFIED && frame.format === AV_PIX_FMT_YUV420P)
    frame.colorRange = AVCOL_RANGE_MPEG;
  // Both halves are one picture from here on; swscale takes no interlaced one for another that is not.
  frame.clearFlags(AV_FRAME_FLAG_INTERLACED);
}
