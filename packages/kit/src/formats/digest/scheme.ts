/** One scheme of an authentication header (RFC 9110, 11.2): its bare token, or its parameters by lower-case name. */
export interface Scheme {
  /** Lower case. */
  readonly name: string;
  readonly token: string | undefined;
  readonly params: ReadonlyMap<string, string>;
}

const maxParams = 32;
const word = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const bare = /[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const quoted = /"((?:[^"\\]|\\.)*)"/sy;
const blank = /[ \t]*/y;
const separator = /[ \t,]*/y;
const equals = /[ \t]*=[ \t]*/y;

/** Reads an `Authorization` or `WWW-Authenticate` value. Throws a RangeError with the offset. */
export function parseSchemes(text: string): Scheme[] {
  const header = text.trimEnd();
  let at = 0;
  const take = (pattern: RegExp, group = 0): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(header);
    if (found === null) return undefined;
    at = pattern.lastIndex;
    return found[group];
  };
  const fail = (expected: string) => new RangeError(`authentication header at ${at}: ${expected} expected`);
  const value = (): string => {
    const text = take(quoted, 1);
    const plain = text === undefined ? take(word) : text.replaceAll(/\\(.)/gs, "$1");
    if (plain === undefined) throw fail("a value");
    return plain;
  };

  const addParam = (params: Map<string, string>, name: string): void => {
    if (params.has(name)) throw fail(`one ${name}`);
    if (params.size === maxParams) throw fail(`at most ${maxParams} parameters`);
    params.set(name, value());
  };

  const schemes: Scheme[] = [];
  let params = new Map<string, string>();
  take(separator);
  while (at < header.length) {
    const name = take(word)?.toLowerCase();
    if (name === undefined) throw fail("a name");
    if (schemes.length > 0 && take(equals) !== undefined) {
      addParam(params, name);
    } else {
      params = new Map();
      take(blank);
      const token = take(bare);
      schemes.push({ name, token, params });
      if (token === undefined && !header.startsWith(",", at)) continue;
    }
    if (at < header.length && !take(separator)?.includes(",")) throw fail("a comma");
  }
  return schemes;
}

/** A value between quotes; throws for control characters, which could end the header. */
export function quote(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(text))
    throw new RangeError("authentication header: a value holds a control character");
  return `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
}
