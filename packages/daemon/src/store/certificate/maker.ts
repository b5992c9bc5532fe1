import { isIP } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { generate } from "selfsigned";
import type { Pair } from "./pair.ts";

/** What a certificate is made of; times are Unix times in milliseconds. */
export interface Order {
  readonly names: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
}

/** Makes the one certificate that its thread was started for. */
const { names, fromMs, toMs } = workerData as Order;
const altNames = names.map((name) =>
  isIP(name) === 0 ? ({ type: 2, value: name } as const) : ({ type: 7, ip: name } as const),
);
const made = await generate([{ name: "commonName", value: names[0] ?? "camera" }], {
  keyType: "ec",
  curve: "P-256",
  algorithm: "sha256",
  notBeforeDate: new Date(fromMs),
  notAfterDate: new Date(toMs),
  extensions: [
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    { name: "subjectAltName", altNames },
  ],
});
parentPort?.postMessage({ key: made.private, cert: made.cert } satisfies Pair);
