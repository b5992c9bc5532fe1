import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CameraError, type CameraEvent, messageOf } from "@pinhole/kit/model";
import { type Disk, explained, realDisk } from "../disk.ts";
import { Damage, SafeFile } from "../safe-file.ts";
import { makePair } from "./make.ts";
import { covers, type Facts, factsOf, joinPair, type Pair, splitPair } from "./pair.ts";

export type { Pair } from "./pair.ts";

/** The key and certificate with which the camera speaks TLS, kept good for as long as it runs. */
export interface Certificate extends AsyncDisposable {
  readonly pair: Pair;
  /** SHA-256, in pairs of digits with colons. */
  readonly fingerprint: string;
  /** Calls back whenever there is another pair; returns what ends that. */
  onChange(changed: () => void): () => void;
}

export interface CertificateOptions {
  /** The camera's folder; what the camera makes itself lies in `keys/` below it. */
  readonly folder: string;
  /** Host names and addresses under which the camera is reached; the first names it. */
  readonly names: readonly string[];
  /** Files of the user's own, in PEM; nothing is made then. */
  readonly given?: { readonly cert: string; readonly key: string } | undefined;
  readonly log: (event: Omit<CameraEvent, "at">) => void;
  readonly disk?: Disk;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
  /** How often it is looked at; at most some weeks. */
  readonly checkMs?: number;
}

const dayMs = 86_400_000;

/** A certificate that ends sooner is made anew. */
const spareMs = 30 * dayMs;

/** Names that are kept from former certificates, so that a machine that moves between networks keeps its certificate. */
const mostNames = 24;

/**
 * Reads the camera's certificate, or makes it when there is none, when it ends soon, or when the camera has got another
 * name or address. Rejects with a CameraError when that can not be done.
 */
export async function openCertificate(options: CertificateOptions): Promise<Certificate> {
  const { given, log, checkMs = 6 * 3600 * 1000 } = options;
  const listeners = new Set<() => void>();
  const load = given ? () => readGiven(given, options) : await openOwn(options);
  let current = await load();
  const check = async (): Promise<void> => {
    try {
      const next = await load();
      if (next.facts.fingerprint === current.facts.fingerprint && next.pair.key === current.pair.key) return;
      current = next;
      log({ source: "network", severity: 5, message: "a new TLS certificate is in use" });
      for (const changed of listeners) changed();
    } catch (error) {
      log({ source: "network", severity: 4, message: `the TLS certificate stays: ${messageOf(error)}` });
    }
  };
  let checking = Promise.resolve();
  const timer = setInterval(() => {
    checking = checking.then(check);
  }, checkMs).unref();
  return {
    get pair() {
      return current.pair;
    },
    get fingerprint() {
      return current.facts.fingerprint;
    },
    onChange: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await checking;
    },
  };
}

interface Loaded {
  readonly pair: Pair;
  readonly facts: Facts;
}

/** The camera's own pair, made whenever that is due. */
async function openOwn(options: CertificateOptions): Promise<() => Promise<Loaded>> {
  const { names, log, disk = realDisk, now = Date.now } = options;
  const folder = join(options.folder, "keys");
  await explained(folder, disk.makeFolder(folder));
  const note = (message: string): void => log({ source: "system", severity: 4, message });
  // Key and certificate lie in one file, so that a power cut never leaves one without the other.
  const file = new SafeFile(disk, { folder, name: "camera.pem" }, note);
  const copy = new SafeFile(disk, { folder, name: "certificate.pem" }, note);
  const isGood = ({ endsMs }: Facts): boolean => endsMs - now() > spareMs;
  const parse = (text: string): Loaded => {
    const pair = splitPair(text);
    return { pair, facts: factsOf(pair) };
  };
  return async () => {
    const kept = await file.read(parse).catch((error: unknown) => {
      if (!(error instanceof CameraError) || error.code !== "store-damaged") throw error;
      note(`${messageOf(error)}; a new certificate is made`);
      return undefined;
    });
    if (kept && isGood(kept.facts) && names.every((name) => covers(kept.facts, name))) return kept;
    const all = [...new Set([...names, ...(kept?.facts.names ?? [])])].slice(0, mostNames);
    const pair = await makePair(all, now());
    await file.write(joinPair(pair));
    // For clients that are told whom to trust: without the key it may be handed on.
    await copy.write(pair.cert);
    return { pair, facts: factsOf(pair) };
  };
}

async function readGiven(
  { cert, key }: NonNullable<CertificateOptions["given"]>,
  { log, now = Date.now }: CertificateOptions,
): Promise<Loaded> {
  const read = (path: string): Promise<string> =>
    readFile(path, "utf8").catch((cause: unknown) => {
      throw new CameraError("certificate-damaged", `can not read ${path}: ${messageOf(cause)}`, {
        at: path,
        cause,
      });
    });
  const pair = { cert: splitPair(await read(cert)).cert, key: splitPair(await read(key)).key };
  try {
    const facts = factsOf(pair);
    if (facts.endsMs < now()) {
      const day = new Date(facts.endsMs).toISOString().slice(0, 10);
      log({ source: "network", severity: 4, message: `the TLS certificate ${cert} has ended on ${day}` });
    }
    return { pair, facts };
  } catch (error) {
    if (!(error instanceof Damage)) throw error;
    const words = `${cert} with ${key} ${error.message}`;
    throw new CameraError("certificate-damaged", words, { at: cert, cause: error });
  }
}
