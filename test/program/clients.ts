import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { text as textOf } from "node:stream/consumers";

const patienceMs = 20_000;

export type Login = readonly [user: string, password: string];

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  readonly text: string;
}

export function basic([user, password]: Login): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
}

/** One GET on a connection of its own; the target goes out as it is written. */
export async function get(
  base: string,
  target: string,
  login?: Login,
  headers: Readonly<Record<string, string>> = {},
): Promise<Got> {
  const authorization = login === undefined ? {} : { authorization: basic(login) };
  const sent = request(`${base}/`, {
    path: target,
    agent: false,
    headers: { ...authorization, ...headers },
    signal: AbortSignal.timeout(patienceMs),
  }).end();
  const [response] = await once(sent, "response");
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return { status: response.statusCode, headers: response.headers, body, text: body.toString() };
}

/** Sends bytes on a fresh connection and gives all that comes until the other side closes, as Latin-1. */
export function talk(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    socket.setEncoding("latin1").on("data", (data) => {
      got += data;
    });
    socket.setTimeout(patienceMs, () => socket.destroy(new Error("no answer")));
    socket.on("error", (error: NodeJS.ErrnoException) => (error.code === "ECONNRESET" ? {} : reject(error)));
    socket.on("close", () => resolve(got));
  });
}

/** A stream that is being watched. */
export interface Viewer extends Disposable {
  readonly bytes: number;
  /** Resolves when the other side ends the stream. */
  readonly over: Promise<void>;
}

/** Opens a stream and reads on; it rejects when the answer is not 200. */
export async function watch(base: string, target: string, login?: Login): Promise<Viewer> {
  const authorization = login === undefined ? {} : { authorization: basic(login) };
  const sent = request(base + target, { agent: false, headers: authorization }).end();
  const [response] = await once(sent, "response");
  if (response.statusCode !== 200) {
    response.resume();
    throw new Error(`${target} answers ${response.statusCode}`);
  }
  const viewer = { bytes: 0 };
  response.on("data", (chunk: Buffer) => {
    viewer.bytes += chunk.length;
  });
  sent.on("error", () => {});
  response.on("error", () => {});
  const { promise: over, resolve } = Promise.withResolvers<void>();
  response.on("close", resolve);
  return Object.assign(viewer, { over, [Symbol.dispose]: () => sent.destroy() });
}

/** What curl prints; the words of a failure are part of it. */
export async function curl(...args: readonly string[]): Promise<string> {
  const child = spawn("curl", ["-sS", "--noproxy", "*", "--max-time", "20", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  return out + err;
}

/** The picture that a video stream or file begins with, as ffprobe sees it: "h264 640x480 High". */
export async function probe(url: string, format?: string): Promise<string> {
  const entries = "stream=codec_name,width,height,profile";
  const args = ["-v", "error", ...(format === undefined ? [] : ["-f", format])];
  // The bare H.264 of a slow channel would be read for many seconds to find its frame rate.
  const short = ["-probesize", "100000", "-analyzeduration", "500000"];
  const out = await output("ffprobe", [...args, ...short, "-show_entries", entries, "-of", "json", url]);
  const [stream] = JSON.parse(out.toString()).streams;
  return `${stream.codec_name} ${stream.width}x${stream.height} ${stream.profile}`;
}

/** What a command writes; it rejects with its own words when it fails. */
export function output(file: string, args: readonly string[], input?: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { encoding: "buffer", timeout: patienceMs, maxBuffer: 64 * 1024 * 1024 } as const;
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${file}: ${stderr.toString() || error.message}`));
    });
    child.stdin?.on("error", () => {}).end(input);
  });
}
