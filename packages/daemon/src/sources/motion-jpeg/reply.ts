import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { openLogin } from "@pinhole/client/parts/login";
import { CameraError, type ErrorCode } from "@pinhole/kit/model";
import { networkWords } from "../network-words.ts";
import { Unspoken } from "../unspoken.ts";
import { bareUrl, loginOf, withLoginOf } from "../url-login.ts";
import { openTap } from "./tap.ts";

export interface ReplyOptions {
  readonly url: string;
  /** What messages call the source: holds no secret. */
  readonly at: string;
  readonly signal: AbortSignal;
  /** Milliseconds that an answer may take. */
  readonly patienceMs: number;
}

/** An answer whose body has not been read. Its connection is closed when it is disposed of. */
export interface Reply extends AsyncDisposable {
  readonly incoming: IncomingMessage;
  readonly contentType: string;
  /** Hands on the bytes of the body as they come over the connection, good during the call only. */
  read(take: (bytes: Uint8Array) => void): void;
}

const mostRedirects = 5;

/** Asks for a stream of several parts. Throws a CameraError, or Unspoken for what FFmpeg may understand. */
export async function openReply(options: ReplyOptions): Promise<Reply> {
  const { at } = options;
  for (let redirects = 0, url = addressOf(options.url); ; redirects++) {
    await using opened = new AsyncDisposableStack();
    const reply = opened.use(await askLoggedIn(url, options));
    const { statusCode: status = 0, statusMessage: reason = "", headers } = reply.incoming;
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      if (redirects === mostRedirects)
        throw new CameraError("source-unreachable", "open: it is sent on again and again", { at });
      url = redirected(url, headers.location, at);
      continue;
    }
    if (status !== 200) {
      const code = codes[status] ?? (status >= 500 ? "source-unreachable" : undefined);
      // Whatever else it does not like may be of our own making.
      if (code === undefined) throw new Unspoken(`GET is answered ${status}`);
      throw new CameraError(code, `open: GET is answered ${status} ${reason}`.trimEnd(), { at });
    }
    if (!/^\s*multipart\//i.test(reply.contentType))
      throw new Unspoken(`it is ${reply.contentType || "of no type"}`);
    const coding = headers["content-encoding"] ?? "identity";
    if (!/^identity$/i.test(coding)) throw new Unspoken(`it is packed (${coding})`);
    opened.move();
    return reply;
  }
}

const codes: Readonly<Record<number, ErrorCode>> = {
  401: "source-refused",
  403: "source-refused",
  404: "source-missing",
  410: "source-missing",
  503: "source-busy",
};

/** The answer to GET, logged in as far as that is asked for. */
async function askLoggedIn(url: URL, options: ReplyOptions): Promise<Reply> {
  const login = openLogin(loginOf(url));
  const bare = bareUrl(url);
  for (let logins = 0; ; logins++) {
    const reply = await ask(bare, login.authorization("GET", bare.pathname + bare.search), options);
    const { statusCode, headersDistinct } = reply.incoming;
    const isAsked = statusCode === 401 && logins < 2;
    if (!isAsked || !login.challenged(headersDistinct["www-authenticate"] ?? [])) return reply;
    await reply[Symbol.asyncDispose]();
  }
}

async function ask(url: URL, authorization: string | undefined, options: ReplyOptions): Promise<Reply> {
  const { at, signal, patienceMs } = options;
  signal.throwIfAborted();
  const isSecure = url.protocol === "https:";
  const tap = openTap(isSecure);
  const outgoing = (isSecure ? httpsRequest : httpRequest)(url, {
    createConnection: tap.connect,
    signal,
    // Real cameras end lines with LF and send bytes in headers that the standard forbids.
    insecureHTTPParser: true,
    headers: {
      "user-agent": "Pinhole",
      accept: "*/*",
      ...(authorization === undefined ? {} : { authorization }),
    },
  });
  const closed = once(outgoing, "close");
  closed.catch(() => {});
  const close = async (): Promise<void> => {
    outgoing.destroy();
    await closed.catch(() => {});
  };
  const answer = Promise.withResolvers<IncomingMessage>();
  outgoing.on("response", (incoming) => {
    tap.divert();
    answer.resolve(incoming);
  });
  outgoing.on("error", answer.reject);
  const late = setTimeout(() => {
    const words = `open: no answer within ${patienceMs / 1000} s`;
    answer.reject(new CameraError("source-unreachable", words, { at }));
  }, patienceMs);
  outgoing.end();
  try {
    const incoming = await answer.promise;
    return {
      incoming,
      contentType: incoming.headers["content-type"] ?? "",
      read: tap.read,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw failure(error, at);
  } finally {
    clearTimeout(late);
  }
}

function failure(error: unknown, at: string): unknown {
  if (!(error instanceof Error) || error instanceof CameraError) return error;
  const { code = "" } = error as NodeJS.ErrnoException;
  if (code === "HPE_HEADER_OVERFLOW")
    return new CameraError("source-damaged", "open: its header does not end", { at, cause: error });
  // What is no HTTP, or no TLS, as Node knows it.
  if (/^(?:HPE_|ERR_SSL_|EPROTO$)/.test(code)) return new Unspoken(error.message);
  return new CameraError("source-unreachable", `open: ${networkWords(error)}`, { at, cause: error });
}

function addressOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "") throw new Unspoken("the address is not http://host");
  return url;
}

/** Where a server sends us on; the login goes along to the same host only, and not to where nothing is encrypted. */
function redirected(from: URL, to: string, at: string): URL {
  const next = URL.canParse(to, from.href) ? new URL(to, from) : undefined;
  if (next === undefined || !/^https?:$/.test(next.protocol))
    throw new CameraError("source-missing", "open: it is sent on to what is not HTTP", { at });
  const isSafe = next.protocol === "https:" || from.protocol === "http:";
  return isSafe && next.hostname === from.hostname ? withLoginOf(next, from) : next;
}
