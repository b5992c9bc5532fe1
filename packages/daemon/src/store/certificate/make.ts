import { isIP } from "node:net";
import type { Pair } from "./pair.ts";

const dayMs = 86_400_000;

/** Apple's systems refuse certificates that are valid for longer than 825 days. */
export const validDays = 820;

/** A clock that is a little behind must not find the certificate not yet valid. */
const earlierMs = dayMs;

/**
 * Makes a self-signed certificate with an EC key of its own. `names` are host names and addresses; the first of them
 * names the camera.
 */
export async function makePair(names: readonly string[], nowMs: number): Promise<Pair> {
  // Its libraries take a fifth of a second to load, and are needed once in two years.
  const { generate } = await import("selfsigned");
  const altNames = names.map((name) =>
    isIP(name) === 0 ? ({ type: 2, value: name } as const) : ({ type: 7, ip: name } as const),
  );
  const made = await generate([{ name: "commonName", value: names[0] ?? "camera" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notBeforeDate: new Date(nowMs - earlierMs),
    notAfterDate: new Date(nowMs - earlierMs + validDays * dayMs),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      { name: "subjectAltName", altNames },
    ],
  });
  return { key: made.private, cert: made.cert };
}
