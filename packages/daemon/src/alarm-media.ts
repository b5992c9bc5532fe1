import { type CameraPort, h264Channel, jpegChannel } from "@pinhole/kit/model";
import type { AlarmMedia, SoundStream } from "./alarms/media.ts";
import type { Stream } from "./bus/stream.ts";
import { jpegQuality } from "./codec/quality.ts";
import type { SoundWant, Want } from "./codec/want.ts";

/** What alarms need of a camera. */
interface Streams extends Pick<CameraPort, "get" | "privacy"> {
  stream(want: Want): Stream | undefined;
  sound(encoding: 1): SoundWant | undefined;
}

/** Hz of the sound of clips where the microphone's codec leaves it open. */
const soundRate = 16_000;

/** A camera's streams, as alarms use them. */
export function mediaOf(camera: Streams): AlarmMedia {
  const size = ({ resolution }: { readonly resolution: string }) => {
    const [width = 0, height = 0] = resolution.split("x").map(Number);
    return { width, height };
  };
  return {
    channel: (codec, channel) => {
      const set = camera.get(codec === "h264" ? h264Channel : jpegChannel)[channel - 1];
      const stream = camera.stream({ codec, channel: channel as 1 | 2 | 3 });
      return set && stream && { stream, codec, frameRate: set.frameRate, ...size(set) };
    },
    still: () => {
      if (camera.privacy()) return undefined;
      const [set] = camera.get(jpegChannel);
      return camera.stream({ codec: "mjpeg", ...size(set!), quality: jpegQuality(set!.quality) });
    },
    sound: (codec): SoundStream | undefined => {
      const set = camera.privacy() ? undefined : camera.sound(1);
      if (!set) return undefined;
      const sampleRate = codec === "aac" && set.codec === "aac" ? set.sampleRate : soundRate;
      const stream = camera.stream({ codec, sampleRate });
      return stream && { stream, sampleRate, channels: 1 };
    },
  };
}
