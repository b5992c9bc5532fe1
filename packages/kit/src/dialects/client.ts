import { CameraError, type ErrorCode } from "../model/index.ts";

export type { ReadGroup, Written } from "./changes.ts";

/** A request of a client half to a camera, without sockets and login. */
export interface ClientRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Everything after the "?", encoded. */
  readonly query?: string;
  /** Of the body. */
  readonly type?: string;
  readonly body?: Uint8Array;
  /** How long this call may take; what is usual when it is left out. */
  readonly timeoutMs?: number;
}

/** What a camera answered. Header names are in lower case. */
export interface ClientReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** Carries a request to a camera and logs in there; throws CameraError when no answer comes. */
export type Send = (request: ClientRequest) => Promise<ClientReply>;

const codes: Readonly<Record<number, ErrorCode>> = {
  400: "refused",
  401: "login-refused",
  403: "not-allowed",
  404: "not-offered",
  405: "not-offered",
  406: "privacy-on",
  413: "refused",
  414: "refused",
  423: "login-refused",
  429: "login-refused",
};

/** The reply, if the camera did what it was asked; otherwise throws a CameraError with the camera's own words. */
export function accepted(request: ClientRequest, reply: ClientReply): ClientReply {
  if (reply.status >= 200 && reply.status < 300) return reply;
  // Who is still sent on after some steps is sent round and round.
  if (reply.status < 400) throw damaged(request, `it is answered ${reply.status}, which leads nowhere`);
  const code = codes[reply.status] ?? (reply.status >= 500 ? "camera-failed" : "refused");
  const words = isPage(reply) ? "" : firstLine(textOf(reply));
  throw new CameraError(code, `${request.path} answered ${reply.status}${words === "" ? "" : `: ${words}`}`, {
    at: request.path,
  });
}

/** The body as text; bytes that are not UTF-8 are read as Latin-1, as old firmware writes it. */
export function textOf({ body }: ClientReply): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return new TextDecoder("latin1").decode(body);
  }
}

/** The reply, if it is no web page, as those who want a login or are no camera send it for everything. */
export function noPage(request: ClientRequest, reply: ClientReply): ClientReply {
  if (!isPage(reply)) return reply;
  throw damaged(request, "a web page came instead of an answer; is this the camera's own address?");
}

/** The lines of a text reply, whatever ends them, without those that are empty. Throws where a web page came instead. */
export function linesOf(request: ClientRequest, reply: ClientReply): readonly string[] {
  return textOf(noPage(request, reply))
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "");
}

/** The `key=value` lines of a reply; each is cut at its first "=", and other lines are passed by. */
export function pairsOf(lines: readonly string[]): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const cut = line.indexOf("=");
    if (cut > 0) pairs[line.slice(0, cut).trim()] = line.slice(cut + 1);
  }
  return pairs;
}

export function damaged({ path }: ClientRequest, problem: string): CameraError {
  return new CameraError("reply-damaged", `${path}: ${problem}`, { at: path });
}

/** Encodes a value for a query. The marks that cameras of this kind expect bare stay so. */
export function queryText(value: string): string {
  return encodeURIComponent(value).replaceAll(/%(?:3B|3A|2C|7C|2F|40)/g, decodeURIComponent);
}

/** "a=1&b=2" of values that are present. */
export function queryOf(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${queryText(String(value))}`]))
    .join("&");
}

function isPage(reply: ClientReply): boolean {
  const type = reply.headers["content-type"] ?? "";
  return /^text\/html/i.test(type) || /^\s*<(?:!doctype\s+)?html/i.test(textOf(reply).slice(0, 200));
}

const longestWords = 300;

function firstLine(text: string): string {
  const [line = ""] = text.split(/[\r\n]+/).filter((each) => each.trim() !== "");
  return line
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")
    .trim()
    .slice(0, longestWords);
}
