/** A question for the NetBIOS name service (RFC 1002, 4.2): who has a name, or which names a computer has. */
export interface NameQuery {
  readonly id: number;
  /** At most 15 ASCII characters; "*" asks everybody. */
  readonly name: string;
  /** The sixteenth byte of the name: what the name is for. */
  readonly suffix: number;
  readonly kind: "name" | "status";
  readonly broadcast: boolean;
}

/** One name of a computer. */
export interface OwnedName {
  readonly name: string;
  /** 0x00 the computer or its workgroup, 0x20 a file server. */
  readonly suffix: number;
  readonly isGroup: boolean;
}

/** An answer: the names of a computer where these were asked for. */
export type NameAnswer =
  | { readonly id: number; readonly kind: "name" }
  | { readonly id: number; readonly kind: "status"; readonly names: readonly OwnedName[] };

const types = { name: 0x20, status: 0x21 } as const;
const internet = 1;

export function encodeNameQuery({ id, name, suffix, kind, broadcast }: NameQuery): Uint8Array {
  const bytes = new Uint8Array(50);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, id);
  // Names are asked for with "recursion desired" (4.2.12), a status is not (4.2.17).
  view.setUint16(2, (kind === "name" ? 0x0100 : 0) | (broadcast ? 0x0010 : 0));
  view.setUint16(4, 1);
  bytes[12] = 32;
  bytes.set(encodeName(name, suffix), 13);
  view.setUint16(46, types[kind]);
  view.setUint16(48, internet);
  return bytes;
}

/** Each half of a byte as a letter from "A" (RFC 1001, 14.1); "*" is filled up with zeros, other names with blanks. */
function encodeName(name: string, suffix: number): Uint8Array {
  const fill = name === "*" ? 0 : 0x20;
  const plain = Array.from({ length: 15 }, (_, n) => (n < name.length ? name.charCodeAt(n) & 0x7f : fill));
  return Uint8Array.from([...plain, suffix].flatMap((byte) => [0x41 + (byte >> 4), 0x41 + (byte & 15)]));
}

/** Reads an answer; undefined for what is none, or is cut off. */
export function parseNameAnswer(bytes: Uint8Array): NameAnswer | undefined {
  if (bytes.length < 12) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint16(2);
  // A positive answer with one record and no question.
  if ((flags & 0x800f) !== 0x8000 || view.getUint16(4) !== 0 || view.getUint16(6) !== 1) return undefined;
  const end = nameEnd(bytes, 12);
  if (end === undefined || end + 10 > bytes.length) return undefined;
  const type = view.getUint16(end);
  const length = view.getUint16(end + 8);
  const from = end + 10;
  if (from + length > bytes.length) return undefined;
  const id = view.getUint16(0);
  if (type === types.name) return { id, kind: "name" };
  if (type !== types.status || length < 1) return undefined;
  const count = bytes[from] ?? 0;
  if (1 + count * 18 > length) return undefined;
  const names = Array.from({ length: count }, (_, n): OwnedName => {
    const at = from + 1 + n * 18;
    return {
      name: String.fromCharCode(...bytes.subarray(at, at + 15))
        .replaceAll(/[^ -~\u00a0-\u00ff]/g, "")
        .trim(),
      suffix: bytes[at + 15] ?? 0,
      isGroup: (view.getUint16(at + 16) & 0x8000) !== 0,
    };
  });
  return { id, kind: "status", names };
}

/** Where a name ends: labels up to an empty one, or a pointer to an earlier name. */
function nameEnd(bytes: Uint8Array, from: number): number | undefined {
  let at = from;
  for (let labels = 0; labels < 32; labels++) {
    const length = bytes[at];
    if (length === undefined) return undefined;
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    at += 1 + length;
  }
  return undefined;
}
