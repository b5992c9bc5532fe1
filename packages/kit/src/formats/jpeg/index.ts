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
