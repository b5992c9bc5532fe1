import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Upstream } from "./open.ts";

/** A stream of a camera at an address on this machine that nobody else knows. */
export interface Bridge extends AsyncDisposable {
  readonly url: string;
}

/**
 * Takes a camera's stream as the SDK does, so that certificates are checked, or not, and old TLS is spoken, as the
 * owner wants it: FFmpeg has a TLS of its own, which checks nothing and is too young for some cameras.
 */
export async function openBridge(
  { transport }: Pick<Upstream, "transport">,
  target: string,
  signal: AbortSignal,
): Promise<Bridge> {
  const path = `/${randomBytes(16).toString("base64url")}`;
  const [wanted = "", query] = target.split("?");
  const serve = async (res: ServerResponse): Promise<void> => {
    const left = new AbortController();
    res.once("close", () => left.abort());
    const until = AbortSignal.any([signal, left.signal]);
    const request = { method: "GET" as const, path: wanted, ...(query === undefined ? {} : { query }) };
    const reply = await transport.open(request, until);
    res.writeHead(reply.status, { "content-type": reply.headers["content-type"] ?? "" });
    await pipeline(Readable.from(reply.body), res, { signal: until });
  };
  const server = createServer((req, res) => {
    if (req.url !== path) res.writeHead(404).end();
    // Who reads it sees the connection end, and says so.
    else serve(res).catch(() => res.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
