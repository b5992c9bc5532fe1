import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { Damage } from "../safe-file.ts";

/** A private key and its certificate, with those that sign it behind it; both PEM. */
export interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** What a pair's certificate says. */
export interface Facts {
  readonly endsMs: number;
  /** SHA-256, in pairs of digits with colons, as browsers show it. */
  readonly fingerprint: string;
  /** Host names and addresses that it stands for. */
  readonly names: readonly string[];
}

/** Reads what a pair says; throws a Damage when it is none. */
export function factsOf({ key, cert }: Pair): Facts {
  let certificate: X509Certificate;
  let secret: KeyObject;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    throw new Damage("holds no certificate in PEM");
  }
  try {
    secret = createPrivateKey(key);
  } catch {
    throw new Damage("holds no private key in PEM that can be read without a password");
  }
  if (!certificate.checkPrivateKey(secret)) throw new Damage("holds a key that is not the certificate's");
  const endsMs = Date.parse(certificate.validTo);
  if (!(endsMs > 0)) throw new Damage("holds a certificate that ends at no known time");
  return {
    endsMs,
    fingerprint: certificate.fingerprint256,
    names: namesOf(certificate.subjectAltName),
  };
}

/** Whether a certificate stands for a host name or an address. */
export function covers({ names }: Facts, name: string): boolean {
  return names.includes(plain(name));
}

function namesOf(subjectAltName = ""): string[] {
  return subjectAltName
    .split(", ")
    .map((entry) => plain(entry.replace(/^(?:DNS|IP Address):/, "")))
    .filter((name) => name !== "");
}

/** One form of each name: OpenSSL writes an IPv6 address out in full. */
function plain(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase();
}

const block = /-----BEGIN ([A-Z ]+)-----[\s\S]*?-----END \1-----\n?/g;

/** Both from one file, in whatever order they stand in it. */
export function splitPair(text: string): Pair {
  const blocks = [...text.matchAll(block)];
  const those = (kind: RegExp) =>
    blocks
      .filter(([, name = ""]) => kind.test(name))
      .map(([pem]) => pem)
      .join("\n");
  return { key: those(/PRIVATE KEY$/), cert: those(/^CERTIFICATE$/) };
}

export function joinPair({ key, cert }: Pair): string {
  return `${key.trim()}\n${cert.trim()}\n`;
}
