import { joinAnnexB, naluType, naluTypes, parseSps, splitAnnexB } from "@pinhole/kit/formats/h264";
import { type BareStream, bareH264, packetOf } from "../../av/bare-stream.ts";
import type { Frame, Size } from "../../av/frame.ts";
import { type H264Video, openH264Video } from "../../av/h264-video.ts";
import { type IdleDecoder, openIdleDecoder, type Pictures } from "../../av/idle-decoder.ts";
import type { SourceContext } from "../source.ts";
import { Unspoken } from "../unspoken.ts";
import { Gop, type Kept } from "./gop.ts";
import type { TimedUnit } from "./receive.ts";
import type { VideoTrack } from "./tracks.ts";

export interface VideoOptions {
  readonly track: VideoTrack;
  /** What errors call the source. */
  readonly at: string;
  readonly context: SourceContext;
  /** The time of capture of a time stamp, in seconds on the track's clock, that has just come. */
  captured(seconds: number): number;
  /** Told when decoding fails for good. */
  failed(error: unknown): void;
}

/** Hands on the pictures of a track: as they come, and decoded, each only while it is wanted. */
export interface Video extends Disposable {
  take(unit: TimedUnit): void;
}

interface Decoding {
  readonly stream: BareStream & Disposable;
  readonly decoder: IdleDecoder;
}

/** Units without a picture that may come in a row. */
const mostLoose = 16;

const firstByte = 4;

/** Throws Unspoken for what is no H.264 as this reader takes it apart. */
export function openVideo({ track, at, context, captured, failed }: VideoOptions): Video {
  const { clockRate, sets } = track;
  const gop = new Gop();
  let h264: H264Video | undefined;
  let told: H264Video["video"] | undefined;
  let decoding: Decoding | undefined;
  /** Whether the decoder has had every picture up to now. */
  let isFed = false;
  /** NAL units that came before their picture. */
  let loose: Uint8Array[] = [];
  let newest: number | undefined;
  let decoded: Promise<unknown> = Promise.resolve();
  let isOver = false;

  const open = (size: Size): H264Video => {
    const opened = openH264Video(size, false);
    opened.configure(sets);
    h264 = opened;
    return opened;
  };
  if (sets?.sps[0] !== undefined) open(parseSps(sets.sps[0]));

  const tell = (video: H264Video): void => {
    if (video.video === told) return;
    told = video.video;
    context.hasVideo({ codec: "h264", ...told });
  };
  if (h264 !== undefined) tell(h264);

  const decoderFor = (size: Size): IdleDecoder => {
    if (decoding === undefined) {
      const stream = bareH264(size, clockRate);
      decoding = { stream, decoder: openIdleDecoder(stream, at) };
    }
    return decoding.decoder;
  };
  /** One after the other, and all of them before anything else is read. */
  const feed = (decoder: IdleDecoder, kept: Kept, wanted: Pictures, passedAt?: number): void => {
    const packet = packetOf(kept.data, kept.ticks, kept.key);
    const take = (frame: Frame): void => {
      context.take(frame, passedAt ?? captured(Number(frame.bestEffortTimestamp) / clockRate));
    };
    decoded = decoded
      .then(() => (isOver ? undefined : decoder.decode(packet, wanted, take)))
      .catch(failed)
      .finally(() => packet.free());
  };
  /** Decodes the newest picture as far as it is wanted; a decoder that has rested gets what it missed first. */
  const decode = (newest: Kept, size: Size, passedAt: number | undefined): void => {
    const asked = context.wantsPictures();
    const wanted = passedAt !== undefined || asked === "few" ? asked : "all";
    if (wanted === "none" || (wanted === "keys" && !newest.key)) {
      isFed = false;
      return;
    }
    const decoder = decoderFor(size);
    if (!isFed && !newest.key) for (const kept of gop.earlier) feed(decoder, kept, "none");
    isFed = wanted !== "keys";
    feed(decoder, newest, wanted, passedAt);
  };
  /** The NAL units of what is more than a plain picture; undefined while only its beginning is there. */
  const whole = (data: Uint8Array<ArrayBuffer>): readonly Uint8Array[] | undefined => {
    const nalus = splitAnnexB(data);
    const hasPicture = nalus.some((nalu) => naluType(nalu) >= 1 && naluType(nalu) <= naluTypes.idrSlice);
    if (!hasPicture) {
      loose.push(...nalus);
      if (loose.length > mostLoose) loose = loose.slice(-mostLoose);
      return undefined;
    }
    const all = [...loose, ...nalus];
    loose = [];
    return all;
  };
  return {
    take: (unit) => {
      const { data, ticks } = unit;
      if (data.length <= firstByte) return;
      const seconds = ticks / clockRate;
      const isPlain = loose.length === 0 && (data[firstByte]! & 0x1f) === naluTypes.slice;
      const hadLoose = loose.length > 0;
      const nalus = isPlain ? undefined : whole(data);
      if (!isPlain && nalus === undefined) return;
      // Slices of one picture that each pretend to be its last are put together by FFmpeg's parser.
      if (ticks === newest) throw new Unspoken("its pictures come in pieces");
      newest = ticks;
      const sps = nalus?.find((nalu) => naluType(nalu) === naluTypes.sps);
      const track = h264 ?? (sps && open(parseSps(sps)));
      if (track === undefined) return;
      track.stamped(seconds);
      const bytes = hadLoose && nalus !== undefined ? joinAnnexB(nalus) : data;
      const made = nalus === undefined ? { data, key: false } : track.unit(nalus, unit.key, bytes);
      tell(track);
      if (made === undefined) return;
      const { key } = made;
      const isPassed = track.video.obstacle === undefined && context.wantsPackets("h264");
      const passedAt = isPassed ? captured(seconds) : undefined;
      // What is handed on leaves with its bytes.
      const kept = gop.keep(made.data, ticks, key);
      const copy = kept ?? (context.wantsPictures() === "none" && isPassed ? undefined : made.data.slice());
      if (passedAt !== undefined) context.takePacket(made, passedAt);
      if (copy !== undefined) decode({ data: copy, ticks, key }, track.video, passedAt);
    },
    [Symbol.dispose]: () => {
      isOver = true;
      decoding?.decoder[Symbol.dispose]();
      decoding?.stream[Symbol.dispose]();
    },
  };
}
