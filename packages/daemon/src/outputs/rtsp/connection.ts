import type { Socket } from "node:net";
import {
  formatReply,
  parseCseq,
  parseSession,
  parseUri,
  RtspParser,
  type RtspRequest,
  RtspSyntaxError,
} from "@pinhole/kit/formats/rtsp";
import { messageOf } from "@pinhole/kit/model";
import { type Answer, answers, publicMethods, type Question, refuse } from "./answers.ts";
import type { Hub } from "./hub.ts";
import { Outlet } from "./interleaved.ts";
import { methodOf, needsSession } from "./machine.ts";
import type { Login, Refusal } from "./media.ts";
import type { Session, Why } from "./session.ts";

/** Where a connection's replies and media go, and how its requests are held back. */
export interface Wire {
  readonly out: Socket;
  /** Whether RTP may go beside it as datagrams. */
  readonly datagrams: boolean;
  pause(): void;
  resume(): void;
}

/** One client's requests, answered in their order. */
export class Connection {
  readonly remoteAddress: string;
  readonly #wire: Wire;
  readonly #hub: Hub;
  readonly #localAddress: string;
  readonly #outlet: Outlet;
  readonly #parser = new RtspParser();
  readonly #sessions = new Set<Session>();
  #login: Login | undefined;
  #busy = false;
  #closing = false;
  #asked = false;
  #finished = false;
  #sinceMs = performance.now();

  constructor(wire: Wire, hub: Hub) {
    this.#wire = wire;
    this.#hub = hub;
    this.remoteAddress = plainAddress(wire.out.remoteAddress);
    this.#localAddress = plainAddress(wire.out.localAddress);
    this.#outlet = new Outlet(wire.out, hub.limits);
  }

  /** Takes bytes of the client. */
  feed(chunk: Uint8Array): void {
    if (this.#closing) return;
    if (!this.#parser.midway) this.#sinceMs = performance.now();
    this.#parser.push(chunk);
    this.#pump();
  }

  /** Who logged in here; somebody without a name where nobody did. */
  get login(): Login {
    return this.#login ?? nobody;
  }

  /** The client is gone: sessions that need the connection end, those over UDP live until their time is up. */
  closed(): void {
    this.#closing = true;
    for (const session of this.#sessions) {
      const { kinds } = session;
      if (kinds.has("tcp") || kinds.size === 0) session.close("left");
    }
    this.#sessions.clear();
  }

  /** Takes a session that it made. */
  keep(session: Session): void {
    if (this.#closing) session.close("left");
    else this.#sessions.add(session);
  }

  /** A session is over. */
  forget(session: Session, why: Why): void {
    if (!this.#sessions.delete(session)) return;
    if (why !== "left" && this.#sessions.size === 0) this.end();
  }

  /** Ends a connection whose request, or whose next one, takes too long. */
  sweep(): void {
    if (this.#closing || this.#busy) return;
    const { requestSeconds, idleSeconds } = this.#hub.limits;
    const seconds = (performance.now() - this.#sinceMs) / 1000;
    if (this.#parser.midway) {
      if (seconds <= requestSeconds) return;
      this.#send(refuse(408, `a request has to be here within ${requestSeconds} s`), undefined);
      this.end();
    } else if (this.#sessions.size === 0 && seconds > (this.#asked ? idleSeconds : requestSeconds))
      this.end();
  }

  /** The client sends nothing more; what it asked before is still answered. */
  finish(): void {
    this.#finished = true;
    if (!this.#busy) this.end();
  }

  /** Closes it once all is sent; whoever does not take the last words is cut off. */
  end(): void {
    this.#closing = true;
    const { out } = this.#wire;
    out.end();
    const timer = setTimeout(() => out.destroy(), lingerMs).unref();
    out.once("close", () => clearTimeout(timer));
  }

  #pump(): void {
    while (!this.#busy && !this.#closing) {
      let message: ReturnType<RtspParser["next"]>;
      try {
        message = this.#parser.next();
      } catch (error) {
        if (!(error instanceof RtspSyntaxError)) throw error;
        this.#send(refuse(error.status, error.message), error.cseq);
        return this.end();
      }
      if (message === undefined) return;
      this.#sinceMs = performance.now();
      if (message.kind === "request") this.#take(message);
      else if (message.kind === "frame") this.#hear(message.channel, message.payload);
    }
  }

  #hear(channel: number, payload: Uint8Array): void {
    for (const session of this.#sessions) if (session.heardOn(channel, payload)) return;
  }

  #take(request: RtspRequest): void {
    this.#asked = true;
    const cseq = request.headers.get("cseq");
    const fail = (error: unknown): void => {
      this.#hub.log({
        source: "network",
        severity: 3,
        message: `an RTSP request failed: ${messageOf(error)}`,
      });
      this.#send(refuse(500, "the camera could not answer this"), cseq);
    };
    try {
      const answer = this.#answer(request);
      // RFC 2326, 12.10; pictures that go over the connection keep it.
      if (/\bclose\b/i.test(request.headers.get("connection") ?? "") && this.#sessions.size === 0)
        this.#finished = true;
      if (!(answer instanceof Promise)) {
        this.#send(answer, cseq);
        if (this.#finished) this.end();
        return;
      }
      this.#busy = true;
      this.#wire.pause();
      answer
        .then((value) => this.#send(value, cseq), fail)
        .finally(() => {
          this.#busy = false;
          this.#sinceMs = performance.now();
          this.#wire.resume();
          this.#pump();
          if (this.#finished && !this.#busy) this.end();
        });
    } catch (error) {
      fail(error);
    }
  }

  #answer(request: RtspRequest): Answer | Promise<Answer> {
    const { headers, version } = request;
    if (!version.startsWith("RTSP/")) {
      this.#closing = true;
      return refuse(400, "this is an RTSP server; pages are on the HTTP port");
    }
    if (version !== "RTSP/1.0") return refuse(505, "RTSP/1.0 is spoken here");
    if (parseCseq(headers.get("cseq")) === undefined)
      return refuse(400, "CSeq is missing, or no whole number");
    const method = methodOf(request.method);
    if (method === 405)
      return refuse(405, `${request.method} is not offered: this camera only plays`, [
        ["Allow", publicMethods],
      ]);
    if (method === 501) return refuse(501, "this method is not known here", [["Public", publicMethods]]);
    const required = headers.get("require") ?? headers.get("proxy-require");
    if (required !== undefined) return refuse(551, "no extensions are offered", [["Unsupported", required]]);
    let uri: Question["uri"];
    try {
      uri = parseUri(request.uri);
    } catch (error) {
      return refuse(400, messageOf(error));
    }
    const go = (login: Login): Answer | Promise<Answer> => {
      const session = this.#sessionOf(request, login);
      if (session === undefined && (headers.has("session") || needsSession(method))) {
        return refuse(454, "there is no such session here");
      }
      session?.touch();
      const question: Question = {
        request,
        uri,
        login,
        session,
        connection: this,
        sessions: this.#sessions,
        asker: {
          outlet: this.#outlet,
          socket: this.#wire.out,
          remoteAddress: this.remoteAddress,
          localAddress: this.#localAddress,
          datagrams: this.#wire.datagrams,
          channels: new Set(),
        },
      };
      return answers[method](question, this.#hub);
    };
    return method === "OPTIONS" ? go(this.login) : this.#admit(request, go);
  }

  /** Goes on with a login: one that comes with the request, or the connection's own from before. */
  #admit(request: RtspRequest, go: (login: Login) => Answer | Promise<Answer>): Answer | Promise<Answer> {
    const authorization = request.headers.get("authorization");
    if (authorization === undefined && this.#login !== undefined) return go(this.#login);
    const decide = (result: Login | Refusal): Answer | Promise<Answer> => {
      if (!result.ok) return turnAway(result);
      this.#login = result;
      return go(result);
    };
    const result = this.#hub.authorize(authorization, this.remoteAddress, request);
    return result instanceof Promise ? result.then(decide) : decide(result);
  }

  #sessionOf({ headers }: RtspRequest, login: Login): Session | undefined {
    const header = headers.get("session");
    if (header === undefined) return undefined;
    let session: Session | undefined;
    try {
      session = this.#hub.sessions.get(parseSession(header).id);
    } catch {
      return undefined;
    }
    if (session === undefined || this.#sessions.has(session)) return session;
    // Datagrams outlive the connection that asked for them; the same user may go on from the same address.
    const { owner, kinds } = session;
    const mine = owner.remoteAddress === this.remoteAddress && owner.login.name === login.name;
    return mine && this.#login !== undefined && !kinds.has("tcp") ? session : undefined;
  }

  #send({ status, headers = [], body, after }: Answer, cseq: string | undefined): void {
    const { out } = this.#wire;
    if (!out.writable) return;
    const number = parseCseq(cseq);
    out.write(
      formatReply({
        status,
        headers: [
          ...(number === undefined ? [] : ([["CSeq", number]] as const)),
          ["Server", "Pinhole"],
          ...headers,
        ],
        body: body === undefined ? undefined : new TextEncoder().encode(body),
      }),
    );
    if (out.writableLength > this.#hub.limits.replyBytes + this.#hub.limits.viewerBytes)
      return void out.destroy();
    after?.();
    if (this.#closing) this.end();
  }
}

const lingerMs = 1000;

const nobody: Login = { ok: true, name: "" };

function turnAway({ status, challenges, retryAfter }: Refusal): Answer {
  const words = {
    401: "a login is needed",
    403: "forbidden",
    429: "too many failed logins",
    503: "too many logins at one time",
  };
  return refuse(status, words[status], [
    ...challenges.map((challenge) => ["WWW-Authenticate", challenge] as const),
    ...(retryAfter === undefined ? [] : ([["Retry-After", retryAfter]] as const)),
  ]);
}

/** IPv4 addresses that a socket for both kinds shows as IPv6 ones are given as what they are. */
function plainAddress(address: string | undefined): string {
  return (address ?? "").replace(/^::ffff:(?=\d+\.)/i, "");
}
