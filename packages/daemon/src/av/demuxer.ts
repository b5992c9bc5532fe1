import { CameraError } from "@pinhole/kit/model";
import {
  AV_NOPTS_VALUE,
  AVERROR_EOF,
  AVERROR_INVALIDDATA,
  AVMEDIA_TYPE_AUDIO,
  AVMEDIA_TYPE_VIDEO,
  AVSEEK_FLAG_BACKWARD,
  AVSEEK_FLAG_BYTE,
} from "node-av/constants";
import {
  avGetCodecName,
  Dictionary,
  FormatContext,
  type Frame,
  InputFormat,
  Packet,
  type Stream,
} from "node-av/lib";
import { checked } from "./errors.ts";

export type { Packet } from "node-av/lib";

export interface DemuxerOptions {
  /** FFmpeg's name of the format, where it can not be found out ("v4l2"). */
  readonly format?: string;
  /** FFmpeg's options of the format and protocol. */
  readonly options?: Readonly<Record<string, string>>;
  /** Whether the sound is read as well, where there is any. */
  readonly sound?: boolean;
  /**
   * Whether it is a file on a disk: read at once, as another thread would take longer to say that it has been. The caller
   * lets its thread's other work have its turn.
   */
  readonly local?: boolean;
  /** What the messages call the source: holds no secret. */
  readonly at: string;
  readonly signal: AbortSignal;
}

/** A file, device or stream taken apart into packets of its best video track, and of the sound beside it. */
export interface Demuxer extends AsyncDisposable {
  readonly video: Stream;
  /** The video's codec as FFmpeg names it. */
  readonly codec: string;
  readonly sound: Stream | undefined;
  /** The next packet, valid until the next call; undefined at the end. */
  read(): Promise<Packet | undefined>;
  /** Seconds, where the container knows. */
  readonly duration: number | undefined;
  /** Whether pictures carry times of their own; where not, FFmpeg numbers them by a rate that it guesses. */
  readonly isTimed: boolean;
  /** Seconds from one picture to the next, as the container says. */
  readonly frameDuration: number;
  /** Seconds from the video's beginning at which a frame of a track is due, where it is stamped. */
  timeOf(frame: Frame, track: Stream): number | undefined;
  /** The same of a packet of the video. */
  timeOfPacket(packet: Packet): number | undefined;
  /** Goes to the last key frame at or before `seconds` from the beginning. */
  seek(seconds: number): void;
}

/** FFmpeg's names of formats that are nothing but one picture after another. */
const untimed = /^(?:mpjpeg|mjpeg|h264|hevc|m4v|\w+_pipe)$/;

/** Opens `url`; an abort interrupts even a blocked read. Errors: CameraError by the reason. */
export async function openDemuxer(url: string, options: DemuxerOptions): Promise<Demuxer> {
  const { at, signal } = options;
  const context = new FormatContext();
  context.allocContext();
  const interrupt = (): void => context.interrupt();
  signal.addEventListener("abort", interrupt);
  const packet = new Packet();
  packet.alloc();
  const close = async (): Promise<void> => {
    signal.removeEventListener("abort", interrupt);
    await context.closeInput();
    packet.free();
  };
  const run = async (doing: string, call: Promise<number>): Promise<number> => {
    const status = await call;
    signal.throwIfAborted();
    // What ends before it has begun holds no video.
    return checked(status === AVERROR_EOF ? AVERROR_INVALIDDATA : status, doing, at);
  };
  try {
    signal.throwIfAborted();
    const format = options.format === undefined ? null : InputFormat.findInputFormat(options.format);
    if (format === null && options.format !== undefined) {
      throw new CameraError("source-missing", `this FFmpeg can not read ${options.format}`, { at });
    }
    const dictionary = Dictionary.fromObject(options.options ?? {});
    await run("open", context.openInput(url, format, dictionary));
    await run("find the streams", context.findStreamInfo(null));
    const best = context.findBestStream(AVMEDIA_TYPE_VIDEO);
    const video = context.streams[best];
    if (best < 0 || video === undefined) {
      throw new CameraError("source-damaged", "holds no video that can be read", { at });
    }
    const bestSound = options.sound ? context.findBestStream(AVMEDIA_TYPE_AUDIO, -1, best) : -1;
    const sound = bestSound < 0 ? undefined : context.streams[bestSound];
    const tick = tickOf(video);
    const soundTick = sound && tickOf(sound);
    const start = video.startTime === AV_NOPTS_VALUE ? 0n : video.startTime;
    const rate = video.avgFrameRate;
    const begin = Number(start) * tick;
    const seconds = (stamp: bigint, track: Stream): number | undefined =>
      stamp === AV_NOPTS_VALUE
        ? undefined
        : Number(stamp) * ((track === sound ? soundTick : undefined) ?? tick) - begin;
    return {
      video,
      codec: avGetCodecName(video.codecpar.codecId) ?? "unknown",
      sound,
      read: async () => {
        for (;;) {
          packet.unref();
          const status = options.local ? context.readFrameSync(packet) : await context.readFrame(packet);
          signal.throwIfAborted();
          if (status === AVERROR_EOF) return undefined;
          checked(status, "read", at);
          if (packet.streamIndex === best || packet.streamIndex === bestSound) return packet;
        }
      },
      duration: context.duration > 0n ? Number(context.duration) / 1e6 : undefined,
      isTimed: !untimed.test(context.iformat?.name ?? ""),
      frameDuration: rate.num > 0 ? rate.den / rate.num : 1 / 25,
      timeOf: (frame, track) => seconds(frame.bestEffortTimestamp, track),
      timeOfPacket: (packet) => seconds(packet.pts, video),
      seek: (seconds) => {
        const stamp = start + BigInt(Math.floor(seconds / tick));
        const status = context.seekFrameSync(best, stamp, AVSEEK_FLAG_BACKWARD);
        // What is nothing but one picture after another has no times to go to, but a beginning.
        const found = status < 0 && seconds === 0 ? context.seekFrameSync(-1, 0n, AVSEEK_FLAG_BYTE) : status;
        checked(found, `go to second ${Math.floor(seconds)}`, at);
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function tickOf({ timeBase }: Stream): number {
  return timeBase.num / timeBase.den;
}
