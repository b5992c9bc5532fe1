import type { RtspUri } from "@pinhole/kit/formats/rtsp";
import type { Stream } from "../../bus/stream.ts";
import type { Question } from "./answers.ts";
import type { Network } from "./carrier.ts";
import type { Post } from "./datagrams.ts";
import type { RtspLimits } from "./limits.ts";
import type { Authorize, Log, Login, Media, RtspSettings, Track } from "./media.ts";
import { Multicasts } from "./multicast.ts";
import { Packing } from "./packing.ts";
import type { Feed } from "./playing.ts";
import { Ports } from "./ports.ts";
import { Session } from "./session.ts";

export interface HubOptions {
  /** What a path (decoded) and query play; undefined where nothing is. */
  readonly media: (
    path: string,
    query: string,
    login: Login,
  ) => Media | undefined | Promise<Media | undefined>;
  readonly authorize: Authorize;
  readonly settings: () => RtspSettings;
  readonly log: Log;
  readonly limits: RtspLimits;
  /** The local addresses that multicast is sent from; none where it is not given. */
  readonly multicastFrom?: (() => readonly string[]) | undefined;
}

/** What all connections have in common: streams as RTP, sessions, ports. */
export class Hub {
  readonly media: HubOptions["media"];
  readonly authorize: Authorize;
  readonly settings: () => RtspSettings;
  readonly log: Log;
  readonly limits: RtspLimits;
  readonly network: Network;
  readonly sessions = new Map<string, Session>();
  readonly #packings = new WeakMap<Stream, Packing>();

  constructor(options: HubOptions, post: Post) {
    this.media = options.media;
    this.authorize = options.authorize;
    this.settings = options.settings;
    this.log = options.log;
    this.limits = options.limits;
    const { limits, settings } = options;
    const multicasts = new Multicasts({
      post,
      mostWaiting: limits.viewerBytes,
      casts: () => settings().multicast,
      from: options.multicastFrom ?? (() => []),
      feedOf: (track) => this.feed(track),
    });
    this.network = { ports: new Ports(), post, multicasts, limits, settings };
  }

  /** The RTP of a track, the same for all of its viewers. */
  packing(track: Track): Packing {
    const known = this.#packings.get(track.stream);
    if (known?.fits(track)) return known;
    const packing = new Packing(track);
    this.#packings.set(track.stream, packing);
    return packing;
  }

  /** What a viewer of a track, or a group, is fed from. */
  feed(track: Track): Feed {
    const { packetSize } = this.settings();
    return { stream: track.stream, packing: this.packing(track), packetSize, log: this.log };
  }

  openSession({ uri, asker, connection, login }: Question): Session {
    const owner = { connection, remoteAddress: asker.remoteAddress, login };
    const session = new Session({ base: uri.base, path: this.pathOf(uri) }, owner, (ended, why) => {
      this.sessions.delete(ended.id);
      connection.forget(ended, why);
    });
    this.sessions.set(session.id, session);
    connection.keep(session);
    return session;
  }

  /** Path and query together: what a session is for. */
  pathOf({ path, query }: RtspUri): string {
    return query === "" ? path : `${path}?${query}`;
  }

  /** Ends the sessions from which nothing was heard for too long, and sees what multicast has changed. */
  sweep(): void {
    this.network.multicasts.look();
    const most = this.limits.sessionSeconds + this.limits.graceSeconds;
    for (const session of this.sessions.values()) {
      // A connection that carries pictures shows by itself that its viewer is there.
      if (session.playing && session.kinds.has("tcp")) continue;
      if (session.quiet > most) session.close("silent");
    }
  }
}
