/** One part of a multipart/form-data body. */
export interface FormPart {
  /** "" where the part has no name. */
  readonly name: string;
  readonly fileName: string | undefined;
  readonly data: Uint8Array;
}

/** Bounds of what is read; each is far above honest use. */
const maxParts = 100;
const maxHead = 8 * 1024;

/** The boundary that a Content-Type names; undefined when the type is not multipart/form-data. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^\s*multipart\/form-data\s*(?:;|$)/i.test(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^\s;"]+))/i.exec(contentType) ?? [];
  const boundary = quoted ?? plain ?? "";
  // RFC 2046, 5.1.1: 1 to 70 characters.
  return boundary.length <= 70 ? boundary : "";
}

/** The parts of a body (RFC 7578); throws with the offset of what does not fit. */
export function parseFormData(body: Uint8Array, boundary: string): readonly FormPart[] {
  if (boundary === "") throw new RangeError("form data at byte 0: the content type names no boundary");
  const mark = ascii(`--${boundary}`);
  const between = ascii(`\r\n--${boundary}`);
  const parts: FormPart[] = [];
  let at = find(body, mark, 0);
  if (at < 0) throw new RangeError("form data at byte 0: the boundary is nowhere");
  at += mark.length;
  for (;;) {
    if (body[at] === dash && body[at + 1] === dash) return parts;
    if (body[at] !== cr || body[at + 1] !== lf) {
      throw new RangeError(`form data at byte ${at}: no line end behind the boundary`);
    }
    if (parts.length === maxParts)
      throw new RangeError(`form data at byte ${at}: more than ${maxParts} parts`);
    // A part without headers begins with the empty line itself.
    const headEnd = find(body, blankLine, at);
    if (headEnd < 0 || headEnd - at > maxHead) {
      throw new RangeError(`form data at byte ${at}: the headers of a part do not end`);
    }
    const start = headEnd + blankLine.length;
    const end = find(body, between, start - 2);
    if (end < 0) throw new RangeError(`form data at byte ${start}: a part does not end`);
    parts.push({
      ...namesOf(body.subarray(at + 2, headEnd)),
      data: body.subarray(Math.min(start, end), end),
    });
    at = end + between.length;
  }
}

const dash = 0x2d;
const cr = 0x0d;
const lf = 0x0a;
const blankLine = Uint8Array.of(cr, lf, cr, lf);

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function namesOf(head: Uint8Array): Pick<FormPart, "name" | "fileName"> {
  const text = new TextDecoder().decode(head);
  const [line = ""] = /^content-disposition:.*$/im.exec(text) ?? [];
  const value = (key: string): string | undefined => {
    const [, quoted, plain] =
      new RegExp(`;\\s*${key}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, "i").exec(line) ?? [];
    return quoted?.replaceAll(/\\(.)/g, "$1") ?? plain;
  };
  return { name: value("name") ?? "", fileName: value("filename") };
}

function find(bytes: Uint8Array, what: Uint8Array, from: number): number {
  const first = what[0]!;
  for (let at = bytes.indexOf(first, Math.max(0, from)); at >= 0; at = bytes.indexOf(first, at + 1)) {
    let n = 1;
    while (n < what.length && bytes[at + n] === what[n]) n++;
    if (n === what.length) return at;
  }
  return -1;
}
