import { type BasicAnswer, formatBasic, parseBasic } from "./basic.ts";
import type { Challenge } from "./challenge.ts";
import { type Algorithm, algorithmOf, digestResponse, type Hash, ha1Text } from "./response.ts";
import { parseSchemes, quote, type Scheme } from "./scheme.ts";
import { fromHeaderText, toHeaderText } from "./text.ts";

/** What a Digest `Authorization` carries. */
export interface DigestAnswer {
  readonly scheme: "digest";
  readonly user: string;
  readonly realm: string;
  readonly nonce: string;
  /** The request target as the client wrote it. */
  readonly uri: string;
  readonly algorithm: Algorithm;
  /** Lower-case hex. */
  readonly response: string;
  readonly qop: "auth" | undefined;
  /** Eight hex digits, with `qop` only. */
  readonly nc: string | undefined;
  readonly cnonce: string | undefined;
}

/** Reads an `Authorization` value. Throws a RangeError that names what is missing or wrong. */
export function parseAuthorization(header: string): BasicAnswer | DigestAnswer {
  const [scheme, ...more] = parseSchemes(header);
  if (scheme === undefined || more.length > 0)
    throw new RangeError("authorization: exactly one scheme expected");
  if (scheme.name === "digest") return digestOf(scheme);
  if (scheme.name !== "basic") throw new RangeError("authorization: neither Basic nor Digest");
  if (scheme.token === undefined) throw new RangeError("basic login: no Base64");
  return parseBasic(scheme.token);
}

/** A request that has to be authorised; `cnonce` is a fresh random word, `count` goes up from 1 with each use of a nonce. */
export interface Login {
  readonly method: string;
  /** The request target: path and query. */
  readonly uri: string;
  readonly user: string;
  readonly password: string;
  readonly cnonce: string;
  readonly count: number;
}

/** The `Authorization` value that answers a challenge. */
export function formatAuthorization(challenge: Challenge, login: Login, hash: Hash): string {
  const { method, uri, user, password, cnonce, count } = login;
  if (challenge.scheme === "basic") return formatBasic(user, password);
  const { algorithm, realm, nonce, opaque } = challenge;
  const sess = algorithm.endsWith("-sess");
  const nc = count.toString(16).padStart(8, "0");
  const ha1 = hash(algorithm, ha1Text(user, realm, password));
  const qop = challenge.qop ? "auth" : undefined;
  const response = digestResponse({ algorithm, ha1, method, uri, nonce, qop, nc, cnonce }, hash);
  return [
    `Digest username=${quote(toHeaderText(user))}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(uri)}`,
    `algorithm=${algorithm}`,
    ...(qop ? [`qop=${qop}`, `nc=${nc}`] : []),
    ...(qop || sess ? [`cnonce=${quote(cnonce)}`] : []),
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    `response="${response}"`,
  ].join(", ");
}

function digestOf({ params }: Scheme): DigestAnswer {
  const need = (name: string): string => {
    const value = params.get(name);
    if (value === undefined) throw new RangeError(`digest login: ${name} is missing`);
    return value;
  };
  const algorithm = algorithmOf(params.get("algorithm"));
  if (algorithm === undefined) throw new RangeError("digest login: unknown algorithm");
  const qop = params.get("qop")?.toLowerCase();
  if (qop !== undefined && qop !== "auth") throw new RangeError("digest login: qop is not auth");
  const response = need("response").toLowerCase();
  const digits = algorithm.startsWith("MD5") ? 32 : 64;
  if (response.length !== digits || /[^0-9a-f]/.test(response)) {
    throw new RangeError(`digest login: response is not ${digits} hex digits`);
  }
  const nc = qop === undefined ? undefined : need("nc");
  if (nc !== undefined && !/^[0-9a-fA-F]{8}$/.test(nc))
    throw new RangeError("digest login: nc is not 8 hex digits");
  return {
    scheme: "digest",
    user: userOf(params),
    realm: need("realm"),
    nonce: need("nonce"),
    uri: need("uri"),
    algorithm,
    response,
    qop,
    nc,
    cnonce: qop === undefined ? params.get("cnonce") : need("cnonce"),
  };
}

/** The user name; `username*` is its form for other than ASCII (RFC 7616, 3.4; RFC 8187). */
function userOf(params: ReadonlyMap<string, string>): string {
  const plain = params.get("username");
  if (plain !== undefined) return fromHeaderText(plain);
  const extended = /^UTF-8'[^']*'(.*)$/i.exec(params.get("username*") ?? "")?.[1];
  if (extended === undefined) throw new RangeError("digest login: username is missing");
  try {
    return decodeURIComponent(extended);
  } catch {
    throw new RangeError("digest login: username* is not percent-encoded UTF-8");
  }
}
