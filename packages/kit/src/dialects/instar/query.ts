/** One part of a query, without the dash of the older models. */
export interface Param {
  readonly key: string;
  readonly value: string;
}

/** A command and what it was given; `name` is as it was sent, which the reply repeats. */
export interface Call {
  readonly name: string;
  readonly params: readonly Param[];
}

export const maxQueryLength = 16 * 1024;
const maxParams = 500;
const maxCalls = 32;

/** Names of a login in the query, in both spellings; "_" is what browsers' libraries add against caches. */
const reserved: ReadonlySet<string> = new Set(["user", "usr", "pwd", "_"]);

/**
 * Reads "cmd=A&x=1&cmd=B&y=2": parameters belong to the nearest command before them, and those ahead of the first
 * command to that one. Undefined when the text is too long, has no command, or is not percent-encoded UTF-8.
 */
export function parseCalls(text: string): readonly Call[] | undefined {
  const parts = text.split("&").filter((part) => part !== "");
  if (text.length > maxQueryLength || parts.length > maxParams) return undefined;
  const calls: { name: string; params: Param[] }[] = [];
  const early: Param[] = [];
  for (const part of parts) {
    const cut = part.indexOf("=");
    const key = decode(cut < 0 ? part : part.slice(0, cut))?.replace(/^-/, "");
    const value = cut < 0 ? "" : decode(part.slice(cut + 1));
    if (key === undefined || value === undefined) return undefined;
    if (reserved.has(key)) continue;
    if (key === "cmd") calls.push({ name: value, params: calls.length === 0 ? early : [] });
    else (calls.at(-1)?.params ?? early).push({ key, value });
  }
  return calls.length === 0 || calls.length > maxCalls ? undefined : calls;
}

/** The parameters of a picture or a stream by name; of several with one name the last counts. */
export function parametersOf(query: string): Readonly<Record<string, string | undefined>> {
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) parameters[name.replace(/^-/, "")] = value;
  return parameters;
}

// Also on the real cameras "+" is a blank: a key with a plus has to be sent as %2B.
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return undefined;
  }
}
