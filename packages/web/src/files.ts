import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

/** One file of the page as it goes over HTTP. `etag` carries its quotes. */
export interface PageFile {
  readonly type: string;
  readonly body: Uint8Array;
  readonly etag: string;
}

const HTML = "text/html; charset=utf-8";
const CSS = "text/css; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";
const SVG = "image/svg+xml";

/** URL path, file in the folder `page`, media type. */
const TABLE: readonly (readonly [path: string, name: string, type: string])[] = [
  ["/", "index.html", HTML],
  ["/page.css", "page.css", CSS],
  ["/page.js", "page.js", SCRIPT],
  ["/copy.js", "copy.js", SCRIPT],
  ["/lines.js", "lines.js", SCRIPT],
  ["/multipart.js", "multipart.js", SCRIPT],
  ["/player.js", "player.js", SCRIPT],
  ["/screen.js", "screen.js", SCRIPT],
  ["/state.js", "state.js", SCRIPT],
  ["/use.js", "use.js", SCRIPT],
  ["/icon.svg", "icon.svg", SVG],
  ["/favicon.ico", "icon.svg", SVG],
];

/** The same folder seen from `src/` and from `dist/`. */
const FOLDER = new URL("../src/page/", import.meta.url);

/** Reads all files of the page, by URL path. They refer to each other by absolute paths and to nothing outside. */
export async function files(): Promise<ReadonlyMap<string, PageFile>> {
  const rows = TABLE.map(async ([path, name, type]): Promise<[string, PageFile]> => {
    const body = await readFile(new URL(name, FOLDER));
    return [path, { type, body, etag: etagOf(body) }];
  });
  return new Map(await Promise.all(rows));
}

function etagOf(body: Uint8Array): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
}
