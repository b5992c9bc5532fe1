import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip as gzipCallback } from "node:zlib";
import { type Bundle, bundle } from "./bundle.ts";

/** One file of the pages as it goes over HTTP. `etag` carries its quotes. */
export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array;
  /** The body packed, where that is worth it. */
  readonly gzip?: Uint8Array;
  readonly etag: string;
}

const gzip = promisify(gzipCallback);

type Content = (built: () => Promise<Bundle>) => Promise<Uint8Array>;

const read =
  (name: string): Content =>
  () =>
    readFile(new URL(`../src/app/${name}`, import.meta.url));

const html = "text/html; charset=utf-8";
const svg = "image/svg+xml";

const table: Readonly<Record<string, readonly [type: string, content: Content]>> = {
  "/": [html, read("index.html")],
  "/app.js": ["text/javascript; charset=utf-8", async (built) => (await built()).script],
  "/app.css": ["text/css; charset=utf-8", async (built) => (await built()).style],
  "/icon.svg": [svg, read("icon.svg")],
  "/favicon.ico": [svg, read("icon.svg")],
};

/** The files of the pages by URL path, each made when it is first asked for. They refer to nothing outside. */
export function files(): ReadonlyMap<string, () => Promise<PageFile>> {
  const built = once(bundle);
  return new Map(
    Object.entries(table).map(([path, [type, content]]) => [
      path,
      once(async () => fileOf(type, await content(built))),
    ]),
  );
}

/** Work that is done at the first call; one that failed is tried again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined;
      throw error;
    });
    return done;
  };
}

async function fileOf(type: string, body: Uint8Array): Promise<PageFile> {
  const etag = `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
  return { type, body, gzip: await gzip(body, { level: 9 }), etag };
}
