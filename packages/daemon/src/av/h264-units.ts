import {
  findParameterSets,
  parseAvcConfig,
  splitAnnexB,
  splitLengthPrefixed,
} from "@pinhole/kit/formats/h264";
import { AV_CODEC_ID_H264, AV_NOPTS_VALUE, AV_PKT_DATA_NEW_EXTRADATA } from "node-av/constants";
import type { Packet, Stream } from "node-av/lib";
import { openH264Video } from "./h264-video.ts";
import type { Unit, Units } from "./units.ts";

/** Undefined when the track is not H.264. */
export function openH264Units({ codecpar, timeBase }: Stream): Units | undefined {
  if (codecpar.codecId !== AV_CODEC_ID_H264) return undefined;
  const track = openH264Video(codecpar, codecpar.videoDelay > 0);
  let lengthSize: number | undefined;

  const configure = (extradata: Uint8Array): void => {
    const bytes = Uint8Array.from(extradata);
    if (bytes[0] !== 1) return track.configure(findParameterSets(splitAnnexB(bytes)));
    const { lengthSize: size, ...sets } = parseAvcConfig(bytes);
    lengthSize = size;
    track.configure(sets);
  };
  const read = (packet: Packet, bytes: Uint8Array): Unit | undefined => {
    const news = packet.isKeyframe ? packet.getSideData(AV_PKT_DATA_NEW_EXTRADATA) : null;
    if (news !== null) configure(news);
    if (lengthSize !== undefined)
      return track.unit(splitLengthPrefixed(bytes, lengthSize), packet.isKeyframe);
    const own = new Uint8Array(bytes);
    return track.unit(splitAnnexB(own), packet.isKeyframe, own);
  };

  try {
    if (codecpar.extradata !== null) configure(codecpar.extradata);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return {
    get video() {
      return track.video;
    },
    take: (packet) => {
      const bytes = packet.data;
      if (bytes === null || bytes.length === 0) return undefined;
      const { pts } = packet;
      if (pts !== AV_NOPTS_VALUE) track.stamped(Number(pts) * (timeBase.num / timeBase.den));
      try {
        return read(packet, bytes);
      } catch (error) {
        if (error instanceof RangeError) return undefined;
        throw error;
      }
    },
    restart: track.restart,
  };
}
