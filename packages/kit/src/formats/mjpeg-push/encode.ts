const ascii = new TextEncoder();

/** The content type of a reply that pushes pictures. RFC 2046, 5.1; the vendors' manuals misspell it. */
export function pushContentType(boundary: string): string {
  return `multipart/x-mixed-replace;boundary=${boundary}`;
}

/** What goes before one JPEG of `size` bytes. `headers` are extra lines of the part, names in lower case. */
export function encodePartHead(
  boundary: string,
  size: number,
  headers: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const extra = Object.entries(headers).map(([name, value]) => `${name}: ${oneLine(value)}\r\n`);
  return ascii.encode(
    `--${boundary}\r\ncontent-type:image/jpeg\r\ncontent-length: ${size}\r\n${extra.join("")}\r\n`,
  );
}

/** What goes after every JPEG. */
export function encodePartTail(): Uint8Array<ArrayBuffer> {
  return ascii.encode("\r\n");
}

/** What goes after the last part. */
export function encodePushEnd(boundary: string): Uint8Array<ArrayBuffer> {
  return ascii.encode(`--${boundary}--\r\n`);
}

function oneLine(value: string): string {
  if (/[\r\n]/.test(value)) throw new TypeError("a part header holds a line break");
  return value;
}
