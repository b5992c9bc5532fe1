import { huffmanTables, quantisationTables } from "./jpeg-tables.ts";
import type { PictureLayout } from "./picture-assembly.ts";
import type { UnitBuffer } from "./unit-buffer.ts";

const mainHeaderSize = 8;
const restartFlag = 0x40;
const firstTablesInBand = 128;
const tablesSize = 128;
const endOfImage = Uint8Array.of(0xff, 0xd9);

interface Head {
  readonly kind: number;
  readonly quality: number;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly restartInterval: number;
}

/** Makes JPEG files of RFC 2435's payloads: types 0, 1, 64 and 65, with tables in band or by quality. */
export class JpegLayout implements PictureLayout {
  /** Tables that were sent for a quality of 128 to 254, which may be left out later. */
  readonly #known = new Map<number, Uint8Array>();
  #headSize = 0;

  isStart(payload: Uint8Array): boolean {
    return payload.length > mainHeaderSize && offsetOf(payload) === 0;
  }

  begin(): void {
    this.#headSize = 0;
  }

  append(payload: Uint8Array, into: UnitBuffer): boolean {
    const head = readHead(payload);
    if (head === undefined) return false;
    let at = mainHeaderSize + ((head.kind & restartFlag) === 0 ? 0 : 4);
    if (offsetOf(payload) !== into.length - this.#headSize) return false;
    if (into.length === 0) {
      const size = head.quality < firstTablesInBand ? 0 : inBandSize(payload, at);
      const tables = this.#tables(head.quality, payload.subarray(at + 4, at + Math.max(4, size)));
      if (tables === undefined || !into.push(encodeHead(head, tables))) return false;
      this.#headSize = into.length;
      at += size;
    }
    return at < payload.length && into.push(payload.subarray(at));
  }

  finish(collected: UnitBuffer): { readonly key: boolean } | undefined {
    if (collected.length === 0) return undefined;
    const [last, next] = collected.bytes.subarray(-2);
    const isEnded = last === endOfImage[0] && next === endOfImage[1];
    return isEnded || collected.push(endOfImage) ? { key: true } : undefined;
  }

  #tables(quality: number, sent: Uint8Array): Uint8Array | undefined {
    if (quality >= 1 && quality <= 99) return quantisationTables(quality);
    if (quality < firstTablesInBand) return undefined;
    if (sent.length === tablesSize) {
      if (quality < 255) this.#known.set(quality, sent.slice());
      return sent;
    }
    return sent.length === 0 ? this.#known.get(quality) : undefined;
  }
}

function offsetOf(payload: Uint8Array): number {
  return (payload[1]! << 16) | (payload[2]! << 8) | payload[3]!;
}

function readHead(payload: Uint8Array): Head | undefined {
  const [special = 0, , , , kind = 0, quality = 0, columns = 0, rows = 0, high = 0, low = 0] = payload;
  const isKnown = special === 0 && (kind & ~restartFlag) <= 1;
  if (payload.length <= mainHeaderSize || !isKnown || columns === 0 || rows === 0) return undefined;
  const restartInterval = (kind & restartFlag) === 0 ? 0 : (high << 8) | low;
  return { kind, quality, width: columns * 8, height: rows * 8, restartInterval };
}

/** Bytes of the quantisation table header and its tables. */
function inBandSize(payload: Uint8Array, at: number): number {
  return 4 + (((payload[at + 2] ?? 0) << 8) | (payload[at + 3] ?? 0));
}

/** Everything of a JPEG before the coded data. */
function encodeHead({ kind, width, height, restartInterval }: Head, tables: Uint8Array): number[] {
  const sampling = (kind & 1) === 0 ? 0x21 : 0x22;
  const restart = [0xff, 0xdd, 0, 4, restartInterval >> 8, restartInterval & 0xff];
  const sides = [height >> 8, height & 0xff, width >> 8, width & 0xff];
  const { dcLuminance, acLuminance, dcChrominance, acChrominance } = huffmanTables;
  return [
    ...[0xff, 0xd8],
    ...[0xff, 0xdb, 0, 67, 0, ...tables.subarray(0, 64)],
    ...[0xff, 0xdb, 0, 67, 1, ...tables.subarray(64)],
    ...(restartInterval > 0 ? restart : []),
    ...[0xff, 0xc0, 0, 17, 8, ...sides, 3, 1, sampling, 0, 2, 0x11, 1, 3, 0x11, 1],
    ...huffmanSegment(0x00, dcLuminance),
    ...huffmanSegment(0x10, acLuminance),
    ...huffmanSegment(0x01, dcChrominance),
    ...huffmanSegment(0x11, acChrominance),
    ...[0xff, 0xda, 0, 12, 3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0],
  ];
}

function huffmanSegment(id: number, table: Uint8Array): number[] {
  return [0xff, 0xc4, 0, 3 + table.length, id, ...table];
}
