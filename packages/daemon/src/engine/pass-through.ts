import { h264Channel } from "@pinhole/kit/model";
import type { EncodedPicture } from "../av/encoder.ts";
import { changeOf } from "../picture/changes.ts";
import type { H264Unit, SourceVideo } from "../sources/source.ts";
import { sizeOf } from "./channels.ts";
import type { EngineSettings, FromEngine } from "./protocol.ts";

/** Seconds between two packets of a line, at least: times rise also where one kind of packets takes over from the other. */
const leastStep = 0.001;

/** The lines of H.264 that take the source's own packets, each from a key frame on and as long as nothing stands against it. */
export interface PassThrough {
  /** Lines that could take them if they fit. */
  readonly wanted: number;
  open(key: string, channel: 1 | 2 | 3): void;
  close(key: string): void;
  configure(settings: EngineSettings): void;
  hasVideo(video: SourceVideo): void;
  hasSignal(has: boolean): void;
  /** Whether the camera sees all of the source's picture, or has turned to a part of it. */
  hasView(all: boolean): void;
  /** Whether a line needs no pictures now. */
  passes(key: string): boolean;
  take(unit: H264Unit, at: number): void;
  /** An encoded picture, with a time after that of the packet before. */
  after(key: string, picture: EncodedPicture): EncodedPicture;
}

interface Line {
  readonly channel: 1 | 2 | 3;
  /** Why it has to be encoded. */
  obstacle: string | undefined;
  passes: boolean;
  /** Time of the newest packet, of either kind. */
  newest: number;
  told: string | undefined;
}

type Message = Extract<FromEngine, { readonly type: "packet" | "passage" }>;

export function openPassThrough(initial: EngineSettings, post: (message: Message) => void): PassThrough {
  let settings = initial;
  let video: SourceVideo | undefined;
  let signal = true;
  let whole = true;
  const lines = new Map<string, Line>();
  const look = (line: Line): void => {
    const channel = settings.h264[line.channel - 1]!;
    line.obstacle = signal
      ? (obstacleOf(channel, settings, video) ??
        (whole ? undefined : "the camera looks at a part of the source"))
      : "the source gives no signal";
    if (line.obstacle !== undefined) line.passes = false;
  };
  const lookAtAll = (): void => {
    for (const line of lines.values()) look(line);
  };
  const tell = (key: string, line: Line, passed: boolean): void => {
    // Without an obstacle it is encoded only up to the source's next key frame.
    const reason = passed ? "the source is H.264 and nothing is drawn on it" : line.obstacle;
    if (reason === undefined || reason === line.told) return;
    line.told = reason;
    post({ type: "passage", key, passed, reason });
  };
  const rising = (line: Line, at: number): number => {
    line.newest = Math.max(at, line.newest + leastStep);
    return line.newest;
  };
  return {
    get wanted() {
      return lines.size;
    },
    open: (key, channel) => {
      const newest = Number.NEGATIVE_INFINITY;
      const line: Line = { channel, obstacle: undefined, passes: false, newest, told: undefined };
      look(line);
      lines.set(key, line);
    },
    close: (key) => {
      lines.delete(key);
    },
    configure: (next) => {
      settings = next;
      lookAtAll();
    },
    hasVideo: (next) => {
      video = next;
      lookAtAll();
    },
    hasSignal: (has) => {
      if (has === signal) return;
      signal = has;
      lookAtAll();
    },
    hasView: (all) => {
      if (all === whole) return;
      whole = all;
      lookAtAll();
    },
    passes: (key) => lines.get(key)?.passes ?? false,
    take: ({ data, key: isKey }, at) => {
      const taken: { readonly key: string; readonly pts: number }[] = [];
      for (const [key, line] of lines) {
        if (isKey && line.obstacle === undefined) line.passes = true;
        if (!line.passes) continue;
        tell(key, line, true);
        taken.push({ key, pts: rising(line, at) });
      }
      for (const [pts, group] of Map.groupBy(taken, (line) => line.pts)) {
        const keys = group.map(({ key }) => key);
        // The bytes move to another thread with the message.
        const own = keys.length === taken.length ? data : new Uint8Array(data);
        post({ type: "packet", keys, data: own, pts, key: isKey, passed: true });
      }
    },
    after: (key, picture) => {
      const line = lines.get(key);
      if (line === undefined) return picture;
      tell(key, line, false);
      return { ...picture, pts: rising(line, picture.pts) };
    },
  };
}

const largest = h264Channel.fields.resolution.values.at(-1);

/** Why an H.264 channel has to be encoded, in words; undefined when the source's own packets are what it asks for. */
export function obstacleOf(
  channel: EngineSettings["h264"][number],
  settings: EngineSettings,
  video: SourceVideo | undefined,
): string | undefined {
  if (video?.codec !== "h264") return "the source is not H.264";
  if (video.obstacle !== undefined) return `the source can not be handed on: ${video.obstacle}`;
  return changeOf(settings) ?? misfitOf(channel, video);
}

/** The largest setting stands for the source's own size, if that is no smaller. */
function misfitOf(
  { resolution, cropping }: EngineSettings["h264"][number],
  video: SourceVideo,
): string | undefined {
  const { width, height } = sizeOf(resolution);
  if (video.width === width && video.height === height) return undefined;
  if (resolution !== largest || video.width < width || video.height < height) {
    return `the source is ${video.width}x${video.height} and the channel ${resolution} (h264Channel.resolution)`;
  }
  return cropping ? "the picture is cut to the channel's shape (h264Channel.cropping)" : undefined;
}
