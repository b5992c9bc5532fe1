import { spawn, spawnSync } from "node:child_process";
import { connect } from "node:net";
import type { Answer, Dialect, Request } from "@pinhole/kit/dialect";
import type { AnyRecord, CameraEvent, CameraPort, RecordOf } from "@pinhole/kit/model";
import { defaults, ipFilter, userSlot, users } from "@pinhole/kit/model";
import { hash } from "./credential.ts";
import type { Page } from "./pages.ts";
import type { Readings } from "./readings.ts";
import { type HttpServer, open, type ServerOptions } from "./server.ts";
import type { Credentials } from "./users.ts";

/** A server on a free loopback port with a dialect of one path per level; what tests may turn is mutable. */
export interface Bench extends AsyncDisposable {
  readonly server: HttpServer;
  readonly port: number;
  readonly log: string[];
  readonly requests: Request[];
  readonly waits: number[];
  readonly stop: AbortController;
  credentials: Credentials;
  filter: RecordOf<typeof ipFilter>;
  readings: Readings;
  now: number;
  changed(): void;
  /** Status, headers with names in lower case, and body of one request by fetch. */
  get(path: string, headers?: Record<string, string>, init?: RequestInit): Promise<Got>;
  /** Sends bytes on a fresh connection and gives all that came until the other side closed. */
  raw(bytes: string | Uint8Array): Promise<string>;
  curl(...args: string[]): Promise<string>;
}

export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export const jpeg = new Uint8Array(58_000).fill(0xff);

const idle: Readings = {
  source: "idle",
  picturesIn: 0,
  picturesOut: 0,
  picturesInPerSecond: 0,
  picturesOutPerSecond: 0,
  pictureAge: undefined,
  viewers: {},
  drops: 0,
};

export const basic = (user: string, password: string) => ({
  authorization: `Basic ${btoa(`${user}:${password}`)}`,
});

export const curlMissing =
  spawnSync("curl", ["--version"]).error === undefined ? false : "curl is not installed";

const hashes = Promise.all([hash("secret", "admin"), hash("look", "eve"), hash("turn", "pat")]);

/** admin:secret, eve:look (viewer), and slot 1 pat:turn with pan and tilt. */
export async function people(change: AnyRecord = {}): Promise<Credentials> {
  const [adminPassword, viewerPassword, password] = await hashes;
  const slots = defaults(userSlot);
  slots[0] = { ...slots[0]!, name: "pat", password, panTilt: true };
  const named = { adminName: "admin", adminPassword, viewerName: "eve", viewerPassword };
  return { users: { ...defaults(users)[0]!, ...named, ...change }, slots };
}

export async function openBench(options: Partial<ServerOptions> = {}): Promise<Bench> {
  const listeners = new Set<() => void>();
  const stop = new AbortController();
  const log: string[] = [];
  const requests: Request[] = [];
  const waits: number[] = [];
  const bench = {
    credentials: await people(),
    filter: defaults(ipFilter)[0]!,
    readings: idle,
    now: 0,
  };
  const camera = { get: () => [bench.filter] } as unknown as CameraPort;
  const server = await open({
    camera,
    dialects: [dialect(requests)],
    listen: [{ host: "127.0.0.1", port: 0 }],
    pages: new Map([["/", (): Page => ({ type: "text/html", body: "<title>camera</title>", etag: '"1"' })]]),
    outputs: {
      picture: (_, res) => {
        res.writeHead(200, { "Content-Type": "image/jpeg", "Content-Length": jpeg.length });
        res.end(jpeg);
      },
      stream: (_, __, res) => {
        res.writeHead(200, { "Content-Type": "multipart/x-mixed-replace" });
        res.write("picture");
      },
      file: (_, __, res) => void res.end(),
      webrtc: (_, __, res) => void res.end(),
      talk: async ({ codec }, { name, socket, framing }, res) => {
        res.writeHead(200);
        res.flushHeaders();
        let size = 0;
        socket.on("data", (chunk) => {
          const sound = framing.take(chunk);
          size += sound.length;
          if (sound.includes(33)) res.end(`${codec} ${name} ${size} ${framing.done}`);
        });
      },
    },
    credentials: () => bench.credentials,
    onChange: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    readings: () => bench.readings,
    log: ({ message }: Omit<CameraEvent, "at">) => log.push(message),
    clock: () => bench.now,
    wait: async (ms) => void waits.push(ms),
    signal: stop.signal,
    ...options,
  });
  const { port } = server.addresses[0]!;
  return Object.assign(bench, {
    server,
    port,
    log,
    requests,
    waits,
    stop,
    changed: () => {
      for (const changed of listeners) changed();
    },
    get: async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers,
        redirect: "manual",
        ...init,
      });
      return { status: response.status, headers: response.headers, body: await response.text() };
    },
    raw: (bytes: string | Uint8Array) => talk(port, bytes),
    curl: (...args: string[]) => curl(port, args),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  });
}

function dialect(requests: Request[]): Dialect {
  const levels = { public: "public", img: "viewer", pt: "operator", adm: "admin" } as const;
  const answers: Record<string, () => Answer | Promise<Answer>> = {
    "/img/snapshot": () => ({ picture: {} }),
    "/img/video": () => ({ stream: { codec: "mjpeg", channel: 1, framing: "multipart" } }),
    "/img/talk": () => ({ talk: { codec: "pcm_alaw" } }),
    "/img/bug": () => {
      throw new TypeError("a bug");
    },
  };
  return {
    name: "test",
    level: (path) => levels[path.split("/")[1] as keyof typeof levels],
    takesSound: (path) => path.startsWith("/img/talk"),
    changesState: (_, path) => /^\/(adm\/set|pt\/|img\/talk)/.test(path),
    serve: (request) => {
      requests.push(request);
      const { method, path, query, caller } = request;
      const body = `${method} ${path} ${query} ${caller.name} ${caller.level} ${request.body.length}`;
      return answers[path]?.() ?? Promise.resolve({ status: 200, type: "text/plain", body });
    },
  };
}

function talk(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("latin1").on("data", (text) => {
      got += text;
    });
    socket.on("error", reject).on("close", () => resolve(got));
  });
}

function curl(port: number, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const all = args.map((arg) => (arg.startsWith("/") ? `http://127.0.0.1:${port}${arg}` : arg));
    const child = spawn("curl", ["-s", "--noproxy", "*", ...all], { stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.setEncoding("latin1").on("data", (text) => {
      out += text;
    });
    child.on("error", reject).on("close", () => resolve(out));
  });
}
