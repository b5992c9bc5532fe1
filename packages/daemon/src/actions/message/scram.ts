import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(pbkdf2);

/** The most work that a server may ask for. */
const mostIterations = 1_000_000;

/** A login by which the server never sees the password (RFC 5802): first message, answer to the challenge, last check. */
export interface Scram {
  readonly first: string;
  /** Throws RangeError for a challenge that is not one. */
  answer(challenge: string): Promise<string>;
  /** Whether the server knew the password as well. */
  proves(last: string): boolean;
}

export function scram(
  hash: "sha1" | "sha256",
  login: { readonly user: string; readonly password: string },
  nonce = randomBytes(18).toString("base64"),
): Scram {
  const bare = `n=${login.user.replaceAll("=", "=3D").replaceAll(",", "=2C")},r=${nonce}`;
  const hmac = (key: Buffer | string, text: string): Buffer => createHmac(hash, key).update(text).digest();
  let expected: Buffer | undefined;
  return {
    first: `n,,${bare}`,
    answer: async (challenge) => {
      const [, r = "", s = "", i = ""] = /^r=([^,]+),s=([A-Za-z0-9+/=]+),i=(\d{1,7})$/.exec(challenge) ?? [];
      const iterations = Number(i);
      if (!r.startsWith(nonce) || r === nonce) throw new RangeError("the challenge has another nonce");
      if (iterations < 1 || iterations > mostIterations) throw new RangeError(`${i} rounds`);
      const length = hash === "sha1" ? 20 : 32;
      const salted = await derive(
        login.password.normalize("NFKC"),
        Buffer.from(s, "base64"),
        ...([iterations, length, hash] as const),
      );
      const clientKey = hmac(salted, "Client Key");
      const stored = createHash(hash).update(clientKey).digest();
      const bound = `c=biws,r=${r}`;
      const signed = `${bare},${challenge},${bound}`;
      const signature = hmac(stored, signed);
      expected = hmac(hmac(salted, "Server Key"), signed);
      const proof = Buffer.from(clientKey.map((byte, n) => byte ^ (signature[n] as number)));
      return `${bound},p=${proof.toString("base64")}`;
    },
    proves: (last) => {
      const given = Buffer.from(/^v=([A-Za-z0-9+/=]+)/.exec(last)?.[1] ?? "", "base64");
      return expected !== undefined && given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
