export interface RequestTarget {
  /** Percent-decoded. */
  readonly path: string;
  /** Everything after the first "?", raw. */
  readonly query: string;
}

/**
 * Splits a request target; one in absolute form (RFC 9112, 3.2.2) loses its scheme and host. Undefined when the path is
 * not percent-encoded UTF-8, or hides a control character.
 */
export function parseTarget(url: string): RequestTarget | undefined {
  const start = url.startsWith("/") ? 0 : pathOffset(url);
  const mark = url.indexOf("?", start);
  const raw = mark < 0 ? url.slice(start) : url.slice(start, mark);
  const query = mark < 0 ? "" : url.slice(mark + 1);
  if (!raw.includes("%")) return { path: raw, query };
  const path = decoded(raw);
  return path === undefined ? undefined : { path, query };
}

function pathOffset(url: string): number {
  return /^https?:\/\/[^/?#]*/i.exec(url)?.[0].length ?? 0;
}

function decoded(text: string): string | undefined {
  try {
    const path = decodeURIComponent(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    return /[\u0000-\u001f\u007f]/.test(path) ? undefined : path;
  } catch {
    return undefined;
  }
}
