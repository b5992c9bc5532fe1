import type { Payload } from "./batch.ts";
import { readJpeg } from "./jpeg-picture.ts";

const mainHeaderSize = 8;
const restartHeaderSize = 4;
const tablesHeaderSize = 4;
// RFC 2435 4.2: the quantisation tables come with every picture.
const tablesInBand = 255;
const restartFlag = 0x40;
// RFC 2435 3.1.7: first, last and this count mean that packets do not end where restart intervals end.
const wholeFrame = 0xffff;

/** One baseline JPEG of 4:2:2 or 4:2:0 with the usual Huffman tables (RFC 2435); throws with what RTP cannot carry. */
export function splitJpeg(jpeg: Uint8Array, room: number): Payload[] {
  const { subsampling, width, height, restartInterval, tables, scan } = readJpeg(jpeg);
  const kind = (subsampling === "4:2:2" ? 0 : 1) | (restartInterval > 0 ? restartFlag : 0);
  const sides = [Math.ceil(width / 8), Math.ceil(height / 8)] as const;
  const restart = [restartInterval >> 8, restartInterval & 0xff, wholeFrame >> 8, wholeFrame & 0xff];
  const between = restartInterval > 0 ? restart : [];
  const payloads: Payload[] = [];
  for (let at = 0; at < scan.length; ) {
    const head = [0, at >> 16, (at >> 8) & 0xff, at & 0xff, kind, tablesInBand, ...sides, ...between];
    if (at === 0) head.push(0, 0, tables.length >> 8, tables.length & 0xff);
    const tablesSize = at === 0 ? tablesHeaderSize + tables.length : 0;
    const end = at + room - mainHeaderSize - (restartInterval > 0 ? restartHeaderSize : 0) - tablesSize;
    const data = scan.subarray(at, end);
    const pieces = at === 0 ? [Uint8Array.from(head), tables, data] : [Uint8Array.from(head), data];
    payloads.push({ pieces, marker: end >= scan.length });
    at = end;
  }
  return payloads;
}
