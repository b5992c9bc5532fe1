import { huffmanTables } from "./jpeg-tables.ts";

/** A baseline JPEG in the parts that RTP carries; `scan` is a view of the coded data without end of image. */
export interface JpegPicture {
  readonly subsampling: "4:2:0" | "4:2:2";
  /** Pixels, 1 to 2040. */
  readonly width: number;
  readonly height: number;
  /** Blocks between restart markers; 0 when there are none. */
  readonly restartInterval: number;
  /** Quantisation tables of luminance and chrominance, 64 bytes each. */
  readonly tables: Uint8Array;
  readonly scan: Uint8Array;
}

interface Component {
  readonly id: number;
  readonly sampling: number;
  readonly table: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Component[];
}

const markers = { sof0: 0xc0, dht: 0xc4, soi: 0xd8, eoi: 0xd9, sos: 0xda, dqt: 0xdb, dri: 0xdd } as const;
const largestSide = 2040;
const tableSize = 64;

/** Takes a JPEG apart (ITU-T T.81, annex B); throws with the offset, or with what RFC 2435 cannot carry. */
export function readJpeg(jpeg: Uint8Array): JpegPicture {
  const quantisation = new Map<number, Uint8Array>();
  // Pictures of webcams leave the usual tables out.
  const huffman = new Map<number, Uint8Array>([
    [0x00, huffmanTables.dcLuminance],
    [0x01, huffmanTables.dcChrominance],
    [0x10, huffmanTables.acLuminance],
    [0x11, huffmanTables.acChrominance],
  ]);
  let frame: Frame | undefined;
  let restartInterval = 0;
  if (jpeg[0] !== 0xff || jpeg[1] !== markers.soi) fail(0, "no start of image");
  for (let at = 2; ; ) {
    if (jpeg[at] !== 0xff) fail(at, at < jpeg.length ? "no marker" : "no coded picture");
    const marker = jpeg[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const size = ((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0);
    const end = at + 2 + size;
    if (size < 2 || end > jpeg.length) fail(at, `marker ${hex(marker)} with a segment of ${size} bytes`);
    const body = jpeg.subarray(at + 4, end);
    if (isUnknownFrame(marker)) fail(at, `marker ${hex(marker)}: RTP carries baseline JPEG only`);
    if (marker === markers.dqt) readQuantisation(body, quantisation, at);
    if (marker === markers.dht) readHuffman(body, huffman, at);
    if (marker === markers.sof0) frame = readFrame(body, at);
    if (marker === markers.dri) restartInterval = ((body[0] ?? 0) << 8) | (body[1] ?? 0);
    if (marker === markers.sos) {
      if (frame === undefined) return fail(at, "no frame header before the scan");
      const problem = checkScan(body, frame, huffman);
      if (problem !== undefined) fail(at, problem);
      const { width, height } = frame;
      const subsampling = subsamplingOf(frame);
      return {
        ...{ subsampling, width, height, restartInterval },
        tables: tablesOf(frame, quantisation),
        scan: scanOf(jpeg, end),
      };
    }
    at = end;
  }
}

function readQuantisation(body: Uint8Array, tables: Map<number, Uint8Array>, offset: number): void {
  for (let at = 0; at < body.length; at += 1 + tableSize) {
    if (body[at]! >> 4 !== 0) fail(offset, "RTP carries quantisation tables of 8 bits only");
    const table = body.subarray(at + 1, at + 1 + tableSize);
    if (table.length < tableSize) fail(offset, "a quantisation table is cut off");
    tables.set(body[at]!, table);
  }
}

function readHuffman(body: Uint8Array, tables: Map<number, Uint8Array>, offset: number): void {
  for (let at = 0; at < body.length; ) {
    let size = 16;
    for (let n = 1; n <= 16; n += 1) size += body[at + n] ?? 0;
    const table = body.subarray(at + 1, at + 1 + size);
    if (table.length < size) fail(offset, "a Huffman table is cut off");
    tables.set(body[at]!, table);
    at += 1 + size;
  }
}

function readFrame(body: Uint8Array, offset: number): Frame {
  const count = body[5] ?? 0;
  if (body.length < 6 + 3 * count) fail(offset, "the frame header is cut off");
  const height = (body[1]! << 8) | body[2]!;
  const width = (body[3]! << 8) | body[4]!;
  if (width < 1 || height < 1 || width > largestSide || height > largestSide) {
    fail(offset, `${width}x${height} pixels, RTP carries 1x1 to ${largestSide}x${largestSide}`);
  }
  if (body[0] !== 8) fail(offset, `samples of ${body[0]} bits, RTP carries 8`);
  const components = Array.from({ length: count }, (_, n) => {
    const [id = 0, sampling = 0, table = 0] = body.subarray(6 + 3 * n);
    return { id, sampling, table };
  });
  return { width, height, components };
}

function subsamplingOf({ components }: Frame): "4:2:0" | "4:2:2" {
  const samplings = components.map(({ sampling }) => hex(sampling)).join(" ");
  if (samplings === "22 11 11") return "4:2:0";
  if (samplings === "21 11 11") return "4:2:2";
  throw new RangeError(
    `jpeg: sampling factors ${samplings}, RTP carries 22 11 11 (4:2:0) and 21 11 11 (4:2:2)`,
  );
}

function tablesOf({ components }: Frame, quantisation: ReadonlyMap<number, Uint8Array>): Uint8Array {
  const [y, cb, cr] = components.map(({ table }) => quantisation.get(table));
  if (y === undefined || cb === undefined || cr === undefined) {
    throw new RangeError("jpeg: a quantisation table is missing");
  }
  if (cb !== cr && cb.some((value, n) => value !== cr[n])) {
    throw new RangeError("jpeg: three quantisation tables, RTP carries two");
  }
  const tables = new Uint8Array(2 * tableSize);
  tables.set(y);
  tables.set(cb, tableSize);
  return tables;
}

/** The scan has to use the Huffman tables that RFC 2435 takes for granted, one set for all of the chrominance. */
function checkScan(
  scan: Uint8Array,
  { components }: Frame,
  huffman: ReadonlyMap<number, Uint8Array>,
): string | undefined {
  if (scan[0] !== components.length) return `a scan of ${scan[0] ?? 0} components, RTP carries all in one`;
  for (const [n, { id }] of components.entries()) {
    const selector = scan[2 + 2 * n] ?? 0;
    const dc = n === 0 ? huffmanTables.dcLuminance : huffmanTables.dcChrominance;
    const ac = n === 0 ? huffmanTables.acLuminance : huffmanTables.acChrominance;
    if (scan[1 + 2 * n] !== id) return "a scan in another order than the frame";
    if (!isEqual(huffman.get(selector >> 4), dc) || !isEqual(huffman.get(0x10 | (selector & 0x0f)), ac))
      return "Huffman tables of its own, RTP carries those of annex K only";
  }
  return undefined;
}

/** From the first coded byte to the next marker that is no restart, or to the end where the picture is cut off. */
function scanOf(jpeg: Uint8Array, start: number): Uint8Array {
  for (let at = jpeg.indexOf(0xff, start); at >= 0; at = jpeg.indexOf(0xff, at + 1)) {
    const next = jpeg[at + 1] ?? 0;
    if (next === 0 || next === 0xff || (next >= 0xd0 && next <= 0xd7)) continue;
    if (next !== markers.eoi) fail(at, `marker ${hex(next)} in the scan, RTP carries one scan`);
    if (at === start) fail(at, "an empty scan");
    return jpeg.subarray(start, at);
  }
  if (start >= jpeg.length) fail(start, "an empty scan");
  return jpeg.subarray(start);
}

/** Frame headers other than baseline's. */
function isUnknownFrame(marker: number): boolean {
  return marker > markers.sof0 && marker <= 0xcf && ![markers.dht as number, 0xc8, 0xcc].includes(marker);
}

function isEqual(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one?.length === other.length && other.every((value, n) => value === one[n]);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function fail(at: number, what: string): never {
  throw new RangeError(`jpeg at byte ${at}: ${what}`);
}
