import type { ServerResponse } from "node:http";
import type { Reply } from "@pinhole/kit/dialect";
import { CameraError, type ErrorCode, messageOf } from "@pinhole/kit/model";

type Headers = Readonly<Record<string, string | readonly string[]>>;

const loginPage =
  "<html><head><title>401 Unauthorized</title></head>" +
  "<body><h1>401 Unauthorized</h1><p>A user name and a password are needed.</p></body></html>\r\n";

/** Sends a whole reply: head and body in one write. A cache keeps nothing unless the reply says otherwise. */
export function send(res: ServerResponse, { status, type, body, headers }: Reply): void {
  res.writeHead(status, {
    "Content-Type": type,
    "Content-Length": typeof body === "string" ? Buffer.byteLength(body) : body.length,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    ...headers,
  });
  res.end(body);
}

/** Refuses a request in one line of words. */
export function refuse(res: ServerResponse, status: number, words: string, headers?: Headers): void {
  const body = `${words}\r\n`;
  res.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    ...(headers as Record<string, string | string[]>),
  });
  res.end(body);
}

/** Asks for a login. Clients look for "401 Unauthorized" and a title in the page. */
export function askLogin(res: ServerResponse, challenges: string[]): void {
  res.writeHead(401, {
    "WWW-Authenticate": challenges,
    "Content-Type": "text/html; charset=utf-8",
    "Content-Length": loginPage.length,
    "Cache-Control": "no-store",
  });
  res.end(loginPage);
}

const statuses: Partial<Record<ErrorCode, number>> = {
  timeout: 504,
  unreachable: 502,
  refused: 502,
  "store-full": 507,
};

/** Answers for something that was thrown; returns its words when the log does not have them yet. */
export function sendFailure(res: ServerResponse, thrown: unknown): string | undefined {
  const known = thrown instanceof CameraError;
  if (res.headersSent) res.destroy();
  else if (known) refuse(res, statuses[thrown.code] ?? 503, messageOf(thrown));
  else refuse(res, 500, "this request failed inside the camera; its log says more");
  // A source that is down has its line in the log; a disk that is full has not.
  return known && !thrown.code.startsWith("store-") ? undefined : messageOf(thrown);
}
