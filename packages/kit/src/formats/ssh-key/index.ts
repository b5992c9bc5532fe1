/** What a public key in SSH's wire format (RFC 4253, section 6.6) says of itself. */
export interface PublicKey {
  /** "ssh-ed25519", "ecdsa-sha2-nistp256" ... "ssh-rsa". */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Characters of the base64 text: an RSA key of 16384 bits is below. */
const maxLength = 4096;

const fields: Readonly<Record<string, number>> = {
  "ssh-ed25519": 1,
  "ecdsa-sha2-nistp256": 2,
  "ecdsa-sha2-nistp384": 2,
  "ecdsa-sha2-nistp521": 2,
  "ssh-rsa": 2,
};

/** Reads a public key as it stands in known_hosts and in .pub files: base64 alone. Undefined when it is none. */
export function parsePublicKey(text: string): PublicKey | undefined {
  if (text.length > maxLength || text.length % 4 !== 0) return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const strings = stringsOf(bytes);
  const type = strings?.[0] && new TextDecoder("latin1").decode(strings[0]);
  if (strings === undefined || type === undefined || !Object.hasOwn(fields, type)) return undefined;
  if (strings.length !== 1 + (fields[type] as number) || strings.some((part) => part.length === 0))
    return undefined;
  if (type === "ssh-ed25519" && strings[1]?.length !== 32) return undefined;
  return { type, bytes };
}

/** The strings that follow one another: four bytes of length, then as many bytes. Undefined when they do not fit. */
function stringsOf(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const strings: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (at + 4 > bytes.length) return undefined;
    const length = view.getUint32(at);
    at += 4;
    if (length > bytes.length - at) return undefined;
    strings.push(bytes.subarray(at, at + length));
    at += length;
  }
  return strings;
}
