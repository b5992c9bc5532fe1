import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Account, type Accounts, stillIs } from "./users.ts";

/** Sessions at one time; the one that was used least lately goes first. */
const maxSessions = 256;

/** Seconds for which a viewer may do nothing. */
const viewerIdle = 12 * 3600;

/** Seconds after which anybody has to log in again. */
const longest = 30 * 24 * 3600;

const cookieName = "pinhole";

interface Session {
  readonly account: Account;
  readonly since: number;
  used: number;
}

export interface SessionOptions {
  /** Seconds from any start; never goes back. */
  readonly clock: () => number;
  /** Seconds for which an administrator may do nothing. */
  readonly adminIdle: () => number;
}

/** Logins of browsers, each behind a cookie that no script can read. Only hashes of the cookies are kept. */
export class Sessions {
  readonly #options: SessionOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Begins a session; the result is the cookie's value. */
  open(account: Account): string {
    const token = randomBytes(32).toString("base64url");
    const now = this.#options.clock();
    for (const [id, session] of this.#sessions) if (this.#isOver(session, now)) this.#sessions.delete(id);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size >= maxSessions && oldest !== undefined) this.#sessions.delete(oldest);
    this.#sessions.set(idOf(token), { account, since: now, used: now });
    return token;
  }

  /** Whose session a request carries; undefined when it carries none, or one that is over. */
  account(req: IncomingMessage, accounts: Accounts): Account | undefined {
    const token = tokenOf(req);
    if (token === undefined) return undefined;
    const id = idOf(token);
    const session = this.#sessions.get(id);
    if (session === undefined) return undefined;
    const now = this.#options.clock();
    this.#sessions.delete(id);
    if (this.#isOver(session, now) || !stillIs(session.account, accounts)) return undefined;
    session.used = now;
    this.#sessions.set(id, session);
    return accounts.byName.get(session.account.caller.name);
  }

  close(req: IncomingMessage): void {
    const token = tokenOf(req);
    if (token !== undefined) this.#sessions.delete(idOf(token));
  }

  #isOver({ account, since, used }: Session, now: number): boolean {
    const idle = account.caller.level === "admin" ? this.#options.adminIdle() : viewerIdle;
    return now - used > idle || now - since > longest;
  }
}

/** A `Set-Cookie` value; no token ends the session in the browser too. Other sites' requests never carry it. */
export function cookieOf(token: string | undefined, encrypted: boolean): string {
  const end = token === undefined ? "; Max-Age=0" : "";
  return `${cookieName}=${token ?? ""}; Path=/; HttpOnly; SameSite=Strict${encrypted ? "; Secure" : ""}${end}`;
}

function tokenOf({ headers }: IncomingMessage): string | undefined {
  for (const part of headers.cookie?.split(";") ?? []) {
    const [name, value] = part.trim().split("=", 2);
    if (name === cookieName && value !== undefined && /^[\w-]{43}$/.test(value)) return value;
  }
  return undefined;
}

function idOf(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}
