import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { basename, join } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CameraError, messageOf } from "@pinhole/kit/model";
import { type Received, type ReceivedFile, readFields, wordsOf } from "./received.ts";

export interface ReceiverOptions {
  /** 0, which is usual, takes any that is free. */
  readonly port?: number;
  /** The address to listen on; all of the machine when it is left out. */
  readonly host?: string;
  /** Where pictures and clips go that cameras post; left out, they are only counted. */
  readonly folder?: string;
}

/** Hears what cameras send; each is told once, to one loop. */
export interface Receiver extends AsyncDisposable, AsyncIterable<Received> {
  readonly port: number;
}

/** Bounds of what is taken from the network. */
const limits = {
  form: 64 * 1024,
  file: 512 * 1024 * 1024,
  /** Notifications that wait for a loop; then the oldest are lost. */
  waiting: 1000,
  connections: 128,
};

/**
 * Listens for the notifications of Sercomm cameras (HTTP_NOTIFY), INSTAR's alarm servers, and posted clips, by GET or
 * POST on any path. Throws CameraError "port-busy" when the port can not be had.
 */
export async function openReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { port = 0, host = "0.0.0.0", folder } = options;
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  const queue: Received[] = [];
  let news = Promise.withResolvers<void>();
  let isOpen = true;
  const hear = (received: Received): void => {
    queue.push(received);
    if (queue.length > limits.waiting) queue.shift();
    news.resolve();
  };
  const server = createServer({ insecureHTTPParser: true }, (request, response) => {
    response.on("error", () => {});
    receive(request, response, folder).then(
      (received) => received && hear(received),
      () => request.destroy(),
    );
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 300_000;
  server.maxConnections = limits.connections;
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new CameraError("port-busy", `port ${port} of ${host}: ${messageOf(error)}`, { cause: error });
  }
  return {
    port: (server.address() as AddressInfo).port,
    async *[Symbol.asyncIterator]() {
      for (;;) {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) yield next;
        if (!isOpen) return;
        news = Promise.withResolvers();
        await news.promise;
      }
    },
    [Symbol.asyncDispose]: async () => {
      if (!isOpen) return;
      isOpen = false;
      news.resolve();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  folder: string | undefined,
): Promise<Received | undefined> {
  const say = (status: number, words: string): undefined => {
    response.writeHead(status, { "content-type": "text/plain", connection: "close" });
    response.end(`${words}\r\n`);
  };
  const { method = "", headers } = request;
  if (!["GET", "POST", "PUT"].includes(method)) return say(405, "send GET or POST");
  const [path = "/", ...rest] = (request.url ?? "/").split("?");
  const type = (headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const isForm = type === "" || /^(?:application\/x-www-form-urlencoded|text\/plain)$/.test(type);
  let form = "";
  let file: ReceivedFile | undefined;
  if (method === "GET") request.resume();
  else if (isForm) {
    for await (const part of request) {
      form += String(part);
      if (form.length > limits.form) return say(413, `a form has at most ${limits.form} bytes`);
    }
  } else {
    file = await keepFile(request, nameOf(headers["content-disposition"], path), { type, folder });
    if (file === undefined) return say(413, `a file has at most ${limits.file} bytes`);
  }
  say(200, "OK");
  const told = readFields(rest.join("?"), form.trim());
  const from = (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  return { at: new Date(), from, method, path, what: wordsOf({ ...told, file }), ...told, file };
}

/** A name that is only a name, whatever the camera calls its file. */
function nameOf(disposition: string | undefined, path: string): string {
  const [, quoted, bare] = /filename\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(disposition ?? "") ?? [];
  const name = basename((quoted ?? bare ?? path).replaceAll("\\", "/"))
    .replaceAll(/[^\p{L}\p{N}._ -]/gu, "_")
    .replace(/^\.+/, "")
    .slice(0, 120);
  return name === "" ? "upload" : name;
}

interface Keeping {
  readonly type: string;
  readonly folder: string | undefined;
}

/** Takes a body as it comes; undefined when it is too long. What is not whole is not kept. */
async function keepFile(
  request: IncomingMessage,
  name: string,
  { type, folder }: Keeping,
): Promise<ReceivedFile | undefined> {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, "-");
  const path = folder === undefined ? undefined : join(folder, `${stamp} ${name}`);
  const draft = path === undefined ? undefined : `${path}.part`;
  let bytes = 0;
  const counted = async function* (parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const part of parts) {
      bytes += part.length;
      if (bytes > limits.file) throw new RangeError("the file is too long");
      yield part;
    }
  };
  try {
    const out =
      draft === undefined
        ? new Writable({ write: (_part, _coding, done) => done() })
        : createWriteStream(draft, { flags: "wx" });
    await pipeline(request, counted, out);
    if (draft !== undefined && path !== undefined) await rename(draft, path);
    return { name, type, bytes, path };
  } catch (error) {
    if (draft !== undefined) await rm(draft, { force: true });
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
