import { type Action, callMethod, encodeActions } from "./actions.ts";

export interface PlayerMovie {
  /** Size of the picture and of the stage in pixels, each 1 to 3276. */
  readonly width: number;
  readonly height: number;
  /** How often a second the movie looks for the next picture, 1 to 120. */
  readonly frameRate: number;
  /** The FLV to play, absolute or relative to the movie. */
  readonly url: string;
  /** Seconds of video that the player gathers before it begins; 0.1 when left out. */
  readonly buffer?: number;
}

// SWF file format specification 19, chapters 1 to 3, 5 and 14.
const version = 8;
const tags = {
  end: 0,
  showFrame: 1,
  setBackgroundColor: 9,
  doAction: 12,
  placeObject2: 26,
  defineVideoStream: 60,
} as const;
const hasNameAndCharacter = 0x22;
const smoothed = 1;
const twipsPerPixel = 20;

const videoId = 1;
const depth = 1;
const names = { video: "video", connection: "connection", stream: "stream" } as const;

/** A Flash movie (SWF 8, AVM1) that plays an FLV over the whole stage and keeps the picture's shape. */
export function encodePlayerMovie(movie: PlayerMovie): Uint8Array<ArrayBuffer> {
  const { width, height, frameRate, url, buffer = 0.1 } = movie;
  check("width", width, 3276);
  check("height", height, 3276);
  check("frameRate", frameRate, 120);
  const body = [
    ...rectangle(width * twipsPerPixel, height * twipsPerPixel),
    // 8.8 fixed point, the fraction first.
    ...[0, frameRate],
    ...word(1),
    ...tag(tags.setBackgroundColor, [0, 0, 0]),
    // Neither frames nor a codec of its own: its pictures come from a NetStream.
    ...tag(tags.defineVideoStream, [
      ...word(videoId),
      ...word(0),
      ...word(width),
      ...word(height),
      smoothed,
      0,
    ]),
    ...tag(tags.placeObject2, [hasNameAndCharacter, ...word(depth), ...word(videoId), ...text(names.video)]),
    ...tag(tags.doAction, encodeActions(playing(url, buffer))),
    ...tag(tags.showFrame, []),
    ...tag(tags.end, []),
  ];
  return Uint8Array.from([0x46, 0x57, 0x53, version, ...long(8 + body.length), ...body]);
}

/** What the movie does in its only frame. */
function playing(url: string, buffer: number): Action[] {
  const { video, connection, stream } = names;
  return [
    { push: ["Stage"] },
    "getVariable",
    { push: ["scaleMode", "showAll"] },
    "setMember",
    { push: [connection, 0, "NetConnection"] },
    "newObject",
    "setVariable",
    ...callMethod(connection, "connect", [null]),
    "pop",
    { push: [stream, connection] },
    "getVariable",
    { push: [1, "NetStream"] },
    "newObject",
    "setVariable",
    ...callMethod(stream, "setBufferTime", [buffer]),
    "pop",
    { push: [stream] },
    "getVariable",
    { push: [1, video] },
    "getVariable",
    { push: ["attachVideo"] },
    "callMethod",
    "pop",
    ...callMethod(stream, "play", [url]),
    "pop",
  ];
}

/** A RECT from the origin; its numbers are signed and packed into as few bits as the larger of them needs. */
function rectangle(right: number, bottom: number): number[] {
  const bits = Math.max(right, bottom).toString(2).length + 1;
  const fields = [0, right, 0, bottom].map((value) => value.toString(2).padStart(bits, "0"));
  const packed = bits.toString(2).padStart(5, "0") + fields.join("");
  return (packed.match(/.{1,8}/g) ?? []).map((octet) => Number.parseInt(octet.padEnd(8, "0"), 2));
}

const longBody = 0x3f;

function tag(code: number, body: Iterable<number>): number[] {
  const bytes = [...body];
  if (bytes.length < longBody) return [...word((code << 6) | bytes.length), ...bytes];
  return [...word((code << 6) | longBody), ...long(bytes.length), ...bytes];
}

function text(value: string): number[] {
  return [...new TextEncoder().encode(value), 0];
}

function word(value: number): number[] {
  return [value & 0xff, value >> 8];
}

function long(value: number): number[] {
  return [...word(value & 0xffff), ...word(value >>> 16)];
}

function check(name: string, value: number, most: number): void {
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new RangeError(`${name}: must be a whole number from 1 to ${most}, not ${value}`);
  }
}
