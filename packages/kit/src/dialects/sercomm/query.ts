/** One part of a query; `value` is undefined when the part has no "=". */
export interface Param {
  readonly key: string;
  readonly value: string | undefined;
}

/** Characters of a query or a form, and how many parts either may have. */
export const maxQueryLength = 64 * 1024;
export const maxParams = 2000;

/** Characters that end lines or steer terminals; no value may hold one, and no reply shows one. */
export const control = /[\p{Cc}\p{Zl}\p{Zp}]/u;

export type Parsed = { readonly params: readonly Param[] } | { readonly problem: string };

/**
 * Reads a query or a urlencoded form: parts end at "&" only, a part is cut at its first "=", "+" is a blank, and the
 * values hold "|", ";", ":", "," and "=" as they are.
 */
export function parseQuery(text: string): Parsed {
  if (text.length > maxQueryLength) {
    return { problem: `${text.length} characters of parameters; at most ${maxQueryLength} are taken` };
  }
  const parts = text.split("&").filter((part) => part !== "");
  if (parts.length > maxParams) {
    return { problem: `${parts.length} parameters; at most ${maxParams} are taken` };
  }
  const params: Param[] = [];
  for (const part of parts) {
    const cut = part.indexOf("=");
    const key = decodeText(cut < 0 ? part : part.slice(0, cut));
    const value = cut < 0 ? "" : decodeText(part.slice(cut + 1));
    if (key === undefined || value === undefined) {
      const name = key === undefined || key === "" ? "parameters" : echo(key);
      return { problem: `${name}: a "%" must be followed by two hexadecimal digits of UTF-8 text` };
    }
    if (key === "" && value === "") continue;
    if (key === "") return { problem: `parameters: a "=" has no name before it` };
    params.push({ key, value: cut < 0 ? undefined : value });
  }
  return { params };
}

/** The name of a parameter that is given more than once. */
export function repeatedKey(params: readonly Param[]): string | undefined {
  const seen = new Set<string>();
  for (const { key } of params) {
    if (seen.has(key)) return key;
    seen.add(key);
  }
  return undefined;
}

const echoLength = 48;

/** Foreign text as it may stand in a reply: short, and percent-encoded where it is not plain. */
export function echo(text: string): string {
  const shown = text.length > echoLength ? `${text.slice(0, echoLength)}...` : text;
  return shown.toWellFormed().replaceAll(/[^\w .,:;|/@-]/gu, percentEncode);
}

function percentEncode(character: string): string {
  const bytes = new TextEncoder().encode(character);
  return Array.from(bytes, (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}

function decodeText(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
