import type { ServerResponse } from "node:http";
import {
  type AsfAudio,
  type AsfUnit,
  asfTracks,
  encodeAsfHeader,
  openAsfPacker,
} from "@pinhole/kit/formats/asf";
import { encodeAacConfig, mpeg4Config } from "@pinhole/kit/formats/rtp";
import { Gate } from "../../bus/gate.ts";
import type { Packet } from "../../bus/packet.ts";
import type { Stream } from "../../bus/stream.ts";
import { openInterleave } from "../interleave.ts";
import { openTimeline } from "../timeline.ts";
import { type Framing, view } from "../viewer.ts";

/** Bytes that may wait for a viewer before it loses pictures up to the next key frame. */
const backlog = 2_000_000;

/** Small packets waste little where a picture does not fill its last one. */
const packetSize = 1400;

/** Milliseconds for which sound may wait for a picture to share its packets. */
const soundWaits = 200;

const audioTrack = 1;

/** What one ASF shows: MPEG-4 part 2, and sound where there is any. */
export interface AsfMedia {
  /** `width` and `height` are those of the stream's pictures. */
  readonly video: { readonly stream: Stream; readonly width: number; readonly height: number };
  /** 16-bit samples are turned round from the network's order of bytes. */
  readonly audio?: {
    readonly stream: Stream;
    readonly codec: "pcm_alaw" | "pcm_mulaw" | "pcm_s16be" | "aac";
    readonly sampleRate: number;
    readonly channels: number;
  };
}

/**
 * Sends an endless ASF from a key frame on, until the viewer or one of the streams ends. There is one header only; when
 * the encoder is set up anew, decoders learn it from the key frame, which has the headers of the video in it.
 */
export function serveAsf(media: AsfMedia, res: ServerResponse): void {
  const { video, audio } = media;
  const streams = audio === undefined ? [video.stream] : [video.stream, audio.stream];
  const room = (): boolean => (res.socket?.writableLength ?? 0) <= backlog;
  view(streams, "asf", framingFor(media, room), res);
}

function framingFor({ video, audio }: AsfMedia, room: () => boolean): Framing {
  const gate = new Gate();
  const timeline = openTimeline();
  const packer = openAsfPacker(packetSize);
  const order = openInterleave<{ readonly track: number; readonly packet: Packet }>(
    audio === undefined ? 1 : 2,
  );
  const units: AsfUnit[] = [];
  let header: Uint8Array | undefined;
  let config: Uint8Array | undefined;

  /** The bytes to send once a unit has joined those that wait. */
  const add = (track: number, { data, pts, key }: Packet): readonly Uint8Array[] => {
    const timestampMs = timeline(track, pts);
    if (track === audioTrack) {
      const sound = audio?.codec === "pcm_s16be" ? swapped(data) : data;
      units.push({ track: asfTracks.audio, data: sound, timestampMs, key: true });
      if (timestampMs - units[0]!.timestampMs < soundWaits) return [];
    } else {
      units.push({ track: asfTracks.video, data, timestampMs, key });
    }
    return [packer.pack(units.splice(0))];
  };

  return {
    contentType: "video/x-ms-asf",
    // The gate watches the backlog itself, because it has to know of every picture that was lost.
    backlog: Number.POSITIVE_INFINITY,
    frame: (packet, track) => {
      if (track === audioTrack) {
        if (header === undefined) return [];
        if (!room()) return undefined;
      } else {
        const found = packet.key ? mpeg4Config(packet.data) : undefined;
        if (!gate.pass(packet, room() && (!packet.key || found !== undefined))) return undefined;
        config ??= found;
      }
      const bytes = order
        .push(track, packet.pts, { track, packet })
        .flatMap((due) => add(due.track, due.packet));
      if (header !== undefined || config === undefined) return bytes;
      const { width, height } = video;
      header = encodeAsfHeader({
        packetSize,
        createdAt: packet.pts,
        video: { codec: "mpeg4", width, height, config },
        ...(audio === undefined ? {} : { audio: formatOf(audio) }),
      });
      return [header, ...bytes];
    },
  };
}

function formatOf({ codec, sampleRate, channels }: NonNullable<AsfMedia["audio"]>): AsfAudio {
  const config = codec === "aac" ? { config: encodeAacConfig({ sampleRate, channels }) } : {};
  return { codec: codec === "pcm_s16be" ? "pcm_s16le" : codec, sampleRate, channels, ...config };
}

function swapped(samples: Uint8Array): Uint8Array {
  return Buffer.from(samples.subarray(0, samples.length & ~1)).swap16();
}
