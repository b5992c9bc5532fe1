/** A hash that Digest can use (RFC 7616, 3.4.2); "-sess" mixes the nonces into the first hash. */
export type Algorithm = "MD5" | "SHA-256" | "MD5-sess" | "SHA-256-sess";

/** Hashes UTF-8 text to lower-case hex; MD5 or SHA-256 by the algorithm's name. */
export type Hash = (algorithm: Algorithm, text: string) => string;

export interface ResponseInput {
  readonly algorithm: Algorithm;
  /** Hash of `user:realm:password`: see `ha1Text`. */
  readonly ha1: string;
  readonly method: string;
  readonly uri: string;
  readonly nonce: string;
  /** Absent in the older form without quality of protection (RFC 2069). */
  readonly qop?: "auth" | undefined;
  /** Eight hex digits. */
  readonly nc?: string | undefined;
  readonly cnonce?: string | undefined;
}

/** The text whose hash stands for a password in Digest. */
export function ha1Text(user: string, realm: string, password: string): string {
  return `${user}:${realm}:${password}`;
}

/** The response of a Digest login, in hex (RFC 7616, 3.4.1; RFC 2069, 2.1.2 when there is no qop). */
export function digestResponse(input: ResponseInput, hash: Hash): string {
  const { algorithm, nonce, qop, nc = "", cnonce = "" } = input;
  const h = (text: string) => hash(algorithm, text);
  const ha1 = algorithm.endsWith("-sess") ? h(`${input.ha1}:${nonce}:${cnonce}`) : input.ha1;
  const ha2 = h(`${input.method}:${input.uri}`);
  return h(qop === undefined ? `${ha1}:${nonce}:${ha2}` : `${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}`);
}

const algorithms: readonly Algorithm[] = ["MD5", "SHA-256", "MD5-sess", "SHA-256-sess"];

/** The algorithm of a header, whatever its case; MD5 when the header names none; undefined when it is another. */
export function algorithmOf(text: string | undefined): Algorithm | undefined {
  if (text === undefined) return "MD5";
  return algorithms.find((name) => name.toLowerCase() === text.toLowerCase());
}
