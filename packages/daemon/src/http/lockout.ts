import type { CameraEvent } from "@pinhole/kit/model";
import { Recent } from "./recent.ts";

/** Writes a line of the camera's log. */
export type Log = (event: Omit<CameraEvent, "at">) => void;

const windowSeconds = 300;
const failuresPerUser = 10;
const failuresPerNetwork = 30;
const failuresBeforeNameSlows = 20;
const firstLockSeconds = 60;
const longestLockSeconds = 3600;
/** Entries of each table; what was touched longest ago is forgotten. */
const remembered = 10_000;

interface Tally {
  failures: number;
  since: number;
  locks: number;
  lockedUntil: number;
}

/** One login that is being checked; it counts as failed until `succeed` is called. */
export interface Attempt {
  /** Wait before the check, so that many guessers of one name together are slow. */
  readonly waitMs: number;
  succeed(): void;
  /** Returns milliseconds to wait before the refusal. */
  fail(): number;
}

/**
 * Counts failed logins. Ten failures within five minutes lock a user name for one network, thirty lock a network for
 * every name that has not logged in from it before; a lock lasts a minute and doubles each time, to an hour. A name
 * alone is never locked, so nobody can lock out somebody else; it is only slowed.
 */
export class Lockout {
  readonly #users = new Recent<string, Tally>(remembered);
  readonly #networks = new Recent<string, Tally>(remembered);
  readonly #names = new Recent<string, Tally>(remembered);
  readonly #welcome = new Recent<string, true>(remembered);
  readonly #clock: () => number;
  readonly #log: Log;
  #lastLock = 0;

  /** `clock` gives seconds and never goes back. */
  constructor(clock: () => number, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Seconds until this user may try again from this network; 0 is now. */
  lockedFor(network: string, name: string): number {
    if (this.#lastLock === 0) return 0;
    const now = this.#clock();
    if (now >= this.#lastLock) return 0;
    const user = userKey(network, name);
    const byUser = this.#users.get(user)?.lockedUntil ?? 0;
    const byNetwork = this.#welcome.get(user) ? 0 : (this.#networks.get(network)?.lockedUntil ?? 0);
    return Math.max(0, Math.ceil(Math.max(byUser, byNetwork) - now));
  }

  /** Undefined while the attempts under way already use up what is left before a lock. */
  attempt(network: string, name: string): Attempt | undefined {
    const user = userKey(network, name);
    const byUser = this.#count(this.#users, user);
    const byNetwork = this.#count(this.#networks, network);
    const byName = this.#count(this.#names, shorten(name));
    const all = [byUser, byNetwork, byName];
    if (byUser.failures >= failuresPerUser || byNetwork.failures >= failuresPerNetwork) return undefined;
    for (const tally of all) tally.failures += 1;
    return {
      waitMs: Math.min(2000, Math.max(0, byName.failures - failuresBeforeNameSlows) * 100),
      succeed: () => {
        for (const tally of all) tally.failures = Math.max(0, tally.failures - 1);
        this.#users.delete(user);
        this.greet(network, name);
      },
      fail: () => {
        const { failures } = byUser;
        if (failures === 1) this.#tell(5, `failed login as ${printable(name)} from ${network}`);
        this.#lock(byUser, failuresPerUser, `login as ${printable(name)} from ${network}`);
        this.#lock(byNetwork, failuresPerNetwork, `login from ${network}`);
        return failures < 2 ? 0 : Math.min(1000, 125 * 2 ** (failures - 1));
      },
    };
  }

  /** A user is logged in from a network: what others there fail at does not lock him. */
  greet(network: string, name: string): void {
    this.#welcome.set(userKey(network, name), true);
  }

  #count(table: Recent<string, Tally>, key: string): Tally {
    const now = this.#clock();
    const known = table.get(key);
    const tally = known ?? { failures: 0, since: now, locks: 0, lockedUntil: 0 };
    if (known === undefined) table.set(key, tally);
    if (now - tally.since > windowSeconds) Object.assign(tally, { failures: 0, since: now });
    if (now - tally.lockedUntil > longestLockSeconds) tally.locks = 0;
    return tally;
  }

  #lock(tally: Tally, limit: number, what: string): void {
    const now = this.#clock();
    if (tally.failures < limit) return;
    const seconds = Math.min(longestLockSeconds, firstLockSeconds * 2 ** tally.locks);
    this.#tell(4, `${what} is locked for ${seconds} seconds after ${tally.failures} failures`);
    Object.assign(tally, { failures: 0, since: now, locks: tally.locks + 1, lockedUntil: now + seconds });
    this.#lastLock = Math.max(this.#lastLock, tally.lockedUntil);
  }

  #tell(severity: CameraEvent["severity"], message: string): void {
    this.#log({ source: "user", severity, message });
  }
}

const userKey = (network: string, name: string) => `${network} ${shorten(name)}`;
const shorten = (name: string) => name.slice(0, 64);

/** A guessed name as it may stand in a log line. */
const printable = (name: string) => JSON.stringify(shorten(name).replaceAll(/[^\x20-\x7e]/g, "?"));
