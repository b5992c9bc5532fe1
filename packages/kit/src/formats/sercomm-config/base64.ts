/** The alphabet of these cameras by value; the last character is the pad. */
const alphabet = "ACEGIKMOQSUWYBDFHJLNPRTVXZacegikmoqsuwybdfhjlnprtvxz0246813579=+/";
const pad = alphabet.charCodeAt(64);
const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));

const unknown = 255;
const values = new Uint8Array(128).fill(unknown);
for (let value = 0; value < 64; value++) values[codes[value]!] = value;

const isBlank = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d);

/** Bytes as text of the cameras' own Base64, on one line. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const word = (bytes[from]! << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0);
    text[to] = codes[word >> 18]!;
    text[to + 1] = codes[(word >> 12) & 63]!;
    text[to + 2] = from + 1 < bytes.length ? codes[(word >> 6) & 63]! : pad;
    text[to + 3] = from + 2 < bytes.length ? codes[word & 63]! : pad;
  }
  return new TextDecoder().decode(text);
}

/** The bytes of such a text, whose blanks and line ends are passed over; throws with the offset of what does not fit. */
export function decodeBase64(text: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let length = 0;
  let word = 0;
  let count = 0;
  let pads = 0;
  for (const [offset, code] of text.entries()) {
    if (isBlank(code)) continue;
    if (code === pad && count % 4 >= 2) pads++;
    const value = code === pad ? 0 : (values[code] ?? unknown);
    if (value === unknown) throw new RangeError(`base64 at byte ${offset}: not a character of the alphabet`);
    if ((code === pad) !== pads > 0)
      throw new RangeError(`base64 at byte ${offset}: a pad that is not at the end`);
    word = ((word << 6) | value) & 0xffffff;
    count++;
    if (count % 4 !== 0) continue;
    for (const byte of [word >> 16, (word >> 8) & 255, word & 255]) bytes[length++] = byte;
    if (pads === 0) continue;
    length -= pads;
    if ((word & (pads === 1 ? 0xff : 0xffff)) !== 0) {
      throw new RangeError(`base64 at byte ${offset}: bits after the last byte`);
    }
  }
  if (count % 4 !== 0) throw new RangeError(`base64 at byte ${text.length}: ends within a group of four`);
  return bytes.slice(0, length);
}

/** Whether bytes look like such a text, and not like the binary that it stands for. */
export function isBase64(bytes: Uint8Array): boolean {
  return (
    bytes.length > 0 &&
    bytes.every((code) => code === pad || isBlank(code) || (values[code] ?? unknown) !== unknown)
  );
}
