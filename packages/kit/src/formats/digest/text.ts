/** UTF-8 as a header carries it: one character for each byte. */
export function toHeaderText(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

/** Text out of header bytes: UTF-8, or Latin-1 where the bytes are no UTF-8 (clients older than RFC 7617). */
export function fromHeaderText(bytes: string): string {
  if (!/[\u0080-\u00ff]/.test(bytes)) return bytes;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      Uint8Array.from(bytes, (character) => character.charCodeAt(0)),
    );
  } catch {
    return bytes;
  }
}
