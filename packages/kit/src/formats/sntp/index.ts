import { fromNtp, toNtp } from "../rtcp/ntp.ts";

/** What a time server says (RFC 5905, 7.3); times are Unix seconds. */
export interface SntpReply {
  /** 0 none, 1 and 2 a leap second today, 3 the server has no time itself. */
  readonly leap: 0 | 1 | 2 | 3;
  readonly version: number;
  /** 4 is a server's. */
  readonly mode: number;
  /** 1 to 15; 0 is a word instead of a time, see `kiss`. */
  readonly stratum: number;
  /** "RATE", "DENY" and the like where the stratum is 0. */
  readonly kiss: string;
  /** How far the server's own clock may be off, in seconds. */
  readonly uncertainty: number;
  /** The eight bytes that the question carried. */
  readonly origin: Uint8Array;
  readonly received: number;
  readonly sent: number;
}

const size = 48;
const version = 4;
const client = 3;

/** A question. `cookie` is eight bytes that only who reads the question can repeat: a random one instead of the time. */
export function encodeSntpRequest(cookie: Uint8Array): Uint8Array<ArrayBuffer> {
  if (cookie.length !== 8) throw new RangeError(`sntp cookie of ${cookie.length} bytes; 8 are needed`);
  const bytes = new Uint8Array(size);
  bytes[0] = (version << 3) | client;
  bytes.set(cookie, size - 8);
  return bytes;
}

/** Reads a reply; throws with the offset of what does not fit. What follows the fixed part is passed over. */
export function parseSntpReply(bytes: Uint8Array): SntpReply {
  if (bytes.length < size) throw new RangeError(`sntp at byte 0: ${bytes.length} bytes of at least ${size}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = view.getUint8(0);
  const stratum = view.getUint8(1);
  const time = (at: number): number => fromNtp(view.getUint32(at), view.getUint32(at + 4));
  const kiss = String.fromCharCode(...bytes.subarray(12, 16)).replaceAll(/[^A-Z]/g, "");
  return {
    leap: (first >> 6) as SntpReply["leap"],
    version: (first >> 3) & 7,
    mode: first & 7,
    stratum,
    kiss: stratum === 0 ? kiss : "",
    uncertainty: view.getInt32(4) / 2 ** 17 + view.getUint32(8) / 2 ** 16,
    origin: bytes.slice(24, 32),
    received: time(32),
    sent: time(40),
  };
}

/** What a server would say, for tests and simulated servers. */
export function encodeSntpReply(reply: SntpReply): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes[0] = (reply.leap << 6) | (reply.version << 3) | reply.mode;
  bytes[1] = reply.stratum;
  view.setUint32(8, Math.round(reply.uncertainty * 2 ** 16));
  for (const [n, character] of [...reply.kiss].entries()) bytes[12 + n] = character.charCodeAt(0);
  bytes.set(reply.origin, 24);
  for (const [at, time] of [
    [32, reply.received],
    [40, reply.sent],
  ] as const) {
    const [seconds, fraction] = toNtp(time);
    view.setUint32(at, seconds);
    view.setUint32(at + 4, fraction);
  }
  return bytes;
}
