import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { encodePartHead, encodePartTail, pushContentType } from "@pinhole/kit/formats/mjpeg-push";
import { CameraError, messageOf } from "@pinhole/kit/model";
import type { Cassette } from "./cassette.ts";
import { openPlayer, type Player } from "./player.ts";

export interface ServeOptions {
  /** 0 takes any that is free. */
  readonly port: number;
  /** 127.0.0.1 when it is left out. */
  readonly host?: string;
  /** Left out, any name and password are let in, but not none. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** A cassette that is a camera. */
export interface Playing extends AsyncDisposable {
  readonly port: number;
}

const longestBody = 64 * 1024;
const betweenMs = 500;
const boundary = "cassette";
const streams = {
  sercomm: /^\/img\/(?:video\.mjpeg|mjpeg\.(?:cgi|htm))$/,
  instar: /^\/(?:livestream\/1[1-3]|mjpegstream\.cgi)$/,
};

/** Serves what is on a cassette, until it is disposed of. */
export async function playCassette(cassette: Cassette, options: ServeOptions): Promise<Playing> {
  const { port, host = "127.0.0.1", login } = options;
  const player = openPlayer(cassette);
  const pictures = cassette.pictures.map((text) => new Uint8Array(Buffer.from(text, "base64")));
  const server = createServer({ insecureHTTPParser: true }, (request, response) => {
    response.on("error", () => {});
    answer(request, response, { cassette, player, pictures, login }).catch(() => response.destroy());
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.maxConnections = 64;
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new CameraError("port-busy", `port ${port} of ${host}: ${messageOf(error)}`, { cause: error });
  }
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

interface Stage {
  readonly cassette: Cassette;
  readonly player: Player;
  readonly pictures: readonly Uint8Array[];
  readonly login: ServeOptions["login"] | undefined;
}

async function answer(request: IncomingMessage, response: ServerResponse, stage: Stage): Promise<void> {
  const { cassette, player, pictures, login } = stage;
  const [path = "", ...rest] = (request.url ?? "/").split("?");
  const query = rest.join("?");
  const form = request.method === "POST" ? await bodyOf(request) : "";
  if (player.isLocked(path) && !isLet(request, query, login)) {
    const [, realm = cassette.model] = /realm="([^"]*)"/.exec(cassette.challenge) ?? [];
    response.writeHead(401, { "www-authenticate": `Basic realm="${realm}"`, "content-type": "text/plain" });
    response.end("401 Unauthorized\r\n");
    return;
  }
  if (streams[cassette.dialect].test(path) && pictures.length > 0) return film(response, pictures);
  const { status, type, body } = player.answer(path, [query, form].filter((part) => part !== "").join("&"));
  response.writeHead(status, {
    ...(type === "" ? {} : { "content-type": type }),
    "content-length": body.length,
  });
  response.end(body);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const part of request) {
    text += String(part);
    if (text.length > longestBody) throw new RangeError("the form is too long");
  }
  return text.trim();
}

/** Logins by Basic, and INSTAR's in the query. */
function isLet({ headers }: IncomingMessage, query: string, login: Stage["login"]): boolean {
  const basic = /^Basic\s+(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  const params = new URLSearchParams(query);
  const named = params.get("user") ?? params.get("usr");
  const given =
    basic === undefined
      ? named === null
        ? undefined
        : `${named}:${params.get("pwd") ?? ""}`
      : Buffer.from(basic, "base64").toString("utf8");
  if (given === undefined) return false;
  return login === undefined || given === `${login.user}:${login.password}`;
}

/** The recorded pictures over and over; who does not take them gets no more of them. */
function film(response: ServerResponse, pictures: readonly Uint8Array[]): void {
  response.writeHead(200, { "content-type": pushContentType(boundary) });
  let n = 0;
  const next = (): void => {
    const picture = pictures[n++ % pictures.length] as Uint8Array;
    if (response.writableNeedDrain) return;
    response.write(Buffer.concat([encodePartHead(boundary, picture.length), picture, encodePartTail()]));
  };
  next();
  const timer = setInterval(next, betweenMs);
  response.on("close", () => clearInterval(timer));
}
