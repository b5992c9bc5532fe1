import type { Payload } from "./batch.ts";
import type { PictureLayout } from "./picture-assembly.ts";
import type { UnitBuffer } from "./unit-buffer.ts";

// ISO/IEC 14496-2, table 6-3: 20 to 2F begin a layer.
const layerFirst = 0x20;
const layerLast = 0x2f;
const groupOfPictures = 0xb3;
const picture = 0xb6;

/** One MPEG-4 part 2 picture with what stands before it, cut where a packet is full (RFC 6416). */
export function splitMpeg4(unit: Uint8Array, room: number): Payload[] {
  if (unit.length === 0) throw new RangeError("rtp: no MPEG-4 picture in 0 bytes");
  const payloads: Payload[] = [];
  for (let at = 0; at < unit.length; at += room) {
    payloads.push({ pieces: [unit.subarray(at, at + room)], marker: at + room >= unit.length });
  }
  return payloads;
}

/** The configuration (visual object sequence to layer) before a key picture, as a view; undefined where none is. */
export function mpeg4Config(unit: Uint8Array): Uint8Array | undefined {
  const start = startCodeAt(unit, 0);
  let hasLayer = false;
  for (let at = start; at >= 0; at = startCodeAt(unit, at + 4)) {
    const code = unit[at + 3]!;
    if (code >= layerFirst && code <= layerLast) hasLayer = true;
    if (code === groupOfPictures || code === picture) return hasLayer ? unit.subarray(start, at) : undefined;
  }
  return hasLayer ? unit.subarray(start) : undefined;
}

/** Joins the payloads of an MPEG-4 picture. */
export class Mpeg4Layout implements PictureLayout {
  // RFC 6416 5.2 forbids to cut a header, so every picture begins with a start code and no later packet has to.
  isStart(payload: Uint8Array): boolean {
    return startCodeAt(payload, 0) === 0;
  }

  begin(): void {}

  append(payload: Uint8Array, into: UnitBuffer): boolean {
    return into.push(payload);
  }

  finish(collected: UnitBuffer): { readonly key: boolean } | undefined {
    const bytes = collected.bytes;
    let at = startCodeAt(bytes, 0);
    while (at >= 0 && bytes[at + 3] !== picture) at = startCodeAt(bytes, at + 4);
    if (at < 0) return bytes.length === 0 ? undefined : { key: false };
    // vop_coding_type: 0 is intra.
    return { key: (bytes[at + 4] ?? 0xff) >> 6 === 0 };
  }
}

/** Where the next 00 00 01 with its code begins; -1 where none follows. */
function startCodeAt(bytes: Uint8Array, from: number): number {
  for (
    let one = bytes.indexOf(1, from + 2);
    one >= 0 && one + 1 < bytes.length;
    one = bytes.indexOf(1, one + 1)
  ) {
    if (bytes[one - 1] === 0 && bytes[one - 2] === 0) return one - 2;
  }
  return -1;
}
