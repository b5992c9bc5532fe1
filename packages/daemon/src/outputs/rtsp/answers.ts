import {
  formatRange,
  formatRtpInfo,
  formatSession,
  formatTransport,
  type HeaderLines,
  parseRange,
  parseTransports,
  type RtspRequest,
  type RtspUri,
} from "@pinhole/kit/formats/rtsp";
import { messageOf } from "@pinhole/kit/model";
import { type Asker, openCarrier } from "./carrier.ts";
import { describeTracks } from "./description.ts";
import type { Hub } from "./hub.ts";
import { type Method, methods, step } from "./machine.ts";
import { type Login, type Media, type Track, tracksOf } from "./media.ts";
import type { Owner, Session } from "./session.ts";

/** What a request is answered with; `after` happens once the reply is written. */
export interface Answer {
  readonly status: number;
  readonly headers?: HeaderLines;
  readonly body?: string | undefined;
  readonly after?: () => void;
}

/** A request that may be answered: well formed, and of somebody who may ask it. */
export interface Question {
  readonly request: RtspRequest;
  readonly uri: RtspUri;
  readonly login: Login;
  readonly asker: Asker;
  readonly connection: Owner["connection"];
  readonly session: Session | undefined;
  /** Sessions of this connection. */
  readonly sessions: ReadonlySet<Session>;
}

export const publicMethods = methods.join(", ");

/** Answers in words that a person at a player's log can use. */
export function refuse(status: number, words: string, headers: HeaderLines = []): Answer {
  return {
    status,
    headers: [...headers, ["Content-Type", "text/plain; charset=utf-8"]],
    body: `${words}\r\n`,
  };
}

export const answers: Readonly<Record<Method, (question: Question, hub: Hub) => Answer | Promise<Answer>>> = {
  OPTIONS: ({ session }) => ({ status: 200, headers: [["Public", publicMethods], ...sessionLine(session)] }),
  DESCRIBE: describe,
  SETUP: setUp,
  PLAY: play,
  PAUSE: pause,
  GET_PARAMETER: parameters,
  SET_PARAMETER: parameters,
  TEARDOWN: tearDown,
};

/** What a path plays, or why it does not. */
async function find({ uri, login }: Question, hub: Hub): Promise<Media | Answer> {
  const media = await hub.media(uri.path, uri.query, login);
  if (media === undefined) return refuse(404, "nothing plays under this address");
  if (media.off) return refuse(media.off.status, media.off.words);
  if (tracksOf(media).length === 0) return refuse(404, "neither picture nor sound is switched on here");
  return media;
}

async function describe(question: Question, hub: Hub): Promise<Answer> {
  const { request, uri, asker } = question;
  const accept = request.headers.get("accept") ?? "";
  if (accept !== "" && !/application\/(?:sdp|\*)|\*\/\*/i.test(accept)) {
    return refuse(406, "descriptions are application/sdp only");
  }
  const media = await find(question, hub);
  if ("status" in media) return media;
  const sdp = await describeTracks({
    tracks: tracksOf(media),
    packingOf: (track) => hub.packing(track),
    settings: hub.settings(),
    localAddress: asker.localAddress,
    seconds: hub.limits.describeSeconds,
  });
  if (sdp === undefined)
    return refuse(503, "no picture comes from the source; try again", [["Retry-After", 5]]);
  return {
    status: 200,
    headers: [
      ["Content-Base", `${uri.base}/`],
      ["Content-Type", "application/sdp"],
      ["Cache-Control", "no-cache"],
    ],
    body: sdp,
  };
}

async function setUp(question: Question, hub: Hub): Promise<Answer> {
  const { request, uri, asker, session, sessions } = question;
  const media = await find(question, hub);
  if ("status" in media) return media;
  const track = trackOf(tracksOf(media), uri.track);
  if (typeof track === "number") {
    return track === 459
      ? refuse(459, "set up one track at a time")
      : refuse(404, `there is no track ${uri.track} here`);
  }
  if (session && session.path !== hub.pathOf(uri)) return refuse(459, "this session is for another address");
  if (step("SETUP", session?.state(track.number) ?? "init") === "refused") {
    return refuse(455, "this track plays: pause it or tear it down first");
  }
  if (!session && sessions.size >= hub.limits.sessionsPerConnection) {
    return refuse(503, `one connection has at most ${hub.limits.sessionsPerConnection} sessions`);
  }
  if (!session && hub.sessions.size >= hub.limits.sessions) return refuse(503, "there are too many viewers");
  let transports: ReturnType<typeof parseTransports>;
  try {
    transports = parseTransports(request.headers.get("transport") ?? "");
  } catch (error) {
    return refuse(400, messageOf(error));
  }
  // Another connection may keep a session of datagrams alive, but its own bytes are not part of it.
  if (session && !sessions.has(session)) transports = transports.filter(({ lower }) => lower !== "TCP");
  const place = session ?? hub.openSession(question);
  const feed = hub.feed(track);
  const channels = new Set(
    [...sessions].flatMap((other) => other.channels(other === place ? track.number : undefined)),
  );
  const wish = {
    track,
    feed,
    asker: { ...asker, channels },
    heard: (bytes: Uint8Array) => place.heard(bytes),
  };
  const carrier = await openCarrier(transports, wish, hub.network);
  if (carrier === undefined || carrier === "full" || !place.open) {
    if (!session) place.close("left");
    if (carrier === "full") return refuse(503, "all UDP ports are in use; ask for RTP/AVP/TCP");
    if (carrier !== undefined) carrier[Symbol.dispose]();
    return refuse(461, offers(asker));
  }
  place.setUp(track, feed, carrier);
  return {
    status: 200,
    headers: [["Transport", formatTransport(carrier.transport)], ...sessionLine(place, hub)],
  };
}

function offers({ datagrams }: Asker): string {
  if (!datagrams) return "this connection carries RTP/AVP/TCP;unicast only";
  return "RTP/AVP/TCP;unicast and RTP/AVP;unicast;client_port=a-b can be had, and RTP/AVP;multicast where it is switched on";
}

function trackOf(tracks: readonly Track[], number: number | undefined): Track | 404 | 459 {
  if (number === undefined) return tracks.length === 1 ? tracks[0]! : 459;
  return tracks.find((track) => track.number === number) ?? 404;
}

/** The tracks of a session that a request is for; undefined when it names one that was not set up. */
function chosen({ uri, session }: Question): readonly number[] | undefined {
  const tracks = session?.tracks ?? [];
  if (uri.track === undefined) return tracks.length > 0 ? tracks : undefined;
  return tracks.includes(uri.track) ? [uri.track] : undefined;
}

const notSetUp = refuse(455, "set the track up first");

async function play(question: Question, hub: Hub): Promise<Answer> {
  const { request, session, uri } = question;
  const numbers = chosen(question);
  if (!session || numbers === undefined) return notSetUp;
  // It may have been switched off since it was set up.
  const media = session.path === hub.pathOf(uri) ? await find(question, hub) : undefined;
  if (media && "status" in media) return media;
  const wanted = request.headers.get("range");
  const range = wanted === undefined ? live : rangeOf(wanted, session.played);
  if (range === undefined) return refuse(457, "this is live: npt=now- and npt=0- can be played");
  const fresh = numbers.filter((number) => session.state(number) === "ready");
  const now = session.now(fresh);
  const starts = fresh.flatMap((number) => {
    const packing = session.packing(number);
    return packing ? [{ url: `${session.base}/trackID=${number}`, ...packing.position(now) }] : [];
  });
  return {
    status: 200,
    headers: [
      ["Range", formatRange(range)],
      ...atUsualPace(request),
      ...sessionLine(session),
      ...(starts.length > 0 ? ([["RTP-Info", formatRtpInfo(starts)]] as const) : []),
    ],
    after: () => session.play(fresh),
  };
}

/** Who asks for a scale or speed is told the one that is played: a live picture has but one (RFC 2326, 12.34 and 12.35). */
function atUsualPace({ headers }: RtspRequest): HeaderLines {
  return ["Scale", "Speed"].flatMap((name) =>
    headers.has(name.toLowerCase()) ? [[name, "1.000"] as const] : [],
  );
}

const live = { unit: "npt", start: "now", end: undefined } as const;

/** The range that is played; undefined for one that a live medium does not have. */
function rangeOf(
  text: string,
  played: number,
): typeof live | { unit: "npt"; start: number; end: undefined } | undefined {
  let range: ReturnType<typeof parseRange>;
  try {
    range = parseRange(text);
  } catch {
    return undefined;
  }
  // Where it ends is left to the client, which stops by itself: live555 names the end whenever it records for a time.
  if (range.unit !== "npt" || range.start === undefined) return undefined;
  if (range.start === "now") return live;
  // After PAUSE some players ask to go on where they stopped.
  return range.start <= played + 1 ? { unit: "npt", start: range.start, end: undefined } : undefined;
}

function pause(question: Question): Answer {
  const { session } = question;
  const numbers = chosen(question);
  if (!session || numbers === undefined) return notSetUp;
  session.pause(numbers);
  return { status: 200, headers: sessionLine(session) };
}

function tearDown(question: Question): Answer {
  const { session, uri } = question;
  const numbers = uri.track === undefined ? (session?.tracks ?? []) : chosen(question);
  if (!session || numbers === undefined) return notSetUp;
  session.tearDown(numbers);
  return { status: 200, headers: sessionLine(session) };
}

/** Signs of life; there are no parameters to get or set. */
function parameters({ request, session }: Question): Answer {
  const body = String.fromCharCode(...request.body).trim();
  if (body !== "")
    return refuse(451, "there are no parameters here; without a body this keeps a session alive");
  return { status: 200, headers: sessionLine(session) };
}

function sessionLine(session: Session | undefined, hub?: Hub): HeaderLines {
  if (session === undefined) return [];
  return [["Session", formatSession({ id: session.id, timeout: hub?.limits.sessionSeconds })]];
}
