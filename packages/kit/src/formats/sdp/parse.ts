import {
  type SdpAttribute,
  type SdpConnection,
  type SdpFormat,
  type SdpMedia,
  type SdpOrigin,
  type SdpSession,
  sdpDirections,
} from "./model.ts";
import { staticFormats } from "./static-formats.ts";

const mostLetters = 65_536;
const mostLines = 1000;
const mostMedia = 32;
const mostFormats = 64;

/** The lines of the session or of one medium: its `m=` value, and the others by their letter. */
interface Section {
  readonly number: number;
  readonly media: string;
  readonly lines: { readonly letter: string; readonly value: string; readonly number: number }[];
}

/** Reads a description with any line ends; lines that RTSP does not need are skipped. Throws with the line. */
export function parseSdp(text: string): SdpSession {
  if (text.length > mostLetters) {
    throw new RangeError(`sdp of ${text.length} letters, at most ${mostLetters} are taken`);
  }
  const [head, ...media] = sectionsOf(text.replace(/^\ufeff/, ""));
  if (head?.lines[0]?.letter !== "v") throw new RangeError("sdp line 1: does not begin with v=0");
  const value = (letter: string): string | undefined =>
    head.lines.find((line) => line.letter === letter)?.value;
  const { control, range, rest, direction } = attributesOf(head);
  return {
    origin: parseOrigin(value("o")),
    name: value("s")?.trim() ?? "",
    ...defined({
      connection: connectionOf(head),
      bandwidthKbps: bandwidthOf(head),
      control,
      range,
      direction,
    }),
    ...(rest.length > 0 ? { attributes: rest } : {}),
    media: media.map(parseMedia),
  };
}

function sectionsOf(text: string): Section[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > mostLines)
    throw new RangeError(`sdp of ${lines.length} lines, at most ${mostLines} are taken`);
  const sections: Section[] = [{ number: 1, media: "", lines: [] }];
  for (const [index, line] of lines.entries()) {
    const found = /^([A-Za-z])=(.*)$/.exec(line);
    if (found === null) continue;
    const [, letter = "", value = ""] = found;
    const number = index + 1;
    if (letter === "m") sections.push({ number, media: value, lines: [] });
    else sections.at(-1)?.lines.push({ letter, value, number });
  }
  if (sections.length - 1 > mostMedia) {
    throw new RangeError(`sdp of ${sections.length - 1} media, at most ${mostMedia} are taken`);
  }
  return sections;
}

function parseOrigin(value: string | undefined): SdpOrigin {
  const [user = "-", id = "0", version = "0", , , address = "0.0.0.0"] = value?.trim().split(/\s+/) ?? [];
  return { user, id, version, address };
}

function parseMedia(section: Section): SdpMedia {
  const found = /^(\S+) +(\d{1,5})(?:\/\d{1,5})? +(\S+)((?: +\S+)*) *$/.exec(section.media);
  const [, kind = "", port = "", protocol = "", list = ""] = found ?? [];
  if (found === null || Number(port) > 65_535) throw problem(section.number, `m=${section.media}`);
  const types = list.trim() === "" ? [] : list.trim().split(/ +/);
  if (types.length > mostFormats) throw problem(section.number, `${types.length} formats`);
  const { maps, control, range, rest, direction, frameRate, frameSize } = attributesOf(section);
  const formats = types.filter((type) => /^\d{1,3}$/.test(type) && Number(type) <= 127);
  return {
    kind,
    port: Number(port),
    protocol,
    formats: formats.map((type) => parseFormat(Number(type), maps)),
    ...defined({ connection: connectionOf(section), bandwidthKbps: bandwidthOf(section) }),
    ...defined({ control, range, frameRate, frameSize, direction }),
    ...(rest.length > 0 ? { attributes: rest } : {}),
  };
}

function parseFormat(payloadType: number, maps: readonly SdpAttribute[]): SdpFormat {
  const start = `${payloadType} `;
  const of = (wanted: string): string | undefined => {
    const found = maps.find(({ name, value }) => name === wanted && value?.startsWith(start));
    return found?.value?.slice(start.length).trim();
  };
  const map = /^([^\s/]+)(?:\/(\d{1,9}))?(?:\/(\d{1,3}))?$/.exec(of("rtpmap") ?? "");
  const [, encoding, clockRate, channels] = map ?? [];
  const parameters = parseParameters(of("fmtp"));
  return {
    payloadType,
    ...(map === null ? staticFormats.get(payloadType) : {}),
    ...defined({ encoding, clockRate: numberOf(clockRate), channels: numberOf(channels), parameters }),
  };
}

function parseParameters(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return undefined;
  const fields = text.split(";").map((field) => {
    const equals = field.indexOf("=");
    const name = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase();
    return [name, equals < 0 ? "" : field.slice(equals + 1).trim()] as const;
  });
  return Object.fromEntries(fields.filter(([name]) => name !== ""));
}

function attributesOf({ lines }: Section) {
  const all = lines
    .filter(({ letter }) => letter === "a")
    .map(({ value }): SdpAttribute => {
      const colon = value.indexOf(":");
      const name = (colon < 0 ? value : value.slice(0, colon)).trim();
      return colon < 0 ? { name } : { name, value: value.slice(colon + 1).trim() };
    });
  const value = (name: string): string | undefined => all.find((attribute) => attribute.name === name)?.value;
  const size = /^\d+ +(\d{1,5})-(\d{1,5})$/.exec(value("framesize") ?? "");
  const rate = Number(value("framerate") ?? Number.NaN);
  const read = ["control", "range", "framerate", "framesize", "rtpmap", "fmtp", ...sdpDirections];
  return {
    maps: all.filter(({ name }) => name === "rtpmap" || name === "fmtp"),
    rest: all.filter(({ name }) => name !== "" && !read.includes(name)),
    control: value("control"),
    range: value("range"),
    direction: sdpDirections.find((direction) => all.some(({ name }) => name === direction)),
    frameRate: rate > 0 && rate <= 1000 ? rate : undefined,
    frameSize: size === null ? undefined : { width: Number(size[1]), height: Number(size[2]) },
  };
}

function connectionOf({ lines }: Section): SdpConnection | undefined {
  const line = lines.find(({ letter }) => letter === "c");
  if (line === undefined) return undefined;
  const found = /^IN +IP([46]) +([^\s/]{1,255})(?:\/(\d{1,3}))?(?:\/\d{1,5})?\s*$/.exec(line.value);
  const [, kind, address = "", hops] = found ?? [];
  if (found === null || Number(hops ?? 0) > 255) throw problem(line.number, `c=${line.value}`);
  return { address, ...defined({ hops: kind === "4" ? numberOf(hops) : undefined }) };
}

function bandwidthOf({ lines }: Section): number | undefined {
  const value = lines.find(({ letter, value: text }) => letter === "b" && text.startsWith("AS:"))?.value;
  return numberOf(/^AS:(\d{1,9})\s*$/.exec(value ?? "")?.[1]);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** The record without its undefined fields. */
function defined<T extends object>(record: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const fields = Object.entries(record).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function problem(number: number, text: string): RangeError {
  return new RangeError(`sdp line ${number}: ${JSON.stringify(text.slice(0, 60))} cannot be read`);
}
