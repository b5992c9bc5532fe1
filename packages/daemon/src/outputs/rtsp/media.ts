import type { CameraEvent } from "@pinhole/kit/model";
import type { Stream } from "../../bus/stream.ts";

export type VideoCodec = "h264" | "mpeg4" | "mjpeg";
export type AudioCodec = "aac" | "pcm_alaw" | "pcm_mulaw" | "adpcm_g726" | "pcm_s16be";

export interface VideoTrack {
  readonly stream: Stream;
  readonly codec: VideoCodec;
  /** Pictures a second. */
  readonly frameRate: number;
  readonly width: number;
  readonly height: number;
}

export interface AudioTrack {
  readonly stream: Stream;
  readonly codec: AudioCodec;
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Of adpcm_g726: 2 to 5; 4 (32 kbit/s) when it is not said. */
  readonly bitsPerSample?: number | undefined;
}

/** What a path plays. */
export interface Media {
  readonly video?: VideoTrack | undefined;
  readonly audio?: AudioTrack | undefined;
  /** Why it can not be watched now; 403 when somebody wants it so. */
  readonly off?: { readonly status: 403 | 404 | 503; readonly words: string } | undefined;
}

/** Somebody who was let in; "" is the name of a viewer without a login. */
export interface Login {
  readonly ok: true;
  readonly name: string;
}

export interface Refusal {
  readonly ok: false;
  readonly status: 401 | 403 | 429 | 503;
  /** `WWW-Authenticate` values, one header each. */
  readonly challenges: readonly string[];
  /** Seconds. */
  readonly retryAfter?: number | undefined;
}

/** Checks an `Authorization` value, or lets in or refuses who has none. */
export type Authorize = (
  authorization: string | undefined,
  remoteAddress: string,
  request: { readonly method: string; readonly uri: string },
) => Login | Refusal | Promise<Login | Refusal>;

/** A multicast destination; its RTCP goes to the next port up. */
export interface Group {
  readonly address: string;
  readonly port: number;
  readonly hops: number;
}

export interface RtspSettings {
  /** Bytes of the largest RTP packet. */
  readonly packetSize: number;
  /** First UDP port that RTP is sent from. */
  readonly rtpPort: number;
  /** What is sent to multicast groups, as long as it stands here. */
  readonly multicast: readonly Cast[];
}

/** A track that is sent to a group. */
export interface Cast {
  readonly track: Track;
  readonly group: Group;
}

export type Log = (event: Omit<CameraEvent, "at">) => void;

export type Track =
  | ({ readonly kind: "video"; readonly number: 1 } & VideoTrack)
  | ({ readonly kind: "audio"; readonly number: 2 } & AudioTrack);

/** The tracks of a medium, each with the number in its control address. */
export function tracksOf({ video, audio }: Media): Track[] {
  return [
    ...(video ? [{ kind: "video", number: 1, ...video } as const] : []),
    ...(audio ? [{ kind: "audio", number: 2, ...audio } as const] : []),
  ];
}
