import { stat } from "node:fs/promises";
import { CameraError } from "@pinhole/kit/model";
import { FormatContext, type Packet, type Stream } from "node-av/lib";
import { openDemuxer } from "./demuxer.ts";
import { checked } from "./errors.ts";

export interface Shortening {
  readonly from: string;
  /** The name's ending says what is written: ".mp4", ".avi". */
  readonly to: string;
  /** Seconds from the beginning that have to be seen. */
  readonly moment: number;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/** What the index at a file's end takes for each packet, and its head; on the safe side. */
const bytesOfPacket = 48;
const bytesOfHead = 8192;

/** Seconds before the moment that are shown where not all before it fits. */
const before = 2;

/**
 * Writes a part of a clip, around a moment, that takes at most so many bytes; nothing is encoded again. Returns the
 * seconds of the part and of the whole; undefined where not even a second fits. Errors: CameraError by the reason.
 */
export async function shorterClip(
  options: Shortening,
): Promise<{ readonly seconds: number; readonly of: number } | undefined> {
  const { from, to, moment, maxBytes, signal } = options;
  const input = { at: from, signal, sound: true, options: { protocol_whitelist: "file" } };
  await using demuxer = await openDemuxer(`file:${from}`, input);
  const { video, sound, duration } = demuxer;
  if (duration === undefined) throw new CameraError("source-damaged", "is of no known length", { at: from });
  const { size } = await stat(from);
  const room = (duration * maxBytes) / Math.max(1, size);
  if (room < 1) return undefined;
  // From the beginning, if then something of what happened is seen as well.
  if (room < moment + room / 2) demuxer.seek(Math.max(0, moment - before));
  await using output = await openOutput(to, sound ? [video, sound] : [video]);
  let bytes = bytesOfHead;
  let begin: number | undefined;
  /** The time of the first picture as the file counts it; the part begins at 0. */
  let base = 0;
  let end = 0;
  for (let packet = await demuxer.read(); packet; packet = await demuxer.read()) {
    const isVideo = packet.streamIndex === video.index;
    const at = isVideo ? demuxer.timeOfPacket(packet) : undefined;
    if (isVideo && begin === undefined && packet.isKeyframe) {
      begin = at;
      base = Number(packet.pts) * tickOf(video);
    }
    // Sound before the first picture would be heard with nothing to see.
    if (begin === undefined) continue;
    bytes += packet.size + bytesOfPacket;
    if (bytes > maxBytes) break;
    if (at !== undefined) end = Math.max(end, at + demuxer.frameDuration);
    const track = isVideo ? video : (sound as Stream);
    const shift = BigInt(Math.round(base / tickOf(track)));
    packet.pts -= shift;
    packet.dts -= shift;
    await output.write(packet, isVideo ? 0 : 1, track);
  }
  await output.finish();
  const seconds = end - (begin ?? 0);
  return seconds < 1 ? undefined : { seconds, of: duration };
}

interface Output extends AsyncDisposable {
  write(packet: Packet, index: number, of: Stream): Promise<void>;
  finish(): Promise<void>;
}

async function openOutput(path: string, streams: readonly Stream[]): Promise<Output> {
  const context = new FormatContext();
  checked(context.allocOutputContext2(null, null, path), "choose a format", path);
  let isOpen = false;
  const close = async (): Promise<void> => {
    if (isOpen) await context.closeOutput();
    context.freeContext();
  };
  try {
    const tracks = streams.map((stream) => {
      const track = context.newStream(null);
      checked(stream.codecpar.copy(track.codecpar), "copy a track", path);
      // A tag of the other container may not be one of this.
      track.codecpar.codecTag = 0;
      track.timeBase = stream.timeBase;
      return track;
    });
    checked(await context.openOutput(), "create", path);
    isOpen = true;
    checked(await context.writeHeader(null), "write the head", path);
    return {
      write: async (packet, index, of) => {
        packet.rescaleTs(of.timeBase, (tracks[index] as Stream).timeBase);
        packet.streamIndex = index;
        packet.pos = -1n;
        checked(await context.interleavedWriteFrame(packet), "write", path);
      },
      finish: async () => void checked(await context.writeTrailer(), "write the index", path),
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const tickOf = ({ timeBase }: Stream): number => timeBase.num / timeBase.den;
