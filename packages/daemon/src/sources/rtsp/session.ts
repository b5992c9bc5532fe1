import { openLogin } from "@pinhole/client/parts/login";
import type { HeaderLines, RtspReply } from "@pinhole/kit/formats/rtsp";
import { CameraError, type ErrorCode } from "@pinhole/kit/model";
import { Unspoken } from "../unspoken.ts";
import { bareUrl, loginOf, withLoginOf } from "../url-login.ts";
import { openConnection } from "./connection.ts";
import { type Tracks, tracksOf } from "./tracks.ts";

export interface SessionOptions {
  readonly url: string;
  /** What messages call the source: holds no secret. */
  readonly at: string;
  readonly signal: AbortSignal;
  readonly every: Every;
  /** A packet of a channel, good during the call only. */
  frame(channel: number, bytes: Uint8Array): void;
}

/** A stream that was asked for, and how it comes. */
export interface RtspSession extends AsyncDisposable {
  readonly tracks: Tracks;
  /** The channels of the packets of a track, and of the reports about it. */
  readonly channels: { readonly video: Channels; readonly sound: Channels | undefined };
  /** Lets the packets come. */
  play(): Promise<void>;
  /** Sends a packet on a channel. */
  send(channel: number, bytes: Uint8Array): void;
  /** Rejects when nothing more comes. */
  readonly over: Promise<never>;
}

export interface Channels {
  readonly rtp: number;
  readonly rtcp: number;
}

/** Milliseconds for an answer, and for which a stream may be silent. */
const patienceMs = 8000;

const mostRedirects = 3;

/** Seconds after which servers end a session that they hear nothing of, where they do not say. */
const usualTimeout = 60;

/** Asks for the H.264 and the sound at an address. Throws a CameraError, or Unspoken where FFmpeg may know better. */
export async function openSession(options: SessionOptions): Promise<RtspSession> {
  for (let redirects = 0, { url } = options; ; redirects++) {
    const opened = await describe({ ...options, url }).catch(beforeItBegan);
    if (typeof opened !== "string") return opened;
    if (redirects === mostRedirects) throw new Unspoken("it is sent on again and again");
    url = opened;
  }
}

/** Who hangs up before there is a stream has not ended one. */
function beforeItBegan(error: unknown): never {
  if (!(error instanceof CameraError) || error.code !== "source-ended") throw error;
  throw new CameraError("source-unreachable", "open: the other side closed the connection", {
    ...(error.at === undefined ? {} : { at: error.at }),
    cause: error,
  });
}

/** The session, or the address to go on at. */
async function describe(options: SessionOptions): Promise<RtspSession | string> {
  const { at, signal, every } = options;
  const address = addressOf(options.url);
  const login = openLogin(address.login);
  using opened = new DisposableStack();
  const { host, port } = address;
  const known = new Set<number>();
  const connection = opened.use(
    await openConnection({
      ...{ host, port, at, signal, patienceMs, frame: options.frame },
      knows: (channel) => known.has(channel),
    }),
  );
  let session: string | undefined;
  /** An answer that is no refusal, logged in as far as that is asked for. */
  const ask = async (method: string, uri: string, headers: HeaderLines = []): Promise<RtspReply> => {
    for (let logins = 0; ; logins++) {
      const authorization = login.authorization(method, uri);
      const reply = await connection.ask({
        method,
        uri,
        headers: [
          ...(authorization === undefined ? [] : [["Authorization", authorization] as const]),
          ...(session === undefined ? [] : [["Session", session] as const]),
          ...headers,
        ],
      });
      const asked = reply.headers.get("www-authenticate");
      if (reply.status === 401 && logins < 2 && login.challenged(asked === undefined ? [] : [asked]))
        continue;
      return reply;
    }
  };
  const offered = await ask("OPTIONS", address.url);
  const methods = (offered.headers.get("public") ?? "").toUpperCase().split(/[\s,]+/);
  const described = await ask("DESCRIBE", address.url, [["Accept", "application/sdp"]]);
  const moved =
    described.status >= 300 && described.status < 400 ? described.headers.get("location") : undefined;
  if (moved !== undefined) return redirected(options.url, moved);
  accepted(described, "DESCRIBE", at);
  const text = new TextDecoder().decode(described.body);
  const base = described.headers.get("content-base")?.trim() || address.url;
  const tracks = tracksOf(text, base);
  let next = 0;
  let timeout = usualTimeout;
  const setUp = async (control: string): Promise<Channels> => {
    const wanted = { rtp: next, rtcp: next + 1 };
    next += 2;
    const transport = `RTP/AVP/TCP;unicast;interleaved=${wanted.rtp}-${wanted.rtcp}`;
    const reply = await ask("SETUP", control, [["Transport", transport]]);
    if (reply.status === 461) throw new Unspoken("it sends by UDP only", "udp");
    accepted(reply, "SETUP", at);
    const said = reply.headers.get("transport") ?? "";
    if (said !== "" && !/tcp|interleaved/i.test(said))
      throw new Unspoken("it does not send over this connection");
    const [id = "", ...parameters] = (reply.headers.get("session") ?? "").split(";");
    if (id.trim() !== "") session = id.trim();
    timeout = Number(/timeout *= *(\d{1,6})/i.exec(parameters.join(";"))?.[1] ?? timeout);
    const [, rtp, rtcp] = /interleaved *= *(\d{1,3})(?: *- *(\d{1,3}))?/i.exec(said) ?? [];
    const given = rtp === undefined ? wanted : { rtp: Number(rtp), rtcp: Number(rtcp ?? Number(rtp) + 1) };
    known.add(given.rtp).add(given.rtcp);
    return given;
  };
  const video = await setUp(tracks.video.control);
  const sound = tracks.sound && (await setUp(tracks.sound.control));
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {});
  connection.over.catch(over.reject);
  const staying = opened.move();
  return {
    tracks,
    channels: { video, sound },
    over: over.promise,
    send: connection.send,
    play: async () => {
      const range = [["Range", "npt=0.000-"]] as const;
      const begun = await ask("PLAY", tracks.control, range);
      // Not every server knows what a live stream's range is.
      accepted(begun.status === 457 ? await ask("PLAY", tracks.control) : begun, "PLAY", at);
      const method = methods.includes("GET_PARAMETER") ? "GET_PARAMETER" : "OPTIONS";
      const keepAlive = every(Math.max(5, timeout / 2), () => {
        ask(method, tracks.control).catch(() => {});
      });
      const watch = every(1, () => {
        if (performance.now() - connection.heardAt < patienceMs) return;
        const words = `gave nothing for ${patienceMs / 1000} s`;
        over.reject(new CameraError("source-unreachable", words, { at }));
      });
      staying.use(keepAlive);
      staying.use(watch);
    },
    [Symbol.asyncDispose]: async () => {
      if (session !== undefined) connection.ask(tearDown(tracks.control, session)).catch(() => {});
      staying.dispose();
    },
  };
}

function tearDown(uri: string, session: string) {
  return { method: "TEARDOWN", uri, headers: [["Session", session]] as const };
}

const codes: Readonly<Record<number, ErrorCode>> = {
  401: "source-refused",
  403: "source-refused",
  404: "source-missing",
  453: "source-busy",
  503: "source-busy",
};

/** The reply, if it is a success. */
function accepted(reply: RtspReply, method: string, at: string): RtspReply {
  const { status } = reply;
  if (status >= 200 && status < 300) return reply;
  const code = codes[status];
  // Whatever else it does not like may be of our own making.
  if (code === undefined) throw new Unspoken(`${method} is answered ${status}`);
  throw new CameraError(code, `open: ${method} is answered ${status} ${reply.reason}`.trimEnd(), { at });
}

interface Address {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly login: { readonly user: string; readonly password: string } | undefined;
}

/** Takes an address apart; what is not rtsp://host is Unspoken. */
function addressOf(text: string): Address {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "rtsp:" || url.hostname === "") throw new Unspoken("the address is not rtsp://host");
  return {
    url: bareUrl(url).href,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? 554 : Number(url.port),
    login: loginOf(url),
  };
}

/** Where a server sends us on; the login goes along to the same host only. */
function redirected(from: string, to: string): string {
  if (!URL.canParse(to, from)) throw new Unspoken("it is sent on to no address");
  const [before, next] = [new URL(from), new URL(to, from)];
  return (next.hostname === before.hostname ? withLoginOf(next, before) : next).href;
}

/** Calls again and again. */
export type Every = (seconds: number, call: () => void) => Disposable;

export const every: Every = (seconds, call) => {
  const timer = setInterval(call, seconds * 1000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
};
