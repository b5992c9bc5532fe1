import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ClientRequest, IncomingMessage } from "node:http";
import { isIP, type Socket } from "node:net";
import { type Challenge, formatAuthorization, parseChallenges, strongest } from "@pinhole/kit/formats/digest";
import { CameraError, type ErrorCode, outbox } from "@pinhole/kit/model";
import type { Wire } from "../action.ts";
import { isAllowed } from "./address.ts";
import { connect, secure } from "./connect.ts";
import { wireFailure } from "./failure.ts";

export interface Login {
  readonly user: string;
  readonly password: string;
}

export interface Exchange {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | { readonly path: string; readonly bytes: number };
  /** Sent as Basic at once; answers a Digest challenge. */
  readonly login?: Login | undefined;
  readonly proxy?: (Login & { readonly host: string; readonly port: number }) | undefined;
  readonly verify: boolean;
}

const mostHops = 3;

// To import it would load all of it, WebSocket too: some MB and a tenth of a second.
const { request: httpRequest } = process.getBuiltinModule("node:http");

/** Sends a request and returns when it was answered with success (2xx). A redirect is followed on the same host only. */
export async function exchange(what: Exchange, context: Wire): Promise<void> {
  let { url } = what;
  for (let hop = 0; ; hop += 1) {
    const { status, location, words } = await answered({ ...what, url }, context);
    if (status >= 200 && status < 300) return;
    const next = location !== undefined && URL.canParse(location, url) ? new URL(location, url) : undefined;
    if (!isRedirect(status) || !next) throw refusal(status, words, new URL(url).host);
    if (!canFollow(new URL(url), next, what.method === "GET" || status >= 307) || hop === mostHops) {
      const words = `${new URL(url).host} sends the camera to ${next.host}, which is not followed`;
      throw new CameraError("redirect-refused", words, { at: url });
    }
    url = next.href;
  }
}

interface Answer {
  readonly status: number;
  readonly words: string;
  readonly location: string | undefined;
}

/** The answer, after the login that it may ask for. */
async function answered(what: Exchange, context: Wire): Promise<Answer> {
  const { login, method, url } = what;
  const basic = login && login.user !== "" ? `Basic ${base64(login)}` : undefined;
  const first = await sent(what, basic, context);
  if (first.status !== 401 || !login || login.user === "") return first;
  const challenge = digestOf(first.challenge);
  if (!challenge) return first;
  const { pathname, search } = new URL(url);
  const proof = {
    method,
    uri: pathname + search,
    ...login,
    cnonce: randomBytes(8).toString("hex"),
    count: 1,
  };
  const hash = (algorithm: string, text: string): string =>
    createHash(algorithm.startsWith("MD5") ? "md5" : "sha256")
      .update(text)
      .digest("hex");
  return sent(what, formatAuthorization(challenge, proof, hash), context);
}

async function sent(what: Exchange, authorization: string | undefined, context: Wire) {
  const url = new URL(what.url);
  const at = url.host;
  const isSecure = url.protocol === "https:";
  // A proxy resolves names itself, so here only an address can be told.
  if (isIP(hostOf(url)) !== 0 && !isAllowed(hostOf(url), context.settings(outbox)[0]!.linkLocal)) {
    throw new CameraError("address-forbidden", `nothing is delivered to ${at}`, { at });
  }
  const socket = await opened(url, what, context);
  using _closing = { [Symbol.dispose]: () => socket.destroy() };
  context.stage("upload", `${what.method} ${at}`);
  const isForwarded = what.proxy !== undefined && !isSecure;
  const { proxy } = what;
  const request = httpRequest({
    createConnection: () => socket,
    method: what.method,
    path: isForwarded ? url.href : url.pathname + url.search,
    headers: {
      Host: url.host,
      ...what.headers,
      ...lengthOf(what),
      ...(authorization === undefined ? {} : { Authorization: authorization }),
      ...(isForwarded && proxy && proxy.user !== ""
        ? { "Proxy-Authorization": `Basic ${base64(proxy)}` }
        : {}),
      Connection: "close",
    },
    maxHeaderSize: 32_768,
  });
  const response = await reply(request, what.body, at);
  const { statusCode = 0, statusMessage = "", headers } = response;
  return {
    status: statusCode,
    words: `${statusCode} ${statusMessage}`.trim().slice(0, 100),
    location: headers.location,
    challenge: headers["www-authenticate"],
  };
}

/** The head of the answer; its body is not read: what counts is the status. */
async function reply(request: ClientRequest, body: Exchange["body"], at: string): Promise<IncomingMessage> {
  const done = Promise.withResolvers<IncomingMessage>();
  request.once("response", done.resolve);
  request.once("error", done.reject);
  request.once("close", () =>
    done.reject(new CameraError("transfer-incomplete", `${at} closed the connection`, { at })),
  );
  if (typeof body === "object") {
    const stream = createReadStream(body.path);
    // A server that has heard enough answers and closes: its answer counts, not the pipe that broke.
    stream.once("error", (error) => {
      done.reject(error);
      request.destroy();
    });
    stream.pipe(request);
  } else request.end(body);
  try {
    return await done.promise;
  } catch (error) {
    throw wireFailure(error, at);
  }
}

/** A connection on which the request can be written: direct, to a proxy, or through one. */
async function opened(url: URL, { proxy, verify }: Exchange, context: Wire): Promise<Socket> {
  const isSecure = url.protocol === "https:";
  const port = Number(url.port || (isSecure ? 443 : 80));
  const host = hostOf(url);
  if (!proxy) {
    const socket = await connect(host, port, context);
    return isSecure ? secure(socket, { host, verify }, context) : socket;
  }
  const socket = await connect(proxy.host, proxy.port, context);
  if (!isSecure) return socket;
  const name = host.includes(":") ? `[${host}]` : host;
  const tunnel = httpRequest({
    createConnection: () => socket,
    method: "CONNECT",
    path: `${name}:${port}`,
    headers: {
      Host: `${name}:${port}`,
      ...(proxy.user === "" ? {} : { "Proxy-Authorization": `Basic ${base64(proxy)}` }),
    },
  });
  const done = Promise.withResolvers<void>();
  const at = `the proxy ${proxy.host}`;
  tunnel.once("connect", ({ statusCode = 0, statusMessage = "" }: IncomingMessage) => {
    if (statusCode === 200) done.resolve();
    else done.reject(refusal(statusCode, `${statusCode} ${statusMessage}`, at));
  });
  tunnel.once("error", done.reject);
  tunnel.once("close", () =>
    done.reject(new CameraError("transfer-incomplete", `${at} closed the connection`)),
  );
  tunnel.end();
  try {
    await done.promise;
  } catch (error) {
    socket.destroy();
    throw wireFailure(error, at);
  }
  return secure(socket, { host, verify }, context);
}

function lengthOf({ body, method }: Exchange): Record<string, string> {
  if (body === undefined) return method === "GET" ? {} : { "Content-Length": "0" };
  return { "Content-Length": String(typeof body === "string" ? Buffer.byteLength(body) : body.bytes) };
}

const refusals: Readonly<Record<number, ErrorCode>> = {
  401: "login-refused",
  407: "login-refused",
  403: "path-refused",
  404: "path-refused",
  405: "path-refused",
  410: "path-refused",
  408: "target-silent",
  425: "target-refused",
  429: "target-busy",
  507: "target-full",
};

function refusal(status: number, words: string, at: string): CameraError {
  const isForGood = status >= 400 && status < 500;
  const code = refusals[status] ?? (isForGood ? "content-refused" : "target-refused");
  return new CameraError(status < 200 ? "target-confused" : code, `${at} answered ${words}`, { at });
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** On the same host, and never from https back to http. */
function canFollow(from: URL, to: URL, isSafe: boolean): boolean {
  const isDowngrade = from.protocol === "https:" && to.protocol !== "https:";
  return isSafe && from.hostname === to.hostname && /^https?:$/.test(to.protocol) && !isDowngrade;
}

function digestOf(header: string | undefined): Challenge | undefined {
  try {
    return strongest(parseChallenges(header ?? "").filter(({ scheme }) => scheme === "digest"));
  } catch {
    // A challenge that is not understood is answered as none is: the server's 401 stands.
    return undefined;
  }
}

const base64 = ({ user, password }: Login): string => Buffer.from(`${user}:${password}`).toString("base64");

const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1");
