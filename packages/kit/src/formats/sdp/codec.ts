import {
  formatParameterSets,
  type ParameterSets,
  parseParameterSets,
  profileLevelId,
} from "../h264/index.ts";
import { encodeAacConfig, parseAacConfig } from "../rtp/index.ts";
import type { SdpFormat } from "./model.ts";

/** What a stream carries, and what a receiver has to know of it before the first packet. */
export type SdpCodec =
  | { readonly codec: "h264"; readonly sets?: ParameterSets | undefined }
  /** `config`: visual object sequence to layer. */
  | { readonly codec: "mpeg4"; readonly config?: Uint8Array | undefined }
  | { readonly codec: "mjpeg" }
  | {
      readonly codec: "aac" | "pcm_alaw" | "pcm_mulaw" | "pcm_s16be";
      /** Hz. */
      readonly sampleRate: number;
      readonly channels: number;
    }
  /** 2 for 16 kbit/s to 5 for 40 kbit/s. */
  | { readonly codec: "adpcm_g726"; readonly bitsPerSample: number };

const videoClock = 90_000;
const g726Rate = 8000;

/** The `rtpmap` and `fmtp` of a codec: RFC 6184, 6416, 2435, 3640 and 3551. */
export function formatOf(media: SdpCodec, payloadType: number): SdpFormat {
  switch (media.codec) {
    case "h264":
      return { payloadType, encoding: "H264", clockRate: videoClock, parameters: h264Parameters(media.sets) };
    case "mpeg4":
      return {
        ...{ payloadType, encoding: "MP4V-ES", clockRate: videoClock },
        parameters: mpeg4Parameters(media.config),
      };
    case "mjpeg":
      return { payloadType, encoding: "JPEG", clockRate: videoClock };
    case "adpcm_g726":
      return { payloadType, encoding: `G726-${media.bitsPerSample * 8}`, clockRate: g726Rate };
    case "aac":
      return { ...sound(payloadType, "mpeg4-generic", media), parameters: aacParameters(media) };
    case "pcm_alaw":
      return sound(payloadType, "PCMA", media);
    case "pcm_mulaw":
      return sound(payloadType, "PCMU", media);
    case "pcm_s16be":
      return sound(payloadType, "L16", media);
  }
}

/** The codec behind a payload type; undefined where it is one that cannot be read. Throws where its data is damaged. */
export function codecOf(format: SdpFormat): SdpCodec | undefined {
  const { encoding = "", clockRate = 8000, channels = 1, parameters = {} } = format;
  const at = { sampleRate: clockRate, channels };
  switch (encoding.toUpperCase()) {
    case "H264": {
      const sets = parseParameterSets(parameters["sprop-parameter-sets"] ?? "");
      return sets.sps.length > 0 && sets.pps.length > 0 ? { codec: "h264", sets } : { codec: "h264" };
    }
    case "MP4V-ES": {
      const config = parseHex(parameters.config);
      return config === undefined ? { codec: "mpeg4" } : { codec: "mpeg4", config };
    }
    case "JPEG":
      return { codec: "mjpeg" };
    case "MPEG4-GENERIC":
      return aacOf(parameters);
    case "PCMA":
      return { codec: "pcm_alaw", ...at };
    case "PCMU":
      return { codec: "pcm_mulaw", ...at };
    case "L16":
      return { codec: "pcm_s16be", ...at };
    default: {
      const rate = /^G726-(16|24|32|40)$/i.exec(encoding)?.[1];
      return rate === undefined ? undefined : { codec: "adpcm_g726", bitsPerSample: Number(rate) / 8 };
    }
  }
}

function sound(
  payloadType: number,
  encoding: string,
  { sampleRate, channels }: { readonly sampleRate: number; readonly channels: number },
): SdpFormat {
  return { payloadType, encoding, clockRate: sampleRate, channels };
}

function h264Parameters(sets: ParameterSets | undefined): Record<string, string> {
  const first = sets?.sps[0];
  if (sets === undefined || first === undefined) return { "packetization-mode": "1" };
  return {
    "packetization-mode": "1",
    "profile-level-id": profileLevelId(first),
    "sprop-parameter-sets": formatParameterSets(sets),
  };
}

function mpeg4Parameters(config: Uint8Array | undefined): Record<string, string> {
  if (config === undefined) return { "profile-level-id": "1" };
  // visual_object_sequence_start_code, then the profile and level.
  const isSequence = config[2] === 1 && config[3] === 0xb0;
  return { "profile-level-id": String(isSequence ? (config[4] ?? 1) : 1), config: hexOf(config) };
}

function aacParameters(media: {
  readonly sampleRate: number;
  readonly channels: number;
}): Record<string, string> {
  return {
    ...{ streamtype: "5", "profile-level-id": "1", mode: "AAC-hbr" },
    config: hexOf(encodeAacConfig(media)),
    ...{ sizeLength: "13", indexLength: "3", indexDeltaLength: "3" },
  };
}

function aacOf(parameters: Readonly<Record<string, string>>): SdpCodec | undefined {
  const config = parseHex(parameters.config);
  if (parameters.mode?.toLowerCase() !== "aac-hbr" || config === undefined) return undefined;
  return { codec: "aac", ...parseAacConfig(config) };
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

function parseHex(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  if (!/^(?:[0-9A-Fa-f]{2})+$/.test(text)) throw new RangeError("sdp config is no hexadecimal number");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
