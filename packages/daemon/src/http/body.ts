import type { IncomingMessage } from "node:http";

const empty = new Uint8Array(0);

/** A body that is larger than the limit. */
export class TooLarge extends Error {}

/**
 * The body of a request, of at most `limit` bytes; at once when there is none. Rejects with TooLarge, and with the
 * request's own error when it breaks off.
 */
export function bodyOf(req: IncomingMessage, limit: number): Uint8Array | Promise<Uint8Array> {
  const { "content-length": length, "transfer-encoding": coding } = req.headers;
  if (coding === undefined && (length === undefined || length === "0")) return empty;
  if (Number(length) > limit) return Promise.reject(new TooLarge());
  return read(req, limit);
}

async function read(req: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw new TooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
