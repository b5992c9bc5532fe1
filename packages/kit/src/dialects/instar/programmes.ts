import type { Programme } from "../dialect.ts";

const paths = /^\/(?:livestream\/)?1([1-3])$/;

/** What the cameras' RTSP paths play: /livestream/11 to 13, or /11 to /13, are the three H.264 streams with sound. */
export function programmeOf(path: string): Programme | undefined {
  const [, channel] = paths.exec(path) ?? [];
  if (channel === undefined) return undefined;
  return { video: { codec: "h264", channel: Number(channel) }, sound: 1 };
}
