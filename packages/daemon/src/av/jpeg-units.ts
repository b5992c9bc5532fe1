import { AV_CODEC_ID_MJPEG } from "node-av/constants";
import type { Stream } from "node-av/lib";
import { openJpegVideo } from "./jpeg-video.ts";
import type { Units } from "./units.ts";

/** Undefined when the track is not motion JPEG. */
export function openJpegUnits({ codecpar }: Stream): Units | undefined {
  if (codecpar.codecId !== AV_CODEC_ID_MJPEG) return undefined;
  const jpeg = openJpegVideo({ width: codecpar.width, height: codecpar.height });
  return {
    get video() {
      return jpeg.video;
    },
    take: ({ data }) => (data === null || data.length === 0 ? undefined : jpeg.unit(data)),
    restart: () => {},
  };
}
