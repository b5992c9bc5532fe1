import { hash, randomBytes, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  type BasicAnswer,
  type DigestAnswer,
  digestResponse,
  formatChallenge,
  parseAuthorization,
} from "@pinhole/kit/formats/digest";
import { decoy, digestHash, ha1, realm, verify } from "./credential.ts";
import { type Attempt, Lockout, type Log } from "./lockout.ts";
import { Nonces } from "./nonces.ts";
import type { Peer } from "./peer.ts";
import { Recent } from "./recent.ts";
import { type Account, type Accounts, accountsOf, type Credentials } from "./users.ts";

/** What a login is for. Digest covers both; a request of node:http has this shape. */
export interface Target {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** Lets a Digest response without a count through again: RTSP clients send nothing else. */
  readonly repeatable?: boolean;
  /** Takes a Digest response for an address above this one too: live555 signs for the medium when it asks for a track. */
  readonly below?: boolean;
}

export type LoginResult =
  | { readonly kind: "account"; readonly account: Account }
  | { readonly kind: "refused"; readonly stale: boolean }
  | { readonly kind: "locked"; readonly retryAfter: number }
  | { readonly kind: "busy" };

export interface LoginOptions {
  /** The stored records, secrets unmasked. */
  readonly credentials: () => Credentials;
  /** Lets accounts with an empty password in; for test benches. */
  readonly factoryLogin?: boolean;
  readonly log: Log;
  /** Seconds from any start; never goes back. */
  readonly clock?: () => number;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Verified Authorization values in memory. */
const remembered = 4096;
/** Passwords being checked at one time: each takes 16 MiB and some 50 ms of another thread. */
const checksAtOnce = 32;

/** Checks Basic and Digest logins against the stored users. */
export class Logins {
  readonly #options: LoginOptions;
  readonly #lockout: Lockout;
  readonly #nonces: Nonces;
  readonly #wait: (ms: number) => Promise<unknown>;
  // Authorization values are kept as keyed hashes, so that no password stays in memory.
  readonly #key = randomBytes(32).toString("base64");
  readonly #verified = new Recent<string, LoginResult & { kind: "account" }>(remembered);
  readonly #checks = new Map<string, Promise<LoginResult>>();
  readonly #decoyHa1 = randomBytes(32).toString("hex");
  readonly #decoy = decoy();
  readonly #greeted = new WeakMap<Peer, Account>();
  #credentials: Credentials;
  #accounts: Accounts;

  constructor(options: LoginOptions) {
    const clock = options.clock ?? (() => performance.now() / 1000);
    this.#options = options;
    this.#lockout = new Lockout(clock, options.log);
    this.#nonces = new Nonces(clock);
    this.#wait = options.wait ?? ((ms) => sleep(ms, undefined, { ref: false }));
    this.#credentials = options.credentials();
    this.#accounts = accountsOf(this.#credentials, options.factoryLogin ?? false);
  }

  get accounts(): Accounts {
    return this.#accounts;
  }

  /** Reads the stored users again, and forgets every verified login when they changed. */
  reload(): void {
    const credentials = this.#options.credentials();
    if (isDeepStrictEqual(credentials, this.#credentials)) return;
    this.#credentials = credentials;
    this.#accounts = accountsOf(credentials, this.#options.factoryLogin ?? false);
    this.#verified.clear();
    this.#checks.clear();
  }

  /** The `WWW-Authenticate` values to refuse with. Basic is first: simple clients take the first they see. */
  challenges(stale = false): string[] {
    const basic = formatChallenge({ scheme: "basic", realm });
    if (!this.#accounts.digest) return [basic];
    const digests = (["SHA-256", "MD5"] as const).map((algorithm) =>
      formatChallenge({ scheme: "digest", realm, nonce: this.#nonces.issue(), algorithm, qop: true, stale }),
    );
    return [basic, ...digests];
  }

  /** Checks one `Authorization` value; answers at once when it was verified before. */
  login(authorization: string, peer: Peer, target: Target): LoginResult | Promise<LoginResult> {
    const id = hash("sha256", this.#key + authorization, "base64");
    const verified = this.#verified.get(id);
    if (verified !== undefined) return this.#again(verified, peer);
    let answer: BasicAnswer | DigestAnswer;
    try {
      answer = parseAuthorization(authorization);
    } catch {
      return { kind: "refused", stale: false };
    }
    const locked = this.#locked(peer, answer.user);
    if (locked !== undefined) return locked;
    return answer.scheme === "digest" ? this.#digest(answer, peer, target) : this.#basic(answer, peer, id);
  }

  #again(verified: LoginResult & { kind: "account" }, peer: Peer): LoginResult {
    const { account } = verified;
    const locked = this.#locked(peer, account.caller.name);
    if (locked !== undefined || this.#greeted.get(peer) === account) return locked ?? verified;
    this.#lockout.greet(peer.network, account.caller.name);
    this.#greeted.set(peer, account);
    return verified;
  }

  #locked({ network }: Peer, name: string): LoginResult | undefined {
    const retryAfter = this.#lockout.lockedFor(network, name);
    return retryAfter > 0 ? { kind: "locked", retryAfter } : undefined;
  }

  #basic(answer: BasicAnswer, peer: Peer, id: string): LoginResult | Promise<LoginResult> {
    const running = this.#checks.get(id);
    if (running !== undefined) return running;
    const attempt =
      this.#checks.size < checksAtOnce ? this.#lockout.attempt(peer.network, answer.user) : undefined;
    if (attempt === undefined) return { kind: "busy" };
    const check = this.#check(answer, attempt, id).finally(() => {
      if (this.#checks.get(id) === check) this.#checks.delete(id);
    });
    this.#checks.set(id, check);
    return check;
  }

  async #check({ user, password }: BasicAnswer, attempt: Attempt, id: string): Promise<LoginResult> {
    if (attempt.waitMs > 0) await this.#wait(attempt.waitMs);
    let accounts: Accounts;
    let account: Account | undefined;
    let right: boolean;
    do {
      accounts = this.#accounts;
      account = accounts.byName.get(user);
      // An unknown name takes as long as a known one.
      right = await verify(account?.stored ?? this.#decoy, password);
    } while (accounts !== this.#accounts);
    if (account === undefined || !right) return this.#refuse(attempt);
    attempt.succeed();
    const result = { kind: "account", account } as const;
    this.#verified.set(id, result);
    return result;
  }

  #digest(answer: DigestAnswer, peer: Peer, target: Target): LoginResult | Promise<LoginResult> {
    const { user, algorithm, response } = answer;
    const method = target.method ?? "";
    const account = this.#accounts.byName.get(user);
    const secret = account && ha1(account.stored, user, algorithm);
    const expected = digestResponse({ ...answer, ha1: secret ?? this.#decoyHa1, method }, digestHash);
    const same = timingSafeEqual(Buffer.from(expected), Buffer.from(response));
    const right = same && answer.realm === realm && isTarget(answer.uri, target);
    const attempt = this.#lockout.attempt(peer.network, user);
    if (attempt === undefined) return { kind: "busy" };
    if (account === undefined || secret === undefined || !right) return this.#refuse(attempt);
    attempt.succeed();
    const fresh = this.#nonces.use({ ...answer, repeatable: target.repeatable ?? false });
    return fresh ? { kind: "account", account } : { kind: "refused", stale: true };
  }

  async #refuse(attempt: Attempt): Promise<LoginResult> {
    const waitMs = attempt.fail();
    if (waitMs > 0) await this.#wait(waitMs);
    return { kind: "refused", stale: false };
  }
}

/** Whether a Digest uri is the request target; a client may write it with scheme and host (RFC 7616, 3.4.6). */
function isTarget(uri: string, { url = "", below = false }: Target): boolean {
  if (uri === url || uri.replace(/^[a-z]+:\/\/[^/?#]*/i, "") === url) return true;
  return below && uri !== "" && url.startsWith(uri.endsWith("/") ? uri : `${uri}/`);
}
