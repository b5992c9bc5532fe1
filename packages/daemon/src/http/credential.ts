import { hash as digest, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { type Algorithm, ha1Text } from "@pinhole/kit/formats/digest";

/** The protection space of every login; the stored Digest hashes hold it, so it can never change. */
export const realm = "pinhole";

// One string: v1 $ salt $ scrypt hash $ user name, each in Base64url $ HA1 with MD5 $ HA1 with SHA-256, in hex.
const shape = /^v1\$([\w-]{22})\$([\w-]{43})\$([\w-]*)\$([0-9a-f]{32})\$([0-9a-f]{64})$/;
const cost = { N: 16_384, r: 8, p: 1 };
const base64 = "base64url";

/**
 * What is stored of a password; "" for none. The scrypt hash covers the password alone. Digest (RFC 7616, 3.4.2) needs
 * its own hash, HA1, over name, realm and password, and whoever reads HA1 can log in with it: the file that holds it
 * is for its owner's eyes only. HA1 ends with the name: after a rename Basic works on and Digest does not, until the
 * password is set again.
 */
export async function hash(password: string, user: string): Promise<string> {
  if (password === "") return "";
  const salt = randomBytes(16);
  const key = await derive(password, salt);
  const name = Buffer.from(user).toString(base64);
  const [md5, sha256] = (["MD5", "SHA-256"] as const).map((algorithm) => ha1Of(password, user, algorithm));
  return `v1$${salt.toString(base64)}$${key.toString(base64)}$${name}$${md5}$${sha256}`;
}

/** Whether a text is a stored password. */
export function isStored(text: unknown): boolean {
  return typeof text === "string" && shape.test(text);
}

/** A stored password without what would let its finder log in: the hashes for Digest are left out. */
export function seal(stored: string): string {
  const [, salt, key] = shape.exec(stored) ?? [];
  return salt === undefined ? "" : `s1$${salt}$${key}`;
}

const sealed = /^s1\$([\w-]{22})\$([\w-]{43})$/;

/**
 * What is stored for a sealed password; undefined when it is none. `current` is what is stored now: of the same password
 * it is kept as it is. Otherwise Basic works at once, and Digest when the password has been set again.
 */
export function unseal(text: string, current: string): string | undefined {
  if (text === "") return "";
  const [, salt, key] = sealed.exec(text) ?? [];
  if (salt === undefined) return undefined;
  if (seal(current) === text) return current;
  return `v1$${salt}$${key}$$${"0".repeat(32)}$${"0".repeat(64)}`;
}

/** Whether a password is the stored one. What is stored in any other form lets nobody in. */
export async function verify(stored: string, password: string): Promise<boolean> {
  if (stored === "") return password === "";
  const [, salt, key] = shape.exec(stored) ?? [];
  if (salt === undefined || key === undefined) return false;
  return timingSafeEqual(await derive(password, Buffer.from(salt, base64)), Buffer.from(key, base64));
}

/** Something to check the password of an unknown user against, which takes as long and never fits. */
export function decoy(): string {
  const random = (size: number) => randomBytes(size).toString(base64);
  return `v1$${random(16)}$${random(32)}$$${"0".repeat(32)}$${"0".repeat(64)}`;
}

/** The stored HA1 in hex, or undefined when it was made for another user name or algorithm. */
export function ha1(stored: string, user: string, algorithm: Algorithm): string | undefined {
  if (algorithm !== "MD5" && algorithm !== "SHA-256") return undefined;
  if (stored === "") return ha1Of("", user, algorithm);
  const [, , , name, md5, sha256] = shape.exec(stored) ?? [];
  if (name !== Buffer.from(user).toString(base64)) return undefined;
  return algorithm === "MD5" ? md5 : sha256;
}

/** The hash function of Digest: hex of UTF-8 text. */
export function digestHash(algorithm: Algorithm, text: string): string {
  return digest(algorithm.startsWith("MD5") ? "md5" : "sha256", text, "hex");
}

function ha1Of(password: string, user: string, algorithm: Algorithm): string {
  return digestHash(algorithm, ha1Text(user, realm, password.normalize("NFC")));
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFC"), salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
