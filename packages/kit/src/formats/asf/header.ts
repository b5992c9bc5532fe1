import { guid, little } from "./bytes.ts";

export interface AsfVideo {
  /** MPEG-4 part 2. */
  readonly codec: "mpeg4";
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The headers before the first picture, from the visual object sequence to the video object layer. */
  readonly config: Uint8Array;
}

export interface AsfAudio {
  readonly codec: "pcm_alaw" | "pcm_mulaw" | "pcm_s16le" | "aac";
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** The AudioSpecificConfig of AAC. */
  readonly config?: Uint8Array;
}

export interface AsfHeader {
  /** Every data packet has this many bytes. */
  readonly packetSize: number;
  /** Unix time in seconds. */
  readonly createdAt: number;
  readonly video: AsfVideo;
  readonly audio?: AsfAudio;
}

/** The numbers of the tracks in the header and in the packets. */
export const asfTracks = { video: 1, audio: 2 } as const;

// Advanced Systems Format specification 01.20.05, chapter 10.
const guids = {
  header: "75B22630-668E-11CF-A6D9-00AA0062CE6C",
  fileProperties: "8CABDCA1-A947-11CF-8EE4-00C00C205365",
  streamProperties: "B7DC0791-A9B7-11CF-8EE6-00C00C205365",
  headerExtension: "5FBF03B5-A92E-11CF-8EE3-00C00C205365",
  data: "75B22636-668E-11CF-A6D9-00AA0062CE6C",
  video: "BC19EFC0-5B4D-11CF-A8FD-00805F5C442B",
  audio: "F8699E40-5B4D-11CF-A8FD-00805F5C442B",
  noErrorCorrection: "20FB5700-5B55-11CF-A8FD-00805F5C442B",
  reserved1: "ABD3D211-A9BA-11CF-8EE6-00C00C205365",
  none: "00000000-0000-0000-0000-000000000000",
} as const;

const broadcast = 1;
/** Bytes of the data object without its packets. */
const dataHead = 50;
// Seconds from 1601 to 1970, where Windows and Unix begin to count; Windows counts in 100 ns.
const epochs = 11_644_473_600;
// Decoders of Windows know MPEG-4 part 2 by this name.
const fourCc = [..."M4S2"].map((letter) => letter.charCodeAt(0));
const waveFormats = { pcm_s16le: 1, pcm_alaw: 6, pcm_mulaw: 7, aac: 0xff } as const;
const sampleBits = { pcm_s16le: 16, pcm_alaw: 8, pcm_mulaw: 8, aac: 16 } as const;

/** What an endless ASF begins with: the header object and the head of the data object. */
export function encodeAsfHeader({ packetSize, createdAt, video, audio }: AsfHeader): Uint8Array<ArrayBuffer> {
  const objects = [
    fileProperties(packetSize, createdAt),
    object(guids.headerExtension, [...guid(guids.reserved1), ...little(6, 2), ...little(0, 4)]),
    streamProperties(asfTracks.video, guids.video, videoFormat(video)),
    ...(audio === undefined ? [] : [streamProperties(asfTracks.audio, guids.audio, audioFormat(audio))]),
  ];
  const header = object(guids.header, [...little(objects.length, 4), 1, 2, ...objects.flat()]);
  // Neither the size nor the count of packets of a broadcast is known; VLC takes no object that is less than its head.
  const data = [...guid(guids.data), ...little(dataHead, 8), ...guid(guids.none), ...little(0, 8), 1, 1];
  return Uint8Array.from([...header, ...data]);
}

function fileProperties(packetSize: number, createdAt: number): number[] {
  const created = Math.round(createdAt + epochs) * 1e7;
  const [fileSize, packets, playDuration, sendDuration, preroll, bitrate] = [0, 0, 0, 0, 0, 0];
  return object(guids.fileProperties, [
    ...guid(guids.none),
    ...[fileSize, created, packets, playDuration, sendDuration, preroll].flatMap((value) => little(value, 8)),
    ...[broadcast, packetSize, packetSize, bitrate].flatMap((value) => little(value, 4)),
  ]);
}

function streamProperties(track: number, type: string, format: readonly number[]): number[] {
  return object(guids.streamProperties, [
    ...guid(type),
    ...guid(guids.noErrorCorrection),
    ...little(0, 8),
    ...little(format.length, 4),
    ...little(0, 4),
    ...little(track, 2),
    ...little(0, 4),
    ...format,
  ]);
}

function videoFormat({ width, height, config }: AsfVideo): number[] {
  const [planes, bitsPerPixel] = [1, 24];
  const bitmapInfo = [
    ...[40 + config.length, width, height].flatMap((value) => little(value, 4)),
    ...[planes, bitsPerPixel].flatMap((value) => little(value, 2)),
    ...fourCc,
    ...[width * height * 3, 0, 0, 0, 0].flatMap((value) => little(value, 4)),
    ...config,
  ];
  return [...little(width, 4), ...little(height, 4), 2, ...little(bitmapInfo.length, 2), ...bitmapInfo];
}

/** A WAVEFORMATEX. */
function audioFormat({ codec, sampleRate, channels, config = new Uint8Array(0) }: AsfAudio): number[] {
  const bits = sampleBits[codec];
  const block = codec === "aac" ? 1 : (channels * bits) / 8;
  const bytesPerSecond = codec === "aac" ? 8000 * channels : sampleRate * block;
  return [
    ...[waveFormats[codec], channels].flatMap((value) => little(value, 2)),
    ...[sampleRate, bytesPerSecond].flatMap((value) => little(value, 4)),
    ...[block, bits, config.length].flatMap((value) => little(value, 2)),
    ...config,
  ];
}

function object(id: string, body: readonly number[]): number[] {
  return [...guid(id), ...little(24 + body.length, 8), ...body];
}
