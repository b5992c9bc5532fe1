import { once } from "node:events";
import {
  Agent,
  type AgentOptions,
  request as httpRequest,
  type IncomingMessage,
  type ClientRequest as Outgoing,
} from "node:http";
import { request as httpsRequest, Agent as SecureAgent } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { accepted, type ClientReply, type ClientRequest } from "@pinhole/kit/client";
import { CameraError, messageOf } from "@pinhole/kit/model";
import { joined } from "./fetch-transport.ts";
import { type Login, openLogin } from "./login.ts";
import { type Address, limits, type OpenReply, type Transport, targetOf } from "./transport.ts";

/** How far a camera's TLS is trusted. Old cameras have certificates of their own, and ciphers that are no longer used. */
export interface TlsOptions {
  /** Off, any certificate will do. */
  readonly verify?: boolean;
  /** TLS 1.0 and its ciphers as well. */
  readonly old?: boolean;
}

export interface NodeTransportOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly tls?: TlsOptions | undefined;
}

interface Sent {
  readonly outgoing: Outgoing;
  readonly incoming: IncomingMessage;
}

/** Requests by Node's own HTTP: Basic and Digest, HTTP/1.0, no length, gzip, redirects on the same host, old TLS. */
export function nodeTransport(address: Address, options: NodeTransportOptions): Transport & Disposable {
  const { timeoutMs, signal, tls = {} } = options;
  const login = openLogin(address.login);
  const pooled = agents(tls, { keepAlive: true, maxSockets: 8, scheduling: "lifo" });
  const single = agents(tls, {});
  const start: Start = (url, request, { until, authorization, isAlone = false }) => {
    const options = {
      method: request.method,
      signal: until,
      // Real cameras end lines with LF and send bytes in headers that the standard forbids.
      insecureHTTPParser: true,
      headers: {
        accept: "*/*",
        "accept-encoding": "gzip, deflate, br",
        ...(authorization === undefined ? {} : { authorization }),
        ...(request.type === undefined ? {} : { "content-type": request.type }),
        ...(request.body === undefined ? {} : { "content-length": String(request.body.length) }),
      },
    };
    const { plain, secure } = isAlone ? single : pooled;
    return url.protocol === "https:"
      ? httpsRequest(url, { ...options, agent: secure })
      : httpRequest(url, { ...options, agent: plain });
  };
  const ask = async (request: ClientRequest, until: AbortSignal): Promise<Sent> => {
    let url = new URL(targetOf(request), address.origin);
    for (let redirects = 0, logins = 0; ; ) {
      const sent = await exchange(
        () => start(url, request, { until, authorization: authorizationFor(login, request, url) }),
        request.body,
      );
      const { incoming } = sent;
      const status = incoming.statusCode ?? 0;
      if (status === 401 && logins++ < 2 && login.challenged(challengesOf(incoming))) {
        incoming.resume();
        continue;
      }
      const next = status >= 300 && status < 400 ? incoming.headers.location : undefined;
      if (next === undefined || redirects++ >= limits.redirects) return sent;
      incoming.resume();
      url = redirected(url, next);
    }
  };
  const limited = (ms: number): AbortSignal =>
    AbortSignal.any([AbortSignal.timeout(ms), ...(signal ? [signal] : [])]);

  return {
    send: async (request) => {
      const until = limited(request.timeoutMs ?? timeoutMs);
      try {
        const { incoming } = await ask(request, until);
        const parts: Uint8Array[] = [];
        let size = 0;
        for await (const part of unpacked(incoming)) {
          size += part.length;
          if (size > limits.body) {
            incoming.destroy();
            throw new CameraError("reply-damaged", `${request.path}: more than ${limits.body} bytes`);
          }
          parts.push(part);
        }
        // Without a length, what our own abort cut off looks whole.
        until.throwIfAborted();
        return { ...headOf(incoming), body: joined(parts, size) };
      } catch (error) {
        throw failure(error, address.origin, until);
      }
    },
    open: async (request, ending) => {
      const until = signal ? AbortSignal.any([ending, signal]) : ending;
      const patience = new AbortController();
      const impatient = setTimeout(
        () => patience.abort(new DOMException("no answer", "TimeoutError")),
        timeoutMs,
      );
      try {
        const { incoming } = await ask(request, AbortSignal.any([until, patience.signal]));
        clearTimeout(impatient);
        // A camera that vanishes sends nothing, not even an end.
        incoming.socket.setTimeout(timeoutMs, () => incoming.destroy(new Error("no more came")));
        return { ...headOf(incoming), body: unpacked(incoming) };
      } catch (error) {
        clearTimeout(impatient);
        throw failure(error, address.origin, patience.signal.aborted ? patience.signal : until);
      }
    },
    pour: async (request, body, ending) => {
      const until = signal ? AbortSignal.any([ending, signal]) : ending;
      await pour({ address, start, login }, request, { body, until, timeoutMs });
    },
    [Symbol.dispose]: () => {
      for (const agent of [pooled, single].flatMap(({ plain, secure }) => [plain, secure])) agent.destroy();
    },
  };
}

interface Starting {
  readonly until: AbortSignal;
  readonly authorization: string | undefined;
  /** Over a connection of its own. */
  readonly isAlone?: boolean;
}

type Start = (url: URL, request: ClientRequest, starting: Starting) => Outgoing;

function agents(
  { verify = true, old = false }: TlsOptions,
  pool: AgentOptions,
): { readonly plain: Agent; readonly secure: SecureAgent } {
  return {
    plain: new Agent(pool),
    secure: new SecureAgent({
      ...pool,
      rejectUnauthorized: verify,
      ...(old ? { minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" } : {}),
    }),
  };
}

interface Pouring {
  readonly address: Address;
  readonly login: Login;
  readonly start: Start;
}

interface Poured {
  readonly body: AsyncIterable<Uint8Array>;
  readonly until: AbortSignal;
  readonly timeoutMs: number;
}

/**
 * Sends a body as it comes. Some cameras answer nothing before the first bytes of it, so no answer is waited for; what
 * comes early and is no success ends it.
 */
async function pour(
  { address, login, start }: Pouring,
  request: ClientRequest,
  { body, until, timeoutMs }: Poured,
): Promise<void> {
  try {
    const url = new URL(targetOf(request), address.origin);
    // What was sent can not be sent again when a kept connection turns out to be closed.
    const authorization = authorizationFor(login, request, url);
    const outgoing = start(url, request, { until, authorization, isAlone: true });
    outgoing.removeHeader("accept-encoding");
    let refused: unknown;
    outgoing.on("response", (incoming) => {
      const head = headOf(incoming);
      const parts: Uint8Array[] = [];
      let size = 0;
      incoming.on("data", (part: Uint8Array) => {
        if (head.status < 300 || size > mostWords) return;
        parts.push(part);
        size += part.length;
      });
      if (head.status < 300) return;
      refused = refusalOf(request, { ...head, body: new Uint8Array() });
      // The camera's own words come behind.
      incoming.on("end", () => {
        refused = refusalOf(request, { ...head, body: joined(parts, size) });
        outgoing.destroy(refused as Error);
      });
    });
    const closed = once(outgoing, "close");
    closed.catch(() => {});
    let broken: unknown;
    outgoing.on("error", (error) => {
      broken = error;
    });
    for await (const part of body) {
      if (broken !== undefined || refused !== undefined) break;
      if (!outgoing.write(part)) {
        await Promise.race([once(outgoing, "drain", { signal: AbortSignal.timeout(timeoutMs) }), closed]);
      }
    }
    if (refused !== undefined) throw refused;
    if (broken !== undefined) throw broken;
    outgoing.end();
    await Promise.race([closed, once(outgoing, "response", { signal: AbortSignal.timeout(timeoutMs) })]);
    if (refused !== undefined) throw refused;
  } catch (error) {
    throw failure(error, address.origin, until);
  }
}

/** Bytes of an answer that are read for what a camera says when it refuses a body. */
const mostWords = 4096;

/** What a reply that is no success is thrown as. */
function refusalOf(request: ClientRequest, reply: ClientReply): unknown {
  try {
    accepted(request, reply);
  } catch (error) {
    return error;
  }
  return undefined;
}

function authorizationFor(login: Login, request: ClientRequest, url: URL): string | undefined {
  return login.authorization(request.method, url.pathname + url.search);
}

async function exchange(begin: () => Outgoing, body: Uint8Array | undefined): Promise<Sent> {
  for (;;) {
    const outgoing = begin();
    const answer = once(outgoing, "response") as Promise<[IncomingMessage]>;
    outgoing.end(body);
    try {
      const [incoming] = await answer;
      return { outgoing, incoming };
    } catch (error) {
      // A kept connection that the camera has closed meanwhile: some close each after its answer without saying so.
      const { code } = error as NodeJS.ErrnoException;
      if (!outgoing.reusedSocket || (code !== "ECONNRESET" && code !== "EPIPE")) throw error;
    }
  }
}

function challengesOf({ headersDistinct }: IncomingMessage): readonly string[] {
  return headersDistinct["www-authenticate"] ?? [];
}

/** A redirect leads to another path of the same host, or to its TLS; the login must not go elsewhere. */
function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (to === undefined || to.hostname !== from.hostname || !/^https?:$/.test(to.protocol)) {
    throw new CameraError(
      "reply-damaged",
      `${from.origin} sends us on to another host, which is not followed`,
    );
  }
  if (from.protocol === "https:" && to.protocol === "http:") {
    throw new CameraError(
      "reply-damaged",
      `${from.origin} sends us on to where nothing is encrypted, which is not followed`,
    );
  }
  to.username = "";
  to.password = "";
  return to;
}

function unpacked(incoming: IncomingMessage): Readable {
  const encoding = incoming.headers["content-encoding"]?.trim().toLowerCase();
  const unpack =
    encoding === "gzip" || encoding === "x-gzip"
      ? createGunzip()
      : encoding === "deflate"
        ? createInflate()
        : encoding === "br"
          ? createBrotliDecompress()
          : undefined;
  if (unpack === undefined) return incoming;
  return pipeline(incoming, unpack, () => {});
}

function headOf({ statusCode = 0, headers }: IncomingMessage): Omit<OpenReply, "body"> {
  const flat = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return { status: statusCode, headers: Object.fromEntries(flat) };
}

const unverified =
  /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_|ERR_TLS_CERT)/;

function failure(error: unknown, origin: string, until: AbortSignal): unknown {
  if (error instanceof CameraError) return error;
  if (until.aborted && (until.reason as Error)?.name === "TimeoutError") {
    return new CameraError("timeout", `${origin} did not answer in time`, { at: origin, cause: error });
  }
  if (until.aborted) return until.reason;
  const code = String((error as NodeJS.ErrnoException)?.code ?? "");
  if (unverified.test(code)) {
    return new CameraError(
      "peer-unverified",
      `${origin}: its certificate is not trusted (${code}); if it is the camera's own, ask for no verification`,
      { at: origin, cause: error },
    );
  }
  if (code.startsWith("HPE_")) {
    return new CameraError("reply-damaged", `${origin} does not speak HTTP: ${messageOf(error)}`, {
      at: origin,
      cause: error,
    });
  }
  return new CameraError("unreachable", `${origin}: ${messageOf(error)}`, { at: origin, cause: error });
}
