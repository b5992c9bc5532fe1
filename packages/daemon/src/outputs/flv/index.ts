import type { ServerResponse } from "node:http";
import {
  aacConfig,
  avcConfig,
  encodeFlvHeader,
  encodeTag,
  encodeTagHead,
  metadata,
} from "@pinhole/kit/formats/flv";
import { encodeAacConfig } from "@pinhole/kit/formats/rtp";
import { Gate } from "../../bus/gate.ts";
import type { Stream } from "../../bus/stream.ts";
import { openInterleave } from "../interleave.ts";
import { openRoom } from "../room.ts";
import { openTimeline } from "../timeline.ts";
import { type Framing, view } from "../viewer.ts";
import { type Content, type Contents, openContents, type Setup } from "./contents.ts";

/** Bytes that may wait for a viewer before it loses pictures up to the next key frame. */
const backlog = 2_000_000;

const audioTrack = 1;

/** What one FLV shows: H.264, and AAC where there is sound. */
export interface FlvMedia {
  readonly video: Stream;
  readonly audio?: { readonly stream: Stream; readonly sampleRate: number; readonly channels: number };
}

/** FLV over HTTP without an end. */
export interface Flv {
  /** Sends the media from a key frame on, until the viewer or one of the streams ends. */
  serve(media: FlvMedia, res: ServerResponse): void;
}

export function openFlv(): Flv {
  const contents = openContents();
  return {
    serve: (media, res) => {
      const room = openRoom(() => res.socket?.writableLength ?? 0, backlog);
      const streams = media.audio === undefined ? [media.video] : [media.video, media.audio.stream];
      view(streams, "flv", framingFor(media.audio, contents, room), res);
    },
  };
}

/**
 * The framing for one viewer. Its time begins at 0, because Flash players show nothing before the clock has reached the
 * first time stamp; so the heads of the tags are its own, and what they head is shared.
 */
function framingFor(audio: FlvMedia["audio"], contents: Contents, room: () => boolean): Framing {
  const gate = new Gate();
  const timeline = openTimeline();
  const order = openInterleave<{ readonly track: number; readonly pts: number; readonly content: Content }>(
    audio === undefined ? 1 : 2,
  );
  let config: Uint8Array | undefined;
  let isPast = true;
  queueMicrotask(() => {
    isPast = false;
  });

  const begin = ({ config: record, facts }: Setup, ms: number): Uint8Array[] => {
    if (config !== undefined && Buffer.compare(config, record) === 0) return [];
    const begins = config === undefined;
    config = record;
    // FFmpeg takes metadata of any later time for a stream of subtitles.
    const about = encodeTag(metadata({ ...facts, ...factsOf(audio) }), 0);
    const pictures = encodeTag(avcConfig(record), ms);
    if (!begins) return [about, pictures];
    const header = encodeFlvHeader({ audio: audio !== undefined });
    const sound = audio === undefined ? [] : [encodeTag(aacConfig(encodeAacConfig(audio)), ms)];
    return [header, about, pictures, ...sound];
  };

  return {
    contentType: "video/x-flv",
    // The gate watches the backlog itself, because it has to know of every picture that was lost.
    backlog: Number.POSITIVE_INFINITY,
    frame: (packet, track) => {
      const isSound = track === audioTrack;
      if (isSound && config === undefined) return [];
      const content = contents(packet, isSound ? "audio" : "video");
      const fits = content !== undefined && room();
      if (!(isSound ? fits : gate.pass(packet, fits)) || content === undefined) return undefined;
      return order.push(track, packet.pts, { track, pts: packet.pts, content }).flatMap((due) => {
        const ms = timeline(due.track, due.pts, isPast);
        const before = due.content.setup === undefined ? [] : begin(due.content.setup, ms);
        return [...before, encodeTagHead(due.content.tag, ms), due.content.tag.bytes];
      });
    },
  };
}

function factsOf(audio: FlvMedia["audio"]): Record<string, number | boolean> {
  if (audio === undefined) return {};
  return {
    audiocodecid: 10,
    audiosamplerate: audio.sampleRate,
    audiosamplesize: 16,
    stereo: audio.channels === 2,
  };
}
