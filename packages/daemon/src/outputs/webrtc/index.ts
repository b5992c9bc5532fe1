import { randomBytes } from "node:crypto";
import { Worker } from "node:worker_threads";
import type { CameraEvent } from "@pinhole/kit/model";
import type { Packet } from "../../bus/packet.ts";
import type { Stream } from "../../bus/stream.ts";
import { Feed, unitOf } from "./feed.ts";
import { defaultLimits, type WebrtcLimits } from "./limits.ts";
import type { FromThread, ThreadStart, ToThread, Unit } from "./protocol.ts";

export { serveWhep, type WhepOptions } from "./whep.ts";

/** H.264, and G.711 (µ-law) where there is sound. */
export interface WebrtcMedia {
  readonly video: Stream;
  readonly audio?: Stream;
}

/** Who watches. */
export interface Owner {
  /** "" for somebody without a login. */
  readonly name: string;
  readonly remoteAddress: string;
}

export interface Joining extends Owner {
  /** The viewer's SDP. */
  readonly offer: string;
  readonly media: WebrtcMedia;
  /** The addresses of this machine at which the viewer may reach it. */
  readonly addresses: readonly string[];
}

export type Joined =
  | { readonly kind: "joined"; readonly id: string; readonly answer: string }
  | { readonly kind: "refused"; readonly problem: string }
  | { readonly kind: "full" };

/** Live pictures and sound by WebRTC; it loads nothing before the first viewer comes. */
export interface Webrtc extends Disposable {
  join(joining: Joining): Promise<Joined>;
  /** Whether there was such a viewer. */
  leave(id: string): boolean;
  /** Ends the viewers that may no longer watch. */
  expel(isUnwanted: (owner: Owner) => boolean): void;
  readonly viewers: number;
}

export interface WebrtcOptions {
  readonly log: (event: Omit<CameraEvent, "at">) => void;
  readonly limits?: Partial<WebrtcLimits>;
}

interface Viewer {
  readonly owner: Owner;
  readonly media: WebrtcMedia;
  readonly readings: Disposable[];
  /** Has the answer while it is waited for. */
  readonly joined: PromiseWithResolvers<Joined>;
}

/** The thread, which has all that WebRTC needs, while somebody watches. */
interface Thread {
  readonly worker: Worker;
  readonly feeds: Map<Stream, Feed>;
  /** Whether it can take one more unit. */
  room(): boolean;
  hand(stream: string, unit: Unit): void;
}

const threadFile = new URL("./thread.ts", import.meta.url);

export function openWebrtc({ log, ...options }: WebrtcOptions): Webrtc {
  const limits = { ...defaultLimits, ...options.limits };
  const viewers = new Map<string, Viewer>();
  let thread: Thread | undefined;
  let idle: NodeJS.Timeout | undefined;
  const post = (message: ToThread): void => thread?.worker.postMessage(message);

  const forget = (id: string, answer: Joined): boolean => {
    const viewer = viewers.get(id);
    if (viewer === undefined) return false;
    viewers.delete(id);
    for (const reading of viewer.readings) reading[Symbol.dispose]();
    viewer.joined.resolve(answer);
    if (viewers.size === 0) idle = setTimeout(stop, limits.idleSeconds * 1000).unref();
    return true;
  };
  const leave = (id: string): boolean => {
    if (!forget(id, { kind: "refused", problem: "the viewer was sent away" })) return false;
    post({ type: "leave", id });
    return true;
  };
  const stop = (): void => {
    clearTimeout(idle);
    const ended = thread;
    thread = undefined;
    void ended?.worker.terminate();
    for (const id of [...viewers.keys()]) forget(id, { kind: "refused", problem: "the camera stops" });
    clearTimeout(idle);
  };
  const begin = (id: string, { media, readings }: Viewer): void => {
    for (const stream of [media.video, media.audio]) {
      if (stream === undefined || thread === undefined) continue;
      const { feeds, room, hand } = thread;
      const feed = feeds.get(stream) ?? new Feed((unit) => hand(stream.name, unit), room);
      feeds.set(stream, feed);
      const past: Unit[] = [];
      let isPast = true;
      const write = (packet: Packet): boolean => {
        if (!isPast) return feed.write(packet);
        past.push(unitOf(packet));
        return true;
      };
      readings.push(stream.read({ output: "webrtc", write, end: () => leave(id) }));
      isPast = false;
      post({ type: "begin", id, stream: stream.name, past });
    }
  };
  const receive = (message: FromThread): void => {
    const { id } = message;
    const viewer = viewers.get(id);
    if (viewer === undefined) return;
    if (message.type === "answer") viewer.joined.resolve({ kind: "joined", id, answer: message.sdp });
    else if (message.type === "refused") forget(id, { kind: "refused", problem: message.problem });
    else if (message.type === "connected") begin(id, viewer);
    else if (message.type === "refresh") viewer.media.video.refresh();
    else forget(id, { kind: "refused", problem: "the viewer is gone" });
  };
  const start = (): Thread => {
    const handled = new SharedArrayBuffer(4);
    const count = new Int32Array(handled);
    const workerData = { handled, limits } satisfies ThreadStart;
    const worker = new Worker(threadFile, { workerData, resourceLimits: { maxOldGenerationSizeMb: 128 } });
    worker.unref();
    const lost = (reason: string): void => {
      if (thread?.worker !== worker) return;
      log({
        source: "network",
        severity: 3,
        message: `WebRTC broke down: ${reason}; viewers have to come again`,
      });
      stop();
    };
    worker.on("message", receive);
    worker.on("error", (error) => lost(error instanceof Error ? error.message : String(error)));
    worker.on("exit", (code) => lost(`its thread ended with ${code}`));
    let sent = 0;
    return {
      worker,
      feeds: new Map(),
      room: () => ((sent - Atomics.load(count, 0)) | 0) < limits.units,
      hand: (stream, unit) => {
        sent++;
        worker.postMessage({ type: "unit", stream, unit } satisfies ToThread, [unit.data.buffer]);
      },
    };
  };

  return {
    join: ({ offer, media, addresses, name, remoteAddress }) => {
      if (viewers.size >= limits.viewers) return Promise.resolve({ kind: "full" });
      if (offer.length > limits.offer || !/^v=0\r?\n/.test(offer))
        return Promise.resolve({ kind: "refused", problem: "the body is no SDP offer" });
      if (!/^a=rtpmap:\d+ H264\/90000/im.test(offer))
        return Promise.resolve({ kind: "refused", problem: "the offer takes no H.264" });
      clearTimeout(idle);
      thread ??= start();
      const id = randomBytes(16).toString("hex");
      const isHeard = media.audio !== undefined && /^m=audio [1-9]/m.test(offer) && /PCMU\/8000/i.test(offer);
      const { audio, ...silent } = media;
      const viewer: Viewer = {
        owner: { name, remoteAddress },
        media: isHeard && audio ? { ...silent, audio } : silent,
        // The encoder runs by the time that the connection stands.
        readings: [media.video.read({ output: "start", write: () => true, end: () => leave(id) })],
        joined: Promise.withResolvers<Joined>(),
      };
      viewers.set(id, viewer);
      const wanted = { video: media.video.name, ...(isHeard && audio ? { audio: audio.name } : {}) };
      post({ type: "offer", id, sdp: offer, wanted, addresses });
      return viewer.joined.promise;
    },
    leave,
    expel: (isUnwanted) => {
      for (const [id, { owner }] of viewers) if (isUnwanted(owner)) leave(id);
    },
    get viewers() {
      return viewers.size;
    },
    [Symbol.dispose]: stop,
  };
}
