import type { IncomingMessage, ServerResponse } from "node:http";
import type { TLSSocket } from "node:tls";
import { formatBasic } from "@pinhole/kit/formats/digest";
import type { Caller } from "@pinhole/kit/model";
import { send } from "./answer.ts";
import { bodyOf } from "./body.ts";
import { fromOtherSite } from "./cross-site.ts";
import type { Logins } from "./logins.ts";
import type { Peer } from "./peer.ts";
import { cookieOf, type Sessions } from "./sessions.ts";

export const sessionPath = "/session";

/** Bytes of a login: a name and a password. */
const maxBody = 2048;

/**
 * Logs browsers in and out: POST with {"user", "password"}, DELETE; GET says who is logged in. A refusal asks for
 * nothing, so that the browser shows no window of its own.
 */
export async function serveSession(
  req: IncomingMessage,
  res: ServerResponse,
  { logins, sessions, peer }: { readonly logins: Logins; readonly sessions: Sessions; readonly peer: Peer },
): Promise<void> {
  const encrypted = (req.socket as Partial<TLSSocket>).encrypted === true;
  const answer = (status: number, body: object, headers: Record<string, string> = {}): void =>
    send(res, { status, type: "application/json", body: JSON.stringify(body), headers });
  const refuse = (status: number, problem: string, headers?: Record<string, string>): void =>
    answer(status, { problem }, headers);

  if (req.method === "GET" || req.method === "HEAD") {
    const account = sessions.account(req, logins.accounts);
    return answer(200, { ...described(account?.caller), loginRequired: logins.accounts.loginRequired });
  }
  if (req.method !== "POST" && req.method !== "DELETE") {
    return refuse(405, "send POST to log in, DELETE to log out", { Allow: "GET, HEAD, POST, DELETE" });
  }
  if (fromOtherSite(req.headers)) return refuse(403, "a page of another site may not log in here");
  if (req.method === "DELETE") {
    sessions.close(req);
    return answer(200, described(undefined), { "Set-Cookie": cookieOf(undefined, encrypted) });
  }
  const login = loginOf(await bodyOf(req, maxBody));
  if (login === undefined) return refuse(400, 'the body must be {"user": "...", "password": "..."}');
  const result = await logins.login(formatBasic(login.user, login.password), peer, {
    method: "POST",
    url: sessionPath,
  });
  if (result.kind === "locked") {
    const words = `too many failed logins; try again in ${result.retryAfter} seconds`;
    return refuse(429, words, { "Retry-After": String(result.retryAfter) });
  }
  if (result.kind === "busy") return refuse(503, "too many logins at one time; try again in a second");
  if (result.kind === "refused") return refuse(401, "this name and password are not known here");
  const token = sessions.open(result.account);
  return answer(200, described(result.account.caller), { "Set-Cookie": cookieOf(token, encrypted) });
}

function described(caller: Caller | undefined): object {
  if (caller === undefined) return { name: "", level: "public", privileges: [] };
  return { name: caller.name, level: caller.level, privileges: [...caller.privileges] };
}

function loginOf(body: Uint8Array): { readonly user: string; readonly password: string } | undefined {
  try {
    const { user, password } = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    const fits = typeof user === "string" && typeof password === "string" && !user.includes(":");
    return fits ? { user, password } : undefined;
  } catch {
    return undefined;
  }
}
