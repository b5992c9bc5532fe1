import type { ParameterSets } from "@pinhole/kit/formats/h264";
import { encodeAacConfig } from "@pinhole/kit/formats/rtp";
import { codecOf, parseSdp, type SdpFormat, type SdpMedia } from "@pinhole/kit/formats/sdp";
import type { BareSound } from "../../av/bare-stream.ts";
import { Unspoken } from "../unspoken.ts";

/** A medium that is asked for. */
interface Track {
  /** The whole address for SETUP. */
  readonly control: string;
  readonly payloadType: number;
  /** Hz of its time stamps. */
  readonly clockRate: number;
}

export interface VideoTrack extends Track {
  readonly sets: ParameterSets | undefined;
}

export interface SoundTrack extends Track {
  readonly sound: BareSound;
}

export interface Tracks {
  /** Where PLAY and what concerns the whole go. */
  readonly control: string;
  readonly video: VideoTrack;
  readonly sound: SoundTrack | undefined;
}

/** The first picture and the first sound of a description, `base` being its address. Throws Unspoken for other codecs. */
export function tracksOf(description: string, base: string): Tracks {
  const session = parseSdp(description);
  const whole = controlAt(session.control, base);
  const media = session.media.filter(({ formats }) => formats.length > 0);
  const video = media.find(({ kind }) => kind === "video");
  const sound = media.find(({ kind }) => kind === "audio");
  if (video === undefined) throw new Unspoken("no video is described");
  return {
    control: whole,
    video: videoTrack(video, base),
    sound: sound && soundTrack(sound, base),
  };
}

function videoTrack(media: SdpMedia, base: string): VideoTrack {
  const format = media.formats[0] as SdpFormat;
  const described = codecOf(format);
  if (described?.codec !== "h264") throw new Unspoken(`video is ${format.encoding}`);
  // RFC 6184 6.3: interleaved units come in another order than they are shown in.
  if (format.parameters?.["packetization-mode"] === "2") throw new Unspoken("packetization-mode is 2");
  return {
    control: controlAt(media.control, base),
    payloadType: format.payloadType,
    clockRate: format.clockRate ?? 90_000,
    sets: described.sets,
  };
}

function soundTrack(media: SdpMedia, base: string): SoundTrack {
  const format = media.formats[0] as SdpFormat;
  const described = codecOf(format);
  switch (described?.codec) {
    case "aac":
    case "pcm_alaw":
    case "pcm_mulaw":
    case "pcm_s16be": {
      const { codec, sampleRate, channels } = described;
      if (channels !== 1 && channels !== 2) throw new Unspoken(`sound has ${channels} channels`);
      const extradata = codec === "aac" ? encodeAacConfig({ sampleRate, channels }) : undefined;
      return {
        control: controlAt(media.control, base),
        payloadType: format.payloadType,
        clockRate: format.clockRate ?? sampleRate,
        sound: { codec, sampleRate, channels, extradata },
      };
    }
    default:
      throw new Unspoken(`sound is ${format.encoding}`);
  }
}

/** A control address: whole, or to be put behind the base as it is, which is not how other addresses are joined. */
function controlAt(control: string | undefined, base: string): string {
  if (control === undefined || control === "" || control === "*") return base;
  if (/^rtspu?s?:\/\//i.test(control)) return control;
  return base.endsWith("/") || control.startsWith("/")
    ? base.replace(/\/$/, "") + slashed(control)
    : `${base}/${control}`;
}

function slashed(control: string): string {
  return control.startsWith("/") ? control : `/${control}`;
}
