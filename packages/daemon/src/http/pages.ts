import type { Dialect, Reply, Request } from "@pinhole/kit/dialect";
import type { Level } from "@pinhole/kit/model";

/** A file of the web pages. */
export interface Page {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  /** Who may fetch it; a viewer when absent. */
  readonly level?: Level;
}

/** An answer of the camera's own, not of a vendor. */
export interface Route {
  readonly level: Level;
  answer(request: Request): Reply | Promise<Reply>;
}

// The referrer policy leaves our own pages the Origin and Referer that cross-site.ts looks at.
const safety = {
  "Content-Security-Policy":
    "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
};

export function pageRoute({ type, body, etag, level = "viewer" }: Page): Route {
  const headers = { ...safety, ETag: etag, "Cache-Control": "no-cache" };
  const whole: Reply = { status: 200, type, body, headers };
  const unchanged: Reply = { status: 304, type, body: "", headers };
  const known = (tags: string | undefined) =>
    tags?.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
  return { level, answer: ({ headers }) => (known(headers["if-none-match"]) ? unchanged : whole) };
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
