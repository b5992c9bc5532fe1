import { createHash, randomBytes } from "node:crypto";
import {
  type Challenge,
  formatAuthorization,
  formatBasic,
  parseChallenges,
  strongest,
} from "@pinhole/kit/formats/digest";

/** Answers a camera's challenges: the strongest scheme that it offers, and the same one from then on without being asked. */
export interface Login {
  /** The Authorization of a request, as far as the camera has said what it wants. */
  authorization(method: string, uri: string): string | undefined;
  /** Takes what came with a 401; false when there is nothing left to try. */
  challenged(headers: readonly string[]): boolean;
}

export function openLogin(login: { readonly user: string; readonly password: string } | undefined): Login {
  let challenge: Challenge | undefined;
  let count = 0;
  let isBare = false;
  return {
    authorization: (method, uri) => {
      if (login === undefined) return undefined;
      if (isBare) return formatBasic(login.user, login.password);
      if (challenge === undefined) return undefined;
      count += 1;
      const cnonce = randomBytes(12).toString("hex");
      return formatAuthorization(challenge, { method, uri, ...login, cnonce, count }, hash);
    },
    challenged: (headers) => {
      if (login === undefined) return false;
      const offered = headers.flatMap(challengesIn);
      const next = strongest(offered);
      if (next === undefined) {
        // Old firmware refuses without saying what it wants; it wants Basic.
        const first = !isBare;
        isBare = true;
        return first;
      }
      const isNew = challenge === undefined || (next.scheme === "digest" && next.stale);
      const wasOtherNonce =
        challenge?.scheme === "digest" &&
        next.scheme === "digest" &&
        challenge.nonce !== next.nonce &&
        count > 1;
      challenge = next;
      count = 0;
      return isNew || wasOtherNonce;
    },
  };
}

function challengesIn(header: string): readonly Challenge[] {
  try {
    return parseChallenges(header);
  } catch {
    return [];
  }
}

function hash(algorithm: string, text: string): string {
  return createHash(algorithm.startsWith("SHA-256") ? "sha256" : "md5")
    .update(text)
    .digest("hex");
}
