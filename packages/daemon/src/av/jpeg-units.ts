import { completeJpeg } from "@pinhole/kit/formats/jpeg";
import { readJpeg } from "@pinhole/kit/formats/rtp";
import { AV_CODEC_ID_MJPEG } from "node-av/constants";
import type { Stream } from "node-av/lib";
import { roomAround as room } from "../bus/packet.ts";
import type { Unit, Units, UnitVideo } from "./units.ts";

/** Pictures in a row that are not as viewers need them after which the track is taken for one of such pictures. */
const patience = 3;

/** Good pictures in a row after which it is not any more. */
const trust = 100;

/** Undefined when the track is not motion JPEG. */
export function openJpegUnits({ codecpar }: Stream): Units | undefined {
  if (codecpar.codecId !== AV_CODEC_ID_MJPEG) return undefined;
  let video: UnitVideo = { width: codecpar.width, height: codecpar.height, obstacle: undefined };
  let refused = 0;
  let good = 0;
  const refuse = (words: string): undefined => {
    good = 0;
    refused++;
    if (refused >= patience && video.obstacle === undefined)
      video = { ...video, obstacle: `not every viewer can take its pictures (${words})` };
    return undefined;
  };
  const accept = (width: number, height: number): void => {
    refused = 0;
    good++;
    const obstacle = good < trust ? video.obstacle : undefined;
    if (width !== video.width || height !== video.height || obstacle !== video.obstacle)
      video = { width, height, obstacle };
  };
  return {
    get video() {
      return video;
    },
    take: ({ data: bytes }): Unit | undefined => {
      if (bytes === null || bytes.length === 0) return undefined;
      try {
        const jpeg = completeJpeg(bytes, room);
        // RTP carries fewer kinds of JPEG than browsers show, and a stream goes to viewers of both.
        const { width, height } = readJpeg(jpeg);
        accept(width, height);
        return { data: jpeg, key: true };
      } catch (error) {
        if (error instanceof RangeError) return refuse(error.message);
        throw error;
      }
    },
    restart: () => {},
  };
}
