import type { Dialect, Reply, Request } from "@pinhole/kit/dialect";
import type { Level } from "@pinhole/kit/model";

/** A file of the web pages. */
export interface Page {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** The body packed. */
  readonly gzip?: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
}

/** An answer of the camera's own, not of a vendor. */
export interface Route {
  readonly level: Level;
  answer(request: Request): Reply | Promise<Reply>;
}

// The referrer policy leaves our own pages the Origin and Referer that cross-site.ts looks at. Pictures and clips that a
// script has fetched are blobs.
const safety = {
  "Content-Security-Policy":
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'; img-src 'self' blob: data:; media-src 'self' blob:",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
};

/** A page is open to everybody: it holds nothing of the camera before somebody has logged in. */
export function pageRoute(load: () => Page | Promise<Page>): Route {
  return {
    level: "public",
    answer: async (request) => {
      const { type, body, gzip, etag } = await load();
      const known = request.headers["if-none-match"]
        ?.split(",")
        .some((tag) => tag.trim().replace(/^W\//, "") === etag);
      const headers = { ...safety, ETag: etag, "Cache-Control": "no-cache", Vary: "Accept-Encoding" };
      if (known) return { status: 304, type, body: "", headers };
      const packs = gzip !== undefined && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
      return packs
        ? { status: 200, type, body: gzip, headers: { ...headers, "Content-Encoding": "gzip" } }
        : { status: 200, type, body, headers };
    },
  };
}

const wrongMethod: Reply = {
  status: 405,
  type: "text/plain; charset=utf-8",
  body: "only GET and HEAD are answered here\r\n",
  headers: { Allow: "GET, HEAD" },
};

/** Serves routes by path in the way of a dialect; they change nothing. */
export function ownDialect(routes: ReadonlyMap<string, Route>): Dialect {
  return {
    name: "pinhole",
    level: (path) => routes.get(path)?.level,
    changesState: () => false,
    serve: (request) => {
      if (request.method !== "GET") return wrongMethod;
      const route = routes.get(request.path);
      if (route === undefined) throw new TypeError(`no route for ${request.path}`);
      return route.answer(request);
    },
  };
}
