/** The parts of a request's address. */
export interface RtspUri {
  /** Decoded, without a trailing slash; "*" stands for the whole server. */
  readonly path: string;
  /** What follows "?", undecoded, or "". */
  readonly query: string;
  /** The number in a trailing `trackID=n`, if there is one; it is no longer in path and query. */
  readonly track: number | undefined;
  /** The address without that end and without a trailing slash. */
  readonly base: string;
}

/** Takes an absolute address or a bare path. Throws a RangeError. */
export function parseUri(uri: string): RtspUri {
  if (uri === "*") return { path: "*", query: "", track: undefined, base: "*" };
  const end = /\/?trackID=(\d{1,3})\/?$/i.exec(uri);
  const base = (end ? uri.slice(0, end.index) : uri).replace(/\/+$/, "");
  const parts = /^(?:rtspu?s?:\/\/[^/?#]*)?(\/[^?#]*)?(?:\?([^#]*))?$/i.exec(base);
  if (!parts) throw new RangeError("the address has to be rtsp://host/path");
  return {
    path: decode(parts[1] ?? "/").replace(/(?<=.)\/+$/, ""),
    query: parts[2] ?? "",
    track: end ? Number(end[1]) : undefined,
    base,
  };
}

function decode(path: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    throw new RangeError("the path is not percent-encoded UTF-8");
  }
  if (decoded.includes("\0")) throw new RangeError("the path has a zero byte");
  return decoded;
}
