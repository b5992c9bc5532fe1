import type { Dialect, Programme } from "@pinhole/kit/dialect";
import { h264Channel, jpegChannel, mpeg4Channel, rtsp } from "@pinhole/kit/model";
import type { Camera } from "../camera.ts";
import { type Cast, type Group, type Media, type RtspSettings, tracksOf } from "../outputs/rtsp/index.ts";

const groups = { h264: h264Channel, mpeg4: mpeg4Channel, mjpeg: jpegChannel } as const;

/** Hz of the AAC that goes with FLV, whatever codec the microphone is set to. */
const aacRate = 16_000;

/** What a dialect's path plays on RTSP; undefined when no dialect knows it. */
export async function mediaOf(
  path: string,
  dialects: readonly Dialect[],
  camera: Camera,
): Promise<Media | undefined> {
  for (const dialect of dialects) {
    const programme = dialect.programme?.(path, camera);
    if (!programme) continue;
    // Whether a source has sound is known once it was open.
    if (programme.sound) await camera.soundKnown();
    return playable(programme, camera);
  }
  return undefined;
}

/** The streams of a programme, or why they can not be had now. Sound that is off is left out beside a picture. */
export function playable({ video, sound }: Programme, camera: Camera): Media {
  if (camera.privacy()) return { off: { status: 403, words: "privacy is on: nothing is shown" } };
  const soundTrack = sound && soundOf(camera, sound);
  if (!video)
    return soundTrack ? { audio: soundTrack } : off("the microphone is off, or the source has no sound");
  const channel = camera.get(groups[video.codec])[video.channel - 1];
  const stream = camera.stream({ codec: video.codec, channel: video.channel as 1 | 2 | 3 });
  if (!channel || !stream) return off(`${video.codec} channel ${video.channel} is switched off`);
  const { frameRate } = channel;
  return { video: { stream, codec: video.codec, frameRate, ...sizeOf(channel) }, audio: soundTrack };
}

/** A medium for somebody who may not listen. */
export function silenced({ video, audio, off }: Media): Media {
  if (video || audio === undefined) return { video, off };
  return { off: { status: 403, words: "this user may not listen; an administrator can allow it" } };
}

const off = (words: string): Media => ({ off: { status: 404, words } });

function soundOf(camera: Camera, encoding: 1 | 2): Media["audio"] {
  const want = camera.sound(encoding);
  const stream = want && camera.stream(want);
  return want && stream && { stream, ...want, channels: 1 };
}

/** The sound as AAC, for what can carry no other; undefined where there is none. */
export async function aacOf(
  camera: Camera,
): Promise<(Media["audio"] & { readonly codec: "aac" }) | undefined> {
  await camera.soundKnown();
  const set = camera.sound(1);
  if (!set) return undefined;
  const want = { codec: "aac", sampleRate: set.codec === "aac" ? set.sampleRate : aacRate } as const;
  const stream = camera.stream(want);
  return stream && { stream, ...want, channels: 1 };
}

/** The size of a channel in pixels. */
export function sizeOf({ resolution }: { readonly resolution: string }): {
  readonly width: number;
  readonly height: number;
} {
  const [width = 0, height = 0] = resolution.split("x").map(Number);
  return { width, height };
}

/** The RTSP settings as the server needs them. */
export function rtspSettings(camera: Camera): RtspSettings {
  const { packetSize, rtpPort } = camera.get(rtsp)[0]!;
  return { packetSize, rtpPort, multicast: castsOf(camera) };
}

/** What goes to multicast groups: the first channel of a codec, and the first encoding of the sound. */
function castsOf(camera: Camera): RtspSettings["multicast"] {
  const set = camera.get(rtsp)[0]!;
  if (!set.multicast) return [];
  const { hops } = set;
  const casts: Cast[] = [];
  const add = (programme: Programme, group: Omit<Group, "hops">): void => {
    const [track] = tracksOf(playable(programme, camera));
    const isTaken = casts.some(
      ({ group: other }) => other.address === group.address && other.port === group.port,
    );
    if (track && !isTaken) casts.push({ track, group: { ...group, hops } });
  };
  if (set.h264Multicast)
    add({ video: { codec: "h264", channel: 1 } }, { address: set.h264Address, port: set.h264Port });
  if (set.mpeg4Multicast)
    add({ video: { codec: "mpeg4", channel: 1 } }, { address: set.mpeg4Address, port: set.mpeg4Port });
  if (set.audioMulticast) {
    void camera.soundKnown();
    add({ sound: 1 }, { address: set.audioAddress, port: set.audioPort });
  }
  return casts;
}
