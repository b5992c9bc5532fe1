import { completeJpeg, completeOwnJpeg } from "@pinhole/kit/formats/jpeg";
import { readJpeg } from "@pinhole/kit/formats/rtp";
import { roomAround as room } from "../bus/packet.ts";
import type { Size } from "./frame.ts";
import type { Unit, UnitVideo } from "./units.ts";

/** Pictures in a row that are not as viewers need them after which the track is taken for one of such pictures. */
const patience = 3;

/** Good pictures in a row after which it is not any more. */
const trust = 100;

/** What motion JPEG is, as its pictures tell it, and its pictures as they go over the network. */
export interface JpegVideo {
  /** Another object when it has changed. */
  readonly video: UnitVideo;
  /** Undefined for a picture that not every viewer can take. */
  unit(jpeg: Uint8Array): Unit | undefined;
  /** The same of bytes that the caller gives away: not copied where `roomAround` is there and nothing is missing. */
  ownUnit(jpeg: Uint8Array<ArrayBuffer>): Unit | undefined;
}

export function openJpegVideo({ width, height }: Size): JpegVideo {
  let video: UnitVideo = { width, height, obstacle: undefined };
  let refused = 0;
  let good = 0;
  const refuse = (words: string): undefined => {
    good = 0;
    refused++;
    if (refused >= patience && video.obstacle === undefined)
      video = { ...video, obstacle: `not every viewer can take its pictures (${words})` };
    return undefined;
  };
  const accept = ({ width, height }: Size): void => {
    refused = 0;
    good++;
    const obstacle = good < trust ? video.obstacle : undefined;
    if (width !== video.width || height !== video.height || obstacle !== video.obstacle)
      video = { width, height, obstacle };
  };
  /** What stands before the coded data of the newest picture that was looked at. */
  let head: Uint8Array | undefined;
  const look = (data: Uint8Array): void => {
    // Most cameras write the same head each time. Looking at the coded data as well takes as long as all the rest.
    if (head !== undefined && Buffer.compare(data.subarray(0, head.length), head) === 0) return accept(video);
    // RTP carries fewer kinds of JPEG than browsers show, and a stream goes to viewers of both.
    const picture = readJpeg(data);
    head = data.slice(0, picture.scan.byteOffset - data.byteOffset);
    accept(picture);
  };
  const unitOf = (complete: () => Uint8Array<ArrayBuffer>): Unit | undefined => {
    try {
      const data = complete();
      look(data);
      return { data, key: true };
    } catch (error) {
      if (error instanceof RangeError) return refuse(error.message);
      throw error;
    }
  };
  return {
    get video() {
      return video;
    },
    unit: (jpeg) => unitOf(() => completeJpeg(jpeg, room)),
    ownUnit: (jpeg) => unitOf(() => completeOwnJpeg(jpeg, room)),
  };
}
