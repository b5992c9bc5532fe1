import { type Algorithm, algorithmOf } from "./response.ts";
import { parseSchemes, quote, type Scheme } from "./scheme.ts";

export interface BasicChallenge {
  readonly scheme: "basic";
  readonly realm: string;
}

export interface DigestChallenge {
  readonly scheme: "digest";
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: Algorithm;
  /** Whether `qop=auth` is asked for; without it the server speaks RFC 2069. */
  readonly qop: boolean;
  /** The login was right but its nonce is used up: try again with this one, without asking the user. */
  readonly stale: boolean;
  readonly opaque?: string | undefined;
}

export type Challenge = BasicChallenge | DigestChallenge;

/** One `WWW-Authenticate` value. */
export function formatChallenge(challenge: Challenge): string {
  if (challenge.scheme === "basic") return `Basic realm=${quote(challenge.realm)}, charset="UTF-8"`;
  const { realm, nonce, algorithm, qop, stale, opaque } = challenge;
  // Realm, nonce and stale in this order and together: live555, and VLC with it, finds them nowhere else.
  return [
    `Digest realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    ...(stale ? ["stale=true"] : []),
    ...(qop ? [`qop="auth"`] : []),
    `algorithm=${algorithm}`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    `charset="UTF-8"`,
  ].join(", ");
}

/** The challenges of a `WWW-Authenticate` value that can be answered, in the server's order. Throws a RangeError. */
export function parseChallenges(header: string): Challenge[] {
  return parseSchemes(header).flatMap((scheme) => challengeOf(scheme) ?? []);
}

/** The strongest of the challenges: Digest with SHA-256, Digest with MD5, Basic. */
export function strongest(challenges: readonly Challenge[]): Challenge | undefined {
  const strength = (challenge: Challenge) => {
    if (challenge.scheme === "basic") return 0;
    return challenge.algorithm.startsWith("SHA-256") ? 2 : 1;
  };
  return challenges.toSorted((a, b) => strength(b) - strength(a))[0];
}

function challengeOf({ name, params }: Scheme): Challenge | undefined {
  const realm = params.get("realm") ?? "";
  if (name === "basic") return { scheme: "basic", realm };
  if (name !== "digest") return undefined;
  const nonce = params.get("nonce");
  const algorithm = algorithmOf(params.get("algorithm"));
  const qops = params.get("qop")?.toLowerCase().split(/[ ,]+/);
  if (nonce === undefined || algorithm === undefined || (qops && !qops.includes("auth"))) return undefined;
  const stale = params.get("stale")?.toLowerCase() === "true";
  return {
    scheme: "digest",
    realm,
    nonce,
    algorithm,
    qop: qops !== undefined,
    stale,
    opaque: params.get("opaque"),
  };
}
