import { once } from "node:events";
import { connect, type Socket } from "node:net";
import {
  formatRequest,
  type HeaderLines,
  type RtspMessage,
  RtspParser,
  type RtspReply,
} from "@pinhole/kit/formats/rtsp";
import type { Packet } from "../../bus/packet.ts";
import { Stream } from "../../bus/stream.ts";
import { openRtsp, type RtspOptions, type RtspServer } from "./index.ts";
import type { Group, Media } from "./media.ts";

const sps = [0, 0, 0, 1, 0x67, 0x42, 0xc0, 0x1e, 0xda, 0x02, 0x80, 0xf6, 0x80, 0x6d, 0x0a, 0x13, 0x50];
const pps = [0, 0, 0, 1, 0x68, 0xce, 0x3c, 0x80];

/** Test files run side by side, each with UDP ports of its own. */
const firstPort = 36_000 + (process.pid % 1000) * 20;

/** An H.264 access unit as far as RTP looks into it. */
export function picture(pts: number, key: boolean, size = 3000): Packet {
  const slice = new Uint8Array(size).fill(0x55);
  slice.set([0, 0, 0, 1, key ? 0x65 : 0x41]);
  const data = key ? Uint8Array.from([...sps, ...pps, ...slice]) : slice;
  return { data, pts, key };
}

/** A stream that a test feeds by hand; a key frame comes at once whenever one is asked for. */
export class HandFed {
  readonly stream: Stream;
  running = false;
  refreshes = 0;
  #pts = Date.now() / 1000;

  constructor({ answers = true } = {}) {
    const key = (): void => {
      this.running = true;
      if (answers) setImmediate(() => this.running && this.send(true));
    };
    this.stream = new Stream(
      "test",
      {
        start: key,
        stop: () => {
          this.running = false;
        },
        refresh: () => {
          this.refreshes++;
          if (this.refreshes < 100) key();
        },
      },
      0,
    );
  }

  send(key: boolean, size?: number): void {
    // A picture is never older than the request that it answers.
    this.#pts = Math.max(this.#pts + 0.04, Date.now() / 1000);
    this.stream.publish(picture(this.#pts, key, size));
  }
}

export interface Bench extends AsyncDisposable {
  readonly server: RtspServer;
  readonly fed: HandFed;
  readonly sound: HandFed;
  readonly log: string[];
  client(): Promise<Client>;
}

/** A server on a free port with `/video`, `/both`, `/off`, `/none`; the login is Basic "good". */
export async function openBench(
  options: Partial<RtspOptions> & { readonly answers?: boolean; readonly group?: Group } = {},
): Promise<Bench> {
  const fed = new HandFed({ answers: options.answers ?? true });
  const sound = new HandFed();
  const log: string[] = [];
  const video = { stream: fed.stream, codec: "h264", frameRate: 25, width: 640, height: 360 } as const;
  const audio = { stream: sound.stream, codec: "pcm_mulaw", sampleRate: 8000, channels: 1 } as const;
  const paths: Readonly<Record<string, Media>> = {
    "/video": { video },
    "/both": { video, audio },
    "/off": { video, off: { status: 403, words: "privacy is on" } },
    "/none": {},
  };
  const track = { kind: "video", number: 1, ...video } as const;
  const casts = options.group ? [{ track, group: options.group }] : [];
  const server = await openRtsp({
    listen: { host: "127.0.0.1", port: 0 },
    media: (path) => paths[path],
    authorize: (value) =>
      value?.startsWith("Basic good")
        ? { ok: true, name: value.slice(10) || "eve" }
        : { ok: false, status: 401, challenges: ['Basic realm="a"', 'Digest realm="a", nonce="b"'] },
    settings: () => ({ packetSize: 1400, rtpPort: firstPort, multicast: casts }),
    multicastFrom: () => ["127.0.0.1"],
    log: ({ message }) => log.push(message),
    signal: new AbortController().signal,
    ...options,
    limits: { checkSeconds: 0.02, ...options.limits },
  });
  const clients: Client[] = [];
  return {
    server,
    fed,
    sound,
    log,
    client: async () => {
      const socket = connect(server.address.port, "127.0.0.1");
      await once(socket, "connect");
      const client = new Client(socket, server.address.port);
      clients.push(client);
      return client;
    },
    [Symbol.asyncDispose]: async () => {
      for (const { socket } of clients) socket.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** A bare RTSP client. */
export class Client {
  readonly socket: Socket;
  readonly base: string;
  readonly closed: Promise<unknown>;
  auth = "Basic good";
  readonly frames: { readonly channel: number; readonly payload: Uint8Array }[] = [];
  readonly #parser = new RtspParser();
  readonly #messages: RtspMessage[] = [];
  #wake: (() => void) | undefined;
  #cseq = 0;

  constructor(socket: Socket, port: number) {
    this.socket = socket;
    this.base = `rtsp://127.0.0.1:${port}`;
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      this.#parser.push(chunk);
      for (let message = this.#parser.next(); message; message = this.#parser.next()) {
        if (message.kind === "frame") this.frames.push({ ...message, payload: message.payload.slice() });
        else this.#messages.push({ ...message, body: message.body.slice() });
      }
      this.#wake?.();
    });
    socket.on("close", () => this.#wake?.());
  }

  /** Sends a request for a path, or for a whole address, and gives the reply. */
  ask(method: string, path: string, headers: HeaderLines = [], body?: string): Promise<RtspReply> {
    this.#cseq++;
    const all: HeaderLines = [
      ["CSeq", this.#cseq],
      ...(this.auth === "" ? [] : ([["Authorization", this.auth]] as const)),
      ...headers,
    ];
    const uri = path.startsWith("/") ? this.base + path : path;
    this.socket.write(
      formatRequest({
        method,
        uri,
        headers: all,
        body: body === undefined ? undefined : new TextEncoder().encode(body),
      }),
    );
    return this.reply();
  }

  async status(method: string, path: string, headers: HeaderLines = [], body?: string): Promise<number> {
    return (await this.ask(method, path, headers, body)).status;
  }

  /** The next reply. */
  async reply(): Promise<RtspReply> {
    await this.#until(() => this.#messages.length > 0);
    const message = this.#messages.shift();
    if (message?.kind !== "reply") throw new Error(message ? "not a reply" : "closed without a reply");
    return message;
  }

  /** Waits for so many interleaved frames in all. */
  async framed(count: number): Promise<void> {
    await this.#until(() => this.frames.length >= count);
    if (this.frames.length < count) throw new Error(`closed after ${this.frames.length} of ${count} frames`);
  }

  /** Sets a track up over the connection; gives the Session header to send. */
  async setUp(path: string, channels = "0-1", session?: string): Promise<string> {
    const reply = await this.ask("SETUP", path, [
      ["Transport", `RTP/AVP/TCP;unicast;interleaved=${channels}`],
      ...(session === undefined ? [] : ([["Session", session]] as const)),
    ]);
    if (reply.status !== 200) throw new Error(`SETUP was answered with ${reply.status}`);
    return reply.headers.get("session")!.split(";")[0]!;
  }

  async #until(ready: () => boolean): Promise<void> {
    while (!ready() && !this.socket.destroyed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
