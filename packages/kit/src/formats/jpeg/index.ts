import { huffmanTables } from "../rtp/jpeg-tables.ts";

// ITU-T T.81, annex B.1.1.3: frames begin with C0 to CF, but for the tables C4, C8 and CC.
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

// Markers that stand alone, without a length: TEM, RST0 to RST7, SOI.
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** Width and height in pixels of a JPEG, from its frame header; throws with the offset where it is not one. */
export function readJpegSize(jpeg: Uint8Array): { readonly width: number; readonly height: number } {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  const fail = (at: number, what: string): never => {
    throw new RangeError(`jpeg at byte ${at}: ${what}`);
  };
  if (jpeg.length < 4 || view.getUint16(0) !== 0xffd8) fail(0, "no start of image");
  let at = 2;
  while (at + 4 <= jpeg.length) {
    if (jpeg[at] !== 0xff) fail(at, "no marker");
    const marker = jpeg[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (isAlone(marker)) at += 2;
    else if (isFrame(marker)) {
      if (at + 9 > jpeg.length) fail(at, "the frame header is cut off");
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    } else {
      const length = view.getUint16(at + 2);
      if (length < 2) fail(at, `a segment of ${length} bytes`);
      at += 2 + length;
    }
  }
  return fail(at, "no frame header");
}

/** Bytes to leave free around a JPEG. */
export interface Room {
  readonly before: number;
  readonly after: number;
}

const noRoom: Room = { before: 0, after: 0 };
const endOfImage = 0xd9;

/**
 * A copy of a JPEG as a camera sends it that stands for itself: without what a driver left behind its end, and with the
 * Huffman tables of ITU-T T.81, annex K, where it has none, as pictures of webcams. Throws with the offset where it is cut
 * off or no JPEG.
 */
export function completeJpeg(jpeg: Uint8Array, room: Room = noRoom): Uint8Array<ArrayBuffer> {
  return withTables(jpeg, extentOf(jpeg), room);
}

/**
 * The same of bytes that the caller gives away: no copy is made where nothing is missing and their buffer has the room
 * around them.
 */
export function completeOwnJpeg(jpeg: Uint8Array<ArrayBuffer>, room: Room): Uint8Array<ArrayBuffer> {
  const extent = extentOf(jpeg);
  const behind = jpeg.buffer.byteLength - jpeg.byteOffset - extent.end;
  const fits = extent.hasTables && jpeg.byteOffset >= room.before && behind >= room.after;
  return fits ? jpeg.subarray(0, extent.end) : withTables(jpeg, extent, room);
}

/** The size of the JPEG that these bytes begin with, to its last end of image; undefined where it is cut off or none. */
export function jpegLength(bytes: Uint8Array): number | undefined {
  try {
    const { scan, end } = extentOf(bytes);
    // What is embedded in a segment ends before the scan begins.
    return end > scan ? end : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Where a JPEG's scan begins and its end is. */
interface Extent {
  readonly scan: number;
  readonly hasTables: boolean;
  readonly end: number;
}

function extentOf(jpeg: Uint8Array): Extent {
  return { ...findScan(jpeg), end: endOf(jpeg) };
}

function withTables(jpeg: Uint8Array, { scan, hasTables, end }: Extent, room: Room): Uint8Array<ArrayBuffer> {
  const tables = hasTables ? nothing : usualTables;
  const length = end + tables.length;
  const bytes = new Uint8Array(room.before + length + room.after);
  const made = bytes.subarray(room.before, room.before + length);
  made.set(jpeg.subarray(0, scan));
  made.set(tables, scan);
  made.set(jpeg.subarray(scan, end), scan + tables.length);
  return made;
}

const nothing = new Uint8Array();

const usualTables = Uint8Array.from(
  (
    [
      [0x00, huffmanTables.dcLuminance],
      [0x10, huffmanTables.acLuminance],
      [0x01, huffmanTables.dcChrominance],
      [0x11, huffmanTables.acChrominance],
    ] as const
  ).flatMap(([id, table]) => [0xff, 0xc4, (table.length + 3) >> 8, (table.length + 3) & 0xff, id, ...table]),
);

/** Where the first scan's header begins, and whether Huffman tables stand before it. */
function findScan(jpeg: Uint8Array): { readonly scan: number; readonly hasTables: boolean } {
  if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new RangeError("jpeg at byte 0: no start of image");
  let hasTables = false;
  for (let at = 2; at + 4 <= jpeg.length; ) {
    if (jpeg[at] !== 0xff) throw new RangeError(`jpeg at byte ${at}: no marker`);
    const marker = jpeg[at + 1]!;
    if (marker === 0xda) return { scan: at, hasTables };
    hasTables ||= marker === 0xc4;
    if (marker === 0xff) at += 1;
    else if (isAlone(marker)) at += 2;
    else at += 2 + Math.max(2, (jpeg[at + 2]! << 8) | jpeg[at + 3]!);
  }
  throw new RangeError(`jpeg at byte ${jpeg.length}: no scan`);
}

/** Behind the last end of image: what is embedded in a segment has one too. */
function endOf(jpeg: Uint8Array): number {
  for (let at = jpeg.lastIndexOf(endOfImage); at > 1; at = jpeg.lastIndexOf(endOfImage, at - 1)) {
    if (jpeg[at - 1] === 0xff) return at + 1;
  }
  throw new RangeError(`jpeg at byte ${jpeg.length}: no end of image`);
}
