import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type {
  Answer,
  Dialect,
  FileAnswer,
  PictureAnswer,
  StreamAnswer,
  TalkAnswer,
  WebrtcAnswer,
} from "@pinhole/kit/dialect";
import { type Caller, type CameraPort, type Level, mayUse } from "@pinhole/kit/model";
import { askLogin, refuse, send, sendFailure } from "./answer.ts";
import { bodyOf, TooLarge } from "./body.ts";
import { fromOtherSite } from "./cross-site.ts";
import type { Log } from "./lockout.ts";
import type { LoginResult, Logins } from "./logins.ts";
import type { Peer } from "./peer.ts";
import { serveSession, sessionPath } from "./session-route.ts";
import type { Sessions } from "./sessions.ts";
import { soundOf, type Talker } from "./sound.ts";
import { isTaken } from "./takeover.ts";
import { parseTarget } from "./target.ts";
import { type Account, anybody, nobody } from "./users.ts";

/**
 * What sends pictures and streams, and plays what somebody says. All write the head too, for HEAD that alone; a promise
 * ends with the answer.
 */
export interface Outputs {
  picture(spec: PictureAnswer["picture"], res: ServerResponse): void | Promise<void>;
  stream(spec: StreamAnswer["stream"], asked: Asked, res: ServerResponse): void | Promise<void>;
  talk(spec: TalkAnswer["talk"], talker: Talker, res: ServerResponse): void | Promise<void>;
  /** `name` is who logged in; "" for somebody without a login. */
  webrtc(
    spec: WebrtcAnswer["webrtc"],
    asked: Asked & { readonly name: string },
    res: ServerResponse,
  ): void | Promise<void>;
  file(spec: FileAnswer["file"], req: IncomingMessage, res: ServerResponse): void | Promise<void>;
}

/** A request for what moves, and whether who asks may hear it, too. */
export interface Asked {
  readonly req: IncomingMessage;
  readonly hears: boolean;
}

export interface HandlerOptions {
  readonly camera: CameraPort;
  /** Asked in this order; the first that knows a path answers. */
  readonly dialects: readonly Dialect[];
  readonly outputs: Outputs;
  readonly logins: Logins;
  readonly sessions: Sessions;
  readonly log: Log;
  readonly bodyBytes: number;
  /** Told of every stream before it starts; `account` is undefined for a viewer without a login. */
  streaming(res: ServerResponse, account: Account | undefined): void;
}

const nothing = new Uint8Array(0);

/** Sent by the scripts of our own pages, which have a form for the login: the browser must not open its window. */
const ownPage = "x-pinhole-page";
const methods: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);

/** Answers one request. It never throws and never rejects. */
export type Handler = (req: IncomingMessage, res: ServerResponse, peer: Peer) => void;

export function handlerOf(options: HandlerOptions): Handler {
  const { camera, dialects, outputs, logins, sessions, log, bodyBytes } = options;

  /** The newest answer of a connection that changes something: what is asked behind it finds that changed. */
  const changing = new WeakMap<Socket, ServerResponse>();

  const respond = (req: IncomingMessage, res: ServerResponse, peer: Peer): void | Promise<void> => {
    const target = parseTarget(req.url ?? "");
    if (target === undefined) return refuse(res, 400, "bad request: the path is not percent-encoded UTF-8");
    const { path, query } = target;
    if (path === sessionPath) return serveSession(req, res, { logins, sessions, peer });
    const [dialect, level] = find(dialects, path);
    if (dialect === undefined || level === undefined) return refuse(res, 404, "not found: no such path here");
    const sent = req.method ?? "";
    if (!methods.has(sent)) {
      return refuse(res, 405, "this method is not known here", { Allow: [...methods].join(", ") });
    }
    const method = sent === "HEAD" ? "GET" : sent;
    if (dialect.changesState(method, path, query)) {
      if (sent === "HEAD") return refuse(res, 405, "HEAD changes nothing; send GET", { Allow: "GET, POST" });
      if (fromOtherSite(req.headers)) {
        return refuse(res, 403, "forbidden: a page of another site may not change settings of this camera");
      }
      changing.set(req.socket, res);
    }
    const authorization = req.headers.authorization ?? dialect.authorization?.(query);
    return then(admit(req, { level, authorization }, peer), (login) => {
      const caller = callerOf(login);
      if (caller === undefined) return turnAway(req, res, login);
      if (!mayCall(caller, level)) return refuse(res, 403, words(level));
      return then(isTaken(req) ? nothing : bodyOf(req, bodyBytes), (body) => {
        const headers = req.headers as Record<string, string>;
        const who = { ...caller, address: peer.address };
        const request = { method, path, query, headers, body, caller: who };
        return then(dialect.serve(request, camera), (answer) => deliver(req, res, { answer, login }));
      });
    });
  };

  const admit = (
    req: IncomingMessage,
    { level, authorization }: { readonly level: Level; readonly authorization: string | undefined },
    peer: Peer,
  ): Admission | Promise<Admission> => {
    if (level === "public") return asNobody;
    if (authorization !== undefined) return logins.login(authorization, peer, req);
    const account = sessions.account(req, logins.accounts);
    if (account !== undefined) return { kind: "account", account };
    return level === "viewer" && !logins.accounts.loginRequired ? asAnybody : missing;
  };

  const turnAway = (req: IncomingMessage, res: ServerResponse, login: Admission): void => {
    if (login.kind === "locked") {
      const words = `too many failed logins; try again in ${login.retryAfter} seconds`;
      refuse(res, 429, words, { "Retry-After": String(login.retryAfter) });
    } else if (login.kind === "busy") {
      refuse(res, 503, "too many logins at one time; try again in a second", { "Retry-After": "1" });
    } else if (req.headers[ownPage] !== undefined) {
      refuse(res, 401, "log in first");
    } else {
      askLogin(res, logins.challenges(login.kind === "refused" && login.stale));
    }
  };

  const deliver = (
    req: IncomingMessage,
    res: ServerResponse,
    { answer, login }: { readonly answer: Answer; readonly login: Admission },
  ): void | Promise<void> => {
    if ("picture" in answer) return outputs.picture(answer.picture, res);
    if ("file" in answer) return outputs.file(answer.file, req, res);
    const caller = callerOf(login) ?? nobody;
    const { name } = caller;
    const asked = { req, hears: mayUse(caller, "audioIn") };
    if ("webrtc" in answer) return outputs.webrtc(answer.webrtc, { ...asked, name }, res);
    if ("status" in answer && answer.status === 401) return askLogin(res, logins.challenges());
    if (!("stream" in answer || "talk" in answer)) return send(res, answer);
    req.socket.setTimeout(0);
    if (login !== asNobody) options.streaming(res, login.kind === "account" ? login.account : undefined);
    if ("stream" in answer) return outputs.stream(answer.stream, asked, res);
    return outputs.talk(answer.talk, { ...soundOf(req, res), name }, res);
  };

  const fail = (res: ServerResponse, thrown: unknown): void => {
    if (res.destroyed) return;
    if (thrown instanceof TooLarge) {
      refuse(res, 413, `the body is too large: at most ${bodyBytes} bytes are taken`);
      return;
    }
    const fault = sendFailure(res, thrown);
    if (fault !== undefined) log({ source: "network", severity: 3, message: `a request failed: ${fault}` });
  };

  const handle: Handler = (req, res, peer) => {
    const before = changing.get(req.socket);
    if (before !== undefined && !before.writableEnded && !before.destroyed) {
      before.once("close", () => !res.destroyed && handle(req, res, peer));
      return;
    }
    try {
      const done = respond(req, res, peer);
      if (done instanceof Promise) done.catch((thrown) => fail(res, thrown));
    } catch (thrown) {
      fail(res, thrown);
    }
  };
  return handle;
}

/** A login result, or what a request without a login is. */
type Admission = LoginResult | { readonly kind: "guest"; readonly caller: Caller };

const asNobody: Admission = { kind: "guest", caller: nobody };
const asAnybody: Admission = { kind: "guest", caller: anybody };
const missing: Admission = { kind: "refused", stale: false };

function callerOf(login: Admission): Caller | undefined {
  if (login.kind === "account") return login.account.caller;
  return login.kind === "guest" ? login.caller : undefined;
}

/** A user with any privilege may call what needs one; which one it needs, the dialect knows. */
function mayCall({ level, privileges }: Caller, needed: Level): boolean {
  if (level === "admin" || needed === "public") return true;
  return needed === "viewer" || (needed === "operator" && (level === "operator" || privileges.size > 0));
}

function words(level: Level): string {
  if (level === "operator") return "forbidden: this user may only look; an administrator can allow more";
  return "forbidden: only an administrator may do this";
}

function find(dialects: readonly Dialect[], path: string): [Dialect, Level] | [] {
  for (const dialect of dialects) {
    const level = dialect.level(path);
    if (level !== undefined) return [dialect, level];
  }
  return [];
}

/** Goes on at once with a value and later with a promise: what is in memory is sent without a turn of the loop. */
function then<T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
