/** Bytes of a file, both ends within them. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/**
 * The part of a file that a Range header asks for (RFC 9110, 14): "whole" where it asks for none, or for several, which
 * a server may leave; "none" where the file has nothing of it.
 */
export function rangeOf(header: string | undefined, bytes: number): Range | "whole" | "none" {
  const [, from, to] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (from === undefined || to === undefined || (from === "" && to === "")) return "whole";
  if (from === "") {
    const count = Math.min(Number(to), bytes);
    return count === 0 ? "none" : { first: bytes - count, last: bytes - 1 };
  }
  const first = Number(from);
  if (to !== "" && Number(to) < first) return "whole";
  if (first >= bytes) return "none";
  return { first, last: to === "" ? bytes - 1 : Math.min(Number(to), bytes - 1) };
}
