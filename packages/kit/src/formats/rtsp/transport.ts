import { parameter, split } from "./list.ts";

export type PortPair = readonly [first: number, second: number];

/** One way to carry a track, as a Transport header tells it (RFC 2326, 12.39). */
export interface Transport {
  /** "RTP/AVP" and others, in capitals. */
  readonly profile: string;
  readonly lower: "UDP" | "TCP";
  /** Where it is not said, servers take unicast, whatever the standard says. */
  readonly delivery?: "unicast" | "multicast" | undefined;
  readonly destination?: string | undefined;
  readonly source?: string | undefined;
  /** Channels of RTP and RTCP on the RTSP connection. */
  readonly interleaved?: PortPair | undefined;
  readonly ttl?: number | undefined;
  readonly layers?: number | undefined;
  readonly append?: boolean | undefined;
  /** Multicast ports of RTP and RTCP. */
  readonly port?: PortPair | undefined;
  readonly clientPort?: PortPair | undefined;
  readonly serverPort?: PortPair | undefined;
  readonly ssrc?: number | undefined;
  /** Methods in capitals; PLAY where nothing is said. */
  readonly mode?: readonly string[] | undefined;
}

/**
 * The alternatives of a Transport header, in the client's order; unknown parameters are left out, and alternatives that
 * can not be read, unless all are so. Throws a RangeError.
 */
export function parseTransports(header: string): Transport[] {
  const transports: Transport[] = [];
  let problem: unknown = new RangeError("Transport is empty");
  for (const text of split(header, ",")) {
    try {
      transports.push(parseTransport(text));
    } catch (error) {
      problem = error;
    }
  }
  if (transports.length === 0) throw problem;
  return transports;
}

function parseTransport(text: string): Transport {
  const [spec = "", ...parameters] = split(text, ";");
  const parts = /^([^/\s]+\/[^/\s]+)(?:\/(UDP|TCP))?$/i.exec(spec);
  if (!parts) throw new RangeError("Transport has to begin with a protocol such as RTP/AVP or RTP/AVP/TCP");
  const transport: { -readonly [Key in keyof Transport]: Transport[Key] } = {
    profile: parts[1]!.toUpperCase(),
    lower: parts[2]?.toUpperCase() === "TCP" ? "TCP" : "UDP",
  };
  for (const [name, value] of parameters.map(parameter)) {
    if (name === "unicast" || name === "multicast") transport.delivery = name;
    else if (name === "destination") transport.destination = value;
    else if (name === "source") transport.source = value;
    else if (name === "append") transport.append = true;
    else if (name === "interleaved") transport.interleaved = pair(name, value, 255);
    else if (name === "port") transport.port = pair(name, value, 65535);
    else if (name === "client_port") transport.clientPort = pair(name, value, 65535);
    else if (name === "server_port") transport.serverPort = pair(name, value, 65535);
    else if (name === "ttl") transport.ttl = whole(name, value, 255);
    else if (name === "layers") transport.layers = whole(name, value, 65535);
    else if (name === "ssrc") transport.ssrc = hex(value);
    else if (name === "mode") transport.mode = split(value.toUpperCase(), ",");
  }
  return transport;
}

/** One transport as a header value. */
export function formatTransport(transport: Transport): string {
  const { profile, lower, delivery, destination, source, ssrc, mode } = transport;
  return [
    lower === "TCP" ? `${profile}/TCP` : profile,
    ...(delivery === undefined ? [] : [delivery]),
    ...(destination === undefined ? [] : [`destination=${destination}`]),
    ...(source === undefined ? [] : [`source=${source}`]),
    ...(transport.append ? ["append"] : []),
    ...pairText("interleaved", transport.interleaved),
    ...pairText("port", transport.port),
    ...pairText("client_port", transport.clientPort),
    ...pairText("server_port", transport.serverPort),
    ...(transport.ttl === undefined ? [] : [`ttl=${transport.ttl}`]),
    ...(transport.layers === undefined ? [] : [`layers=${transport.layers}`]),
    ...(ssrc === undefined ? [] : [`ssrc=${ssrc.toString(16).toUpperCase().padStart(8, "0")}`]),
    ...(mode === undefined ? [] : [`mode="${mode.join(",")}"`]),
  ].join(";");
}

function pairText(name: string, ports: PortPair | undefined): string[] {
  return ports === undefined ? [] : [`${name}=${ports[0]}-${ports[1]}`];
}

/** "8000-8001", or "8000", which stands for that and the next. */
function pair(name: string, text: string, max: number): PortPair {
  const parts = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text);
  const first = Number(parts?.[1]);
  const second = parts?.[2] === undefined ? first + 1 : Number(parts[2]);
  if (!parts || first > max || second > max) {
    throw new RangeError(`${name} of Transport has to be one or two numbers up to ${max}, such as 0-1`);
  }
  return [first, second];
}

function whole(name: string, text: string, max: number): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > max) {
    throw new RangeError(`${name} of Transport has to be a whole number up to ${max}`);
  }
  return Number(text);
}

function hex(text: string): number {
  if (!/^[\da-f]{1,8}$/i.test(text)) throw new RangeError("ssrc of Transport has to be up to 8 hex digits");
  return Number.parseInt(text, 16);
}
