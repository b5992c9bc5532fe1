import { createHmac, createSecretKey, randomBytes, timingSafeEqual } from "node:crypto";

const lifeSeconds = 300;
/** Nonces in use at one time; when there are more, the oldest ones are stale early. */
const remembered = 4096;
const answersPerNonce = 256;
/** Requests on parallel connections arrive out of order: how far behind the highest count one may be. */
const countWindow = 32;
const timeBytes = 6;
const nonceBytes = timeBytes + 10;
const markBytes = 16;

interface Used {
  readonly issuedMs: number;
  highest: number;
  /** Bit n: the count n below the highest was seen. */
  seen: number;
  readonly answers: Set<string>;
}

/** One right login with a nonce. */
export interface Use {
  readonly nonce: string;
  /** Hex; absent in RFC 2069, which has no counts. */
  readonly nc: string | undefined;
  readonly response: string;
  /** Lets the same response through again when there is no count. */
  readonly repeatable?: boolean;
}

/**
 * Digest nonces. A nonce carries its time and our mark, so that only those with a right login take memory. Each count
 * is good once; without counts, each response is good once.
 */
export class Nonces {
  readonly #key = createSecretKey(randomBytes(32));
  readonly #used = new Map<string, Used>();
  readonly #clock: () => number;
  #forgottenMs = -1;

  /** `clock` gives seconds and never goes back. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  issue(): string {
    const nonce = Buffer.allocUnsafe(nonceBytes);
    nonce.writeUIntBE(this.#nowMs(), 0, timeBytes);
    randomBytes(nonceBytes - timeBytes).copy(nonce, timeBytes);
    return Buffer.concat([nonce, this.#mark(nonce)]).toString("base64url");
  }

  /** Whether a right login may use its nonce now; this use counts. */
  use({ nonce, nc, response, repeatable = false }: Use): boolean {
    const used = this.#used.get(nonce) ?? this.#accept(nonce);
    if (used === undefined || this.#isOld(used.issuedMs)) return false;
    if (nc !== undefined) return countOnce(used, Number.parseInt(nc, 16));
    if (repeatable) return true;
    if (used.answers.has(response) || used.answers.size >= answersPerNonce) return false;
    used.answers.add(response);
    return true;
  }

  #accept(nonce: string): Used | undefined {
    const bytes = Buffer.from(nonce, "base64url");
    if (bytes.length !== nonceBytes + markBytes || bytes.toString("base64url") !== nonce) return undefined;
    if (!timingSafeEqual(this.#mark(bytes.subarray(0, nonceBytes)), bytes.subarray(nonceBytes)))
      return undefined;
    const used = {
      issuedMs: bytes.readUIntBE(0, timeBytes),
      highest: 0,
      seen: 0,
      answers: new Set<string>(),
    };
    if (this.#isOld(used.issuedMs)) return undefined;
    this.#makeRoom();
    this.#used.set(nonce, used);
    return used;
  }

  /** What is forgotten early must not be new again: no nonce that old is taken any more. */
  #makeRoom(): void {
    for (const [nonce, { issuedMs }] of this.#used) {
      if (this.#used.size < remembered && !this.#isOld(issuedMs)) return;
      if (!this.#isOld(issuedMs)) this.#forgottenMs = issuedMs;
      this.#used.delete(nonce);
    }
  }

  #isOld(issuedMs: number): boolean {
    return issuedMs <= this.#forgottenMs || this.#nowMs() - issuedMs > lifeSeconds * 1000;
  }

  #nowMs(): number {
    return Math.floor(this.#clock() * 1000);
  }

  #mark(nonce: Buffer): Buffer {
    return createHmac("sha256", this.#key).update(nonce).digest().subarray(0, markBytes);
  }
}

function countOnce(used: Used, count: number): boolean {
  const ahead = count - used.highest;
  if (ahead > 0) {
    used.seen = ahead >= countWindow ? 1 : (used.seen << ahead) | 1;
    used.highest = count;
    return true;
  }
  const bit = 1 << -ahead;
  if (count < 1 || -ahead >= countWindow || (used.seen & bit) !== 0) return false;
  used.seen |= bit;
  return true;
}
