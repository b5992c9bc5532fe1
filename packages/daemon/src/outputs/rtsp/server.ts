import type { Socket } from "node:net";
import { groupOf } from "./carrier.ts";
import { Connection, type Wire } from "./connection.ts";
import { Post } from "./datagrams.ts";
import { describeTracks } from "./description.ts";
import { type Door, openDoor, type Place, type Tls } from "./door.ts";
import { Hub, type HubOptions } from "./hub.ts";
import { defaultLimits, type RtspLimits } from "./limits.ts";
import { type Login, type Media, tracksOf } from "./media.ts";
import type { Session } from "./session.ts";

export interface RtspOptions extends Omit<HubOptions, "limits"> {
  /** Port 0 takes any free one. */
  readonly listen: Place;
  /** Whether an address may connect at all; everybody when it is not given. */
  readonly admits?: (remoteAddress: string) => boolean;
  /** Told of every connection. */
  readonly connected?: (socket: Socket) => void;
  readonly signal: AbortSignal;
  readonly limits?: Partial<RtspLimits> | undefined;
}

/** Somebody who is connected. */
export interface Visitor {
  readonly login: Login;
  readonly remoteAddress: string;
}

/** Somebody with a session. */
export interface Viewer extends Visitor {
  readonly path: string;
  readonly transports: readonly string[];
  readonly playing: boolean;
  /** Receiver reports that came, and the most packets of a track that one said were lost. */
  readonly reports: number;
  readonly lost: number;
}

export interface RtspServer extends AsyncDisposable {
  readonly address: Place;
  /** Listens on one more port, with `tls` for RTSPS; `setting` is what the user changes to have another one. */
  listen(place: Place, setting: string, tls?: Tls): Promise<Door>;
  viewers(): Viewer[];
  /** Ends the sessions and connections of those for whom this is true, as after a change of users or address filter. */
  expel(whom: (visitor: Visitor) => boolean): void;
  /** Serves a client over a wire of its own, such as an HTTP tunnel; give what it sends to `feed`. */
  attach(wire: Wire): Pick<Connection, "feed" | "finish">;
  /**
   * The session description of a medium: of what is sent to multicast groups where that is, so that it can be played
   * without RTSP; undefined when no picture comes in time.
   */
  describe(media: Media, localAddress: string): Promise<string | undefined>;
}

/** Starts an RTSP server. Rejects with a CameraError when the port can not be had. */
export async function openRtsp(options: RtspOptions): Promise<RtspServer> {
  const { signal, admits = () => true } = options;
  signal.throwIfAborted();
  const limits = { ...defaultLimits, ...options.limits };
  const connections = new Set<Connection>();
  const hub = new Hub({ ...options, limits }, new Post());

  const attach = (wire: Wire): Connection => {
    const connection = new Connection(wire, hub);
    connections.add(connection);
    wire.out.once("close", () => {
      connections.delete(connection);
      connection.closed();
    });
    return connection;
  };
  const acceptor = (datagrams: boolean) => (socket: Socket) => {
    socket.on("error", () => socket.destroy());
    options.connected?.(socket);
    if (!admits(socket.remoteAddress ?? "") || connections.size >= limits.connections)
      return void socket.destroy();
    const connection = attach({
      out: socket,
      datagrams,
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
    });
    socket.on("data", (chunk) => connection.feed(chunk));
    socket.on("end", () => connection.finish());
  };

  const doors = new Set<Door>();
  const open = async (place: Place, setting: string, tls?: Tls): Promise<Door> => {
    const door = await openDoor(acceptor(tls === undefined), place, { setting, tls, limits, signal, admits });
    doors.add(door);
    const close = (): Promise<void> => {
      doors.delete(door);
      return door.close();
    };
    return { ...door, close };
  };

  const sweep = (): void => {
    for (const connection of connections) connection.sweep();
    hub.sweep();
  };
  // On a busy machine what clients have sent in time may be read late: first it is read, then looked at.
  const sweeping = setInterval(() => setImmediate(sweep), limits.checkSeconds * 1000).unref();
  const stop = (): void => {
    signal.removeEventListener("abort", stop);
    clearInterval(sweeping);
    hub.network.multicasts.close();
    for (const session of [...hub.sessions.values()]) session.close("expelled");
    for (const connection of connections) connection.end();
    for (const door of doors) void door.close();
  };
  signal.addEventListener("abort", stop);

  const viewers = (): Viewer[] => [...hub.sessions.values()].map(viewerOf);
  try {
    const { address } = await open(options.listen, "--rtsp");
    return {
      address,
      listen: open,
      viewers,
      expel: (whom) => {
        for (const session of [...hub.sessions.values()]) if (whom(session.owner)) session.close("expelled");
        for (const connection of connections) if (whom(connection)) connection.end();
      },
      attach,
      describe: (media, localAddress) => {
        const settings = options.settings();
        const all = tracksOf(media);
        const sent = all.filter((track) => groupOf(track, settings) !== undefined);
        return describeTracks({
          tracks: sent.length > 0 ? sent : all,
          packingOf: (track) => hub.packing(track),
          settings,
          localAddress,
          seconds: limits.describeSeconds,
        });
      },
      [Symbol.asyncDispose]: async () => {
        const closed = [...doors].map((door) => door.close());
        stop();
        await Promise.all(closed);
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

function viewerOf(session: Session): Viewer {
  const { owner, path, kinds, playing, reports, lost } = session;
  return {
    login: owner.login,
    remoteAddress: owner.remoteAddress,
    path,
    transports: [...kinds],
    playing,
    reports,
    lost,
  };
}
