import {
  type SdpAttribute,
  type SdpConnection,
  type SdpFormat,
  type SdpMedia,
  type SdpSession,
  sdpDirections,
} from "./model.ts";

const token = /^[!#-'*+.0-9A-Z^-~-]+$/;
const word = /^[\x21-\x7e\u00a0-\uffff]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what has to be found
const line = /^[^\x00-\x1f\x7f]*$/;
const digits = /^\d{1,20}$/;
const fmtpValue = /^[\x20-\x3a\x3c-\x7e]*$/;

/** The description as text; throws where a value would make a line, or a word, of its own. */
export function formatSdp(session: SdpSession): string {
  const { origin, connection, control, range, direction } = session;
  const user = must("origin.user", origin.user, word);
  const [id, version] = [
    must("origin.id", origin.id, digits),
    must("origin.version", origin.version, digits),
  ];
  const lines = [
    "v=0",
    `o=${user} ${id} ${version} ${addressText("origin.address", origin.address)}`,
    `s=${must("name", session.name === "" ? "-" : session.name, line)}`,
    ...(connection === undefined ? [] : [connectionLine(connection)]),
    ...bandwidthLine(session.bandwidthKbps),
    "t=0 0",
    ...attributeLine("control", control, word),
    ...attributeLine("range", range, word),
    ...directionLine(direction),
    ...(session.attributes ?? []).map(attributeText),
    ...session.media.flatMap(mediaLines),
  ];
  return `${lines.join("\r\n")}\r\n`;
}

function mediaLines(media: SdpMedia): string[] {
  const { connection, frameRate, frameSize, formats } = media;
  if (formats.length === 0) throw new RangeError("sdp formats is empty, a medium has at least one");
  const types = formats.map(({ payloadType }) => count("payloadType", payloadType, 127));
  const port = count("port", media.port, 65_535);
  const kind = must("kind", media.kind, token);
  return [
    `m=${kind} ${port} ${must("protocol", media.protocol, word)} ${types.join(" ")}`,
    ...(connection === undefined ? [] : [connectionLine(connection)]),
    ...bandwidthLine(media.bandwidthKbps),
    ...formats.flatMap(formatLines),
    ...(frameRate === undefined ? [] : [`a=framerate:${rateText(frameRate)}`]),
    ...(frameSize === undefined
      ? []
      : [
          `a=framesize:${types[0]} ${count("width", frameSize.width, 65_535)}-${count("height", frameSize.height, 65_535)}`,
        ]),
    ...attributeLine("range", media.range, word),
    ...directionLine(media.direction),
    ...(media.attributes ?? []).map(attributeText),
    ...attributeLine("control", media.control, word),
  ];
}

function formatLines({ payloadType, encoding, clockRate, channels, parameters = {} }: SdpFormat): string[] {
  const rate = clockRate === undefined ? "" : `/${count("clockRate", clockRate, 0xffffffff)}`;
  const suffix = channels === undefined || channels === 1 ? "" : `/${count("channels", channels, 255)}`;
  const map = encoding === undefined ? "" : must("encoding", encoding, token);
  const fields = Object.entries(parameters).map(([name, value]) => {
    const key = must("parameter name", name, /^[!#-'*+./0-9A-Z^-~-]+$/);
    return value === "" ? key : `${key}=${must(key, value, fmtpValue)}`;
  });
  return [
    ...(map === "" ? [] : [`a=rtpmap:${payloadType} ${map}${rate}${suffix}`]),
    ...(fields.length === 0 ? [] : [`a=fmtp:${payloadType} ${fields.join("; ")}`]),
  ];
}

function connectionLine({ address, hops }: SdpConnection): string {
  if (hops === undefined) return `c=${addressText("connection.address", address)}`;
  if (address.includes(":")) throw new RangeError("sdp hops is set, it goes with IPv4 only");
  return `c=${addressText("connection.address", address)}/${count("hops", hops, 255)}`;
}

function addressText(name: string, address: string): string {
  must(name, address, /^(?:[0-9A-Za-z][0-9A-Za-z.-]{0,254}|[0-9A-Fa-f:.]{2,45})$/);
  return `IN ${address.includes(":") ? "IP6" : "IP4"} ${address}`;
}

function bandwidthLine(kbps: number | undefined): string[] {
  return kbps === undefined ? [] : [`b=AS:${count("bandwidthKbps", kbps, 0xffffffff)}`];
}

function attributeLine(name: string, value: string | undefined, allowed: RegExp): string[] {
  return value === undefined ? [] : [`a=${name}:${must(name, value, allowed)}`];
}

function directionLine(direction: SdpSession["direction"]): string[] {
  if (direction === undefined) return [];
  if (!sdpDirections.includes(direction)) {
    throw new RangeError(
      `sdp direction is ${JSON.stringify(direction)}, allowed are ${sdpDirections.join(", ")}`,
    );
  }
  return [`a=${direction}`];
}

function attributeText({ name, value }: SdpAttribute): string {
  const key = must("attribute name", name, token);
  return value === undefined ? `a=${key}` : `a=${key}:${must(key, value, line)}`;
}

function rateText(rate: number): string {
  if (!(rate > 0 && rate <= 1000))
    throw new RangeError(`sdp frameRate is ${rate}, above 0 to 1000 is allowed`);
  return String(Math.round(rate * 1000) / 1000);
}

function must(name: string, value: string, allowed: RegExp): string {
  if (allowed.test(value)) return value;
  throw new RangeError(
    `sdp ${name} is ${JSON.stringify(value.slice(0, 60))}, which cannot stand in a description`,
  );
}

function count(name: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RangeError(`sdp ${name} is ${value}, 0 to ${most} are allowed`);
}
