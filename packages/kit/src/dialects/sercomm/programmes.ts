import {
  type CameraPort,
  h264Channel,
  jpegChannel,
  mpeg4Channel,
  streams,
  video,
} from "../../model/index.ts";
import type { Programme } from "../dialect.ts";

type Picture = NonNullable<Programme["video"]>;

/** The stream that is played where none is named: VIDEO.default_channel, by the numbers of STREAMS. */
export function defaultStream(camera: CameraPort): Picture {
  const number = camera.get(video)[0]?.defaultChannel ?? 1;
  // STREAMS numbers them 1, 2, 3 over the codecs; the first channel of the codec is meant.
  const codec = camera.get(streams)[number - 1]?.codec ?? "h264";
  return { codec, channel: 1 };
}

/** What the cameras' RTSP paths play: the three fixed ones, and the aliases of each channel (`sp_uri`). */
export function programmeOf(path: string, camera: CameraPort): Programme | undefined {
  if (path === "/img/media.sav") return { video: defaultStream(camera), sound: 1 };
  if (path === "/img/video.sav") return { video: defaultStream(camera) };
  if (path === "/img/audio.sav") return { sound: 1 };
  const alias = path.slice(1);
  if (alias === "") return undefined;
  for (const [codec, group] of [
    ["h264", h264Channel],
    ["mpeg4", mpeg4Channel],
    ["mjpeg", jpegChannel],
  ] as const) {
    const index = camera.get(group).findIndex(({ uri }) => uri === alias);
    if (index >= 0) return { video: { codec, channel: index + 1 }, sound: 1 };
  }
  return undefined;
}
