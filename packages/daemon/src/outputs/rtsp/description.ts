import { findParameterSets, parseSps, splitAnnexB } from "@pinhole/kit/formats/h264";
import { mpeg4Config } from "@pinhole/kit/formats/rtp";
import { formatOf, formatSdp, type SdpCodec, type SdpMedia } from "@pinhole/kit/formats/sdp";
import type { Packet } from "../../bus/packet.ts";
import { groupOf } from "./carrier.ts";
import type { RtspSettings, Track } from "./media.ts";
import { type Packing, payloadType } from "./packing.ts";

export interface Describing {
  readonly tracks: readonly Track[];
  readonly packingOf: (track: Track) => Packing;
  readonly settings: RtspSettings;
  /** The address that the client reaches the camera at. */
  readonly localAddress: string;
  /** How long it waits for a key frame. */
  readonly seconds: number;
}

/** The session description; undefined when a picture that it needs does not come in time. */
export async function describeTracks({
  tracks,
  packingOf,
  settings,
  localAddress,
  seconds,
}: Describing): Promise<string | undefined> {
  const codecs = await Promise.all(tracks.map((track) => codecOf(track, packingOf(track), seconds)));
  if (codecs.includes(undefined)) return undefined;
  const anywhere = localAddress.includes(":") ? "::" : "0.0.0.0";
  const id = String(Math.floor(Date.now() / 1000));
  return formatSdp({
    // A link-local address has its interface after it, which means nothing elsewhere.
    origin: { user: "-", id, version: id, address: localAddress.replace(/%.*$/, "") },
    name: "Pinhole",
    connection: { address: anywhere },
    control: "*",
    range: "npt=now-",
    media: tracks.map((track, n) => mediaOf(track, codecs[n]!, settings)),
  });
}

function mediaOf(track: Track, codec: SdpCodec, settings: RtspSettings): SdpMedia {
  const group = groupOf(track, settings);
  const shape = shapeOf(codec);
  return {
    kind: track.kind,
    port: group?.port ?? 0,
    protocol: "RTP/AVP",
    formats: [formatOf(codec, payloadType(track))],
    connection: group && { address: group.address, hops: group.hops },
    ...(track.kind === "video" && {
      frameRate: shape?.frameRate ?? track.frameRate,
      frameSize: shape?.size ?? { width: track.width, height: track.height },
    }),
    control: `trackID=${track.number}`,
  };
}

/** More pictures a second than this are the ticks of an encoder's clock. */
const mostPictures = 240;

/** What the parameter sets say: what is passed through may differ from the settings of its channel. */
function shapeOf(
  codec: SdpCodec,
): { readonly size: SdpMedia["frameSize"]; readonly frameRate: number | undefined } | undefined {
  const sps = codec.codec === "h264" ? codec.sets?.sps[0] : undefined;
  if (sps === undefined) return undefined;
  try {
    const { width, height, frameRate = Number.POSITIVE_INFINITY } = parseSps(sps);
    return { size: { width, height }, frameRate: frameRate <= mostPictures ? frameRate : undefined };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

async function codecOf(track: Track, packing: Packing, seconds: number): Promise<SdpCodec | undefined> {
  switch (track.codec) {
    case "h264": {
      const key = await packing.key(seconds);
      return key && { codec: "h264", sets: setsOf(key) };
    }
    case "mpeg4": {
      const key = await packing.key(seconds);
      return key && { codec: "mpeg4", config: mpeg4Config(key.data) };
    }
    case "mjpeg":
      return { codec: "mjpeg" };
    case "adpcm_g726":
      return { codec: "adpcm_g726", bitsPerSample: track.bitsPerSample ?? 4 };
    default:
      return { codec: track.codec, sampleRate: track.sampleRate, channels: track.channels };
  }
}

function setsOf({ data }: Packet): ReturnType<typeof findParameterSets> {
  return findParameterSets(splitAnnexB(data));
}
