import { joinLengthPrefixed } from "../h264/index.ts";
import { encodeScript } from "./amf.ts";

export type FlvKind = "audio" | "video" | "script";

/** A tag but for its head. The time stands in the head alone, so these bytes serve viewers of any time origin. */
export interface FlvContent {
  readonly kind: FlvKind;
  /** The tag's body, and behind it the size of the tag as FLV repeats it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

// Adobe Flash Video File Format Specification 10.1, annex E.
export const flvKinds: Readonly<Record<FlvKind, number>> = { audio: 8, video: 9, script: 18 };
export const flvTagHeadSize = 11;
const sizeField = 4;
const largestBody = 0xffffff;

// AVC after a key frame or another frame; AAC, of which rate and channels are as the configuration says.
const avc = { key: 0x17, other: 0x27 } as const;
const aac = 0xaf;
const packet = { config: 0, media: 1 } as const;

/** What an FLV begins with. */
export function encodeFlvHeader({ audio }: { readonly audio: boolean }): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0x46, 0x4c, 0x56, 1, audio ? 5 : 1, 0, 0, 0, 9, 0, 0, 0, 0);
}

/** The head of a tag. Milliseconds past 2^32 begin at 0 again, as the field has no more bits. */
export function encodeTagHead({ kind, bytes }: FlvContent, timestampMs: number): Uint8Array<ArrayBuffer> {
  const size = bytes.length - sizeField;
  const time = (timestampMs % 2 ** 32) >>> 0;
  const [sizeBytes, timeBytes] = [three(size), three(time & 0xffffff)];
  return Uint8Array.of(flvKinds[kind], ...sizeBytes, ...timeBytes, time >>> 24, 0, 0, 0);
}

/** A whole tag: head, body and the size behind it. */
export function encodeTag(content: FlvContent, timestampMs: number): Uint8Array<ArrayBuffer> {
  const tag = new Uint8Array(flvTagHeadSize + content.bytes.length);
  tag.set(encodeTagHead(content, timestampMs));
  tag.set(content.bytes, flvTagHeadSize);
  return tag;
}

/** What is known of the streams, by the names that players know: width, height, framerate, videocodecid ... */
export function metadata(values: Readonly<Record<string, number | boolean | string>>): FlvContent {
  return content("script", [], encodeScript("onMetaData", values));
}

/** The AVCDecoderConfigurationRecord, which goes before the first picture and where it changes. */
export function avcConfig(record: Uint8Array): FlvContent {
  return content("video", [avc.key, packet.config, 0, 0, 0], record);
}

/** One picture, shown in the order of decoding. */
export function avcPicture(nalus: readonly Uint8Array[], key: boolean): FlvContent {
  return content("video", [key ? avc.key : avc.other, packet.media, 0, 0, 0], joinLengthPrefixed(nalus));
}

/** The AudioSpecificConfig, which goes before the first sound. */
export function aacConfig(config: Uint8Array): FlvContent {
  return content("audio", [aac, packet.config], config);
}

/** One access unit of AAC without ADTS. */
export function aacSound(unit: Uint8Array): FlvContent {
  return content("audio", [aac, packet.media], unit);
}

function content(kind: FlvKind, prefix: readonly number[], data: Uint8Array): FlvContent {
  const size = prefix.length + data.length;
  if (size > largestBody) throw new RangeError(`flv: a tag of ${size} bytes, at most ${largestBody} fit`);
  const bytes = new Uint8Array(size + sizeField);
  bytes.set(prefix);
  bytes.set(data, prefix.length);
  new DataView(bytes.buffer).setUint32(size, flvTagHeadSize + size);
  return { kind, bytes };
}

function three(value: number): readonly [number, number, number] {
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}
