/** Names in lower case. */
export type PartHeaders = Readonly<Record<string, string>>;

/** Whether a part is a JPEG, as far as is said: many cameras say nothing, some that it is bytes. */
export function isJpegPart(headers: PartHeaders): boolean {
  const type = headers["content-type"];
  return (
    type === undefined || type === "" || /^(?:image\/(?:p?jpe?g|\*)|application\/octet-stream)/i.test(type)
  );
}

/** The size of a part as its header lines say it. */
export function sizeSaid(headers: PartHeaders): number | undefined {
  const digits = /^\d{1,12}\b/.exec(headers["content-length"] ?? "");
  return digits === null ? undefined : Number(digits[0]);
}

/** Whether a line can be a boundary: two dashes and printable characters. */
export function isBoundary(line: string): boolean {
  return /^--[ -~]*$/.test(line);
}

/** Whether a line holds what no header line does. */
export function hasControl(line: string): boolean {
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code < 0x20 && code !== 0x09) return true;
  }
  return false;
}

/** The boundary that a content type names, as it stands in the stream or without its dashes; undefined without one. */
export function boundaryOf(contentType: string): string | undefined {
  const found = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^;\s]+))/i.exec(contentType);
  return found?.[1] ?? found?.[2];
}

/** One character a byte. */
export function textOf(bytes: Uint8Array): string {
  return String.fromCharCode.apply(undefined, bytes as unknown as number[]);
}
