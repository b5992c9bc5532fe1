import type { ServerResponse } from "node:http";
import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { encodeOcxHeader, encodeOcxStatus, type OcxKind, type OcxStatus } from "@pinhole/kit/formats/ocx";
import type { Packet } from "../../bus/packet.ts";
import type { Reader, Stream } from "../../bus/stream.ts";
import { openInterleave } from "../interleave.ts";
import { openTimeline } from "../timeline.ts";
import { type Framing, view } from "../viewer.ts";

/** Bytes that may wait for a viewer before it loses pictures. */
const pictureBacklog = 65_536;

/** Bytes that may wait beside a picture before sound is lost too: four seconds of G.711. */
const soundBacklog = 32_000;

const soundTrack = 1;

/** What the multiplex can carry, and its kB/s; samples of 16 bits are turned round from the network's order of bytes. */
const sounds = {
  adpcm_g726: { kind: "g726", rate: 4 },
  pcm_alaw: { kind: "g711a", rate: 8 },
  pcm_mulaw: { kind: "g711u", rate: 8 },
  pcm_s16be: { kind: "pcm", rate: 16 },
} as const satisfies Record<string, { readonly kind: OcxKind; readonly rate: number }>;

export type OcxSoundCodec = keyof typeof sounds;

/** Sound of 8 kHz and one channel. It may be off for a while, and go on in another codec. */
export interface OcxSound {
  /** As a stream is read; `end` is never called. */
  read(reader: Reader): Disposable;
  /** What the newest packet is in; undefined while there is none. */
  readonly codec: OcxSoundCodec | undefined;
}

/** What one multiplex shows. */
export interface OcxMedia {
  readonly video: Stream;
  readonly sound?: OcxSound;
  /** How it is now: what stands behind each picture, and behind each piece of sound. */
  status(of: "picture" | "sound"): readonly OcxStatus[];
}

/** Sends the multiplex of the vendors' plug-ins until the viewer or the stream of pictures ends. */
export function serveOcx(media: OcxMedia, res: ServerResponse): void {
  const { video, sound } = media;
  const waiting = (): number => res.socket?.writableLength ?? 0;
  view(sound === undefined ? [video] : [video, sound], "mjpeg", framingFor(media, waiting), res);
}

interface Piece {
  readonly packet: Packet;
  readonly track: number;
  readonly codec: OcxSoundCodec | undefined;
}

/** One viewer's framing: its time stamps begin with its first picture, and no sound comes before that. */
function framingFor({ sound, status }: OcxMedia, waiting: () => number): Framing {
  const timeline = openTimeline();
  const order = openInterleave<Piece>(sound === undefined ? 1 : 2);
  let pictureSize = 0;

  const frameOf = ({ packet, track, codec }: Piece): readonly Uint8Array[] => {
    const timestamp = timeline(track, packet.pts);
    const format = codec && sounds[codec];
    const isSound = track === soundTrack;
    const data = codec === "pcm_s16be" && isSound ? swapped(packet.data) : packet.data;
    const items = status(isSound ? "sound" : "picture");
    const header = encodeOcxHeader({
      kind: isSound && format ? format.kind : "jpeg",
      size: data.length,
      ...(isSound ? {} : readJpegSize(data)),
      timestamp,
      audioRate: format?.rate ?? 0,
      status: items.length > 0,
    });
    return items.length > 0 ? [header, data, encodeOcxStatus(items)] : [header, data];
  };

  return {
    contentType: "application/octet-stream",
    // Pictures and sound have each their own.
    backlog: Number.POSITIVE_INFINITY,
    frame: (packet, track) => {
      const most = track === soundTrack ? pictureSize + soundBacklog : pictureBacklog;
      if (waiting() > most) return undefined;
      if (track === soundTrack && pictureSize === 0) return [];
      if (track !== soundTrack) pictureSize = packet.data.length;
      return order.push(track, packet.pts, { packet, track, codec: sound?.codec }).flatMap(frameOf);
    },
  };
}

function swapped(samples: Uint8Array): Uint8Array {
  return Buffer.from(samples.subarray(0, samples.length & ~1)).swap16();
}
