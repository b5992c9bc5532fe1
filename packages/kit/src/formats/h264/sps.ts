import { BitReader } from "./bits.ts";
import { naluType, naluTypes } from "./nalu.ts";

/** What a sequence parameter set says of the pictures. */
export interface Sps {
  /** 66 baseline, 77 main, 100 high. */
  readonly profile: number;
  readonly constraints: number;
  /** Ten times the level: 31 for 3.1. */
  readonly level: number;
  /** Pixels, cropping applied. */
  readonly width: number;
  readonly height: number;
  /** Width to height of one pixel; undefined when it is not said. */
  readonly pixelAspect: readonly [number, number] | undefined;
  /** Pictures a second; undefined when it is not said. */
  readonly frameRate: number | undefined;
  /** 0 grey, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormat: number;
  readonly lumaDepth: number;
  readonly chromaDepth: number;
}

interface Colour {
  readonly chromaFormat: number;
  readonly lumaDepth: number;
  readonly chromaDepth: number;
  readonly separatePlanes: boolean;
}

// H.264 7.3.2.1.1: the profiles whose set has the colour format.
const highProfiles = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

// H.264, table E-1.
const pixelAspects = [
  ...[[1, 1] as const, [12, 11] as const, [10, 11] as const, [16, 11] as const, [40, 33] as const],
  ...[[24, 11] as const, [20, 11] as const, [32, 11] as const, [80, 33] as const, [18, 11] as const],
  ...[[15, 11] as const, [64, 33] as const, [160, 99] as const, [4, 3] as const, [3, 2] as const],
  [2, 1] as const,
];
const extendedAspect = 255;

// Level 6.2 ends at 139,264 macroblocks in a picture; no side has more than the root of eight times that.
const mostMacroblocks = 1055;

/** Reads a sequence parameter set (H.264 7.3.2.1.1 and annex E); throws with the offset of what does not fit. */
export function parseSps(nalu: Uint8Array): Sps {
  if (naluType(nalu) !== naluTypes.sps) throw new RangeError(`h264: type ${naluType(nalu)} is not an SPS`);
  const read = new BitReader(nalu, 1);
  const [profile, constraints, level] = [read.bits(8), read.bits(8), read.bits(8)];
  read.unsigned();
  const colour = readColour(read, profile);
  skipOrder(read);
  const columns = inRange("width", read.unsigned() + 1, 1, mostMacroblocks);
  const rows = inRange("height", read.unsigned() + 1, 1, mostMacroblocks);
  const frameOnly = read.flag();
  if (!frameOnly) read.flag();
  read.flag();
  const crop = read.flag() ? [read.unsigned(), read.unsigned(), read.unsigned(), read.unsigned()] : [];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const subsampled = colour.separatePlanes ? 0 : colour.chromaFormat;
  const cropX = subsampled === 1 || subsampled === 2 ? 2 : 1;
  const cropY = (subsampled === 1 ? 2 : 1) * (frameOnly ? 1 : 2);
  const width = inRange("width", columns * 16 - (left + right) * cropX, 1, 16 * mostMacroblocks);
  const height = inRange(
    "height",
    rows * 16 * (frameOnly ? 1 : 2) - (top + bottom) * cropY,
    1,
    32 * mostMacroblocks,
  );
  const { chromaFormat, lumaDepth, chromaDepth } = colour;
  const usability = read.flag() ? readUsability(read) : { pixelAspect: undefined, frameRate: undefined };
  return { profile, constraints, level, width, height, ...usability, chromaFormat, lumaDepth, chromaDepth };
}

function readColour(read: BitReader, profile: number): Colour {
  if (!highProfiles.has(profile))
    return { chromaFormat: 1, lumaDepth: 8, chromaDepth: 8, separatePlanes: false };
  const chromaFormat = inRange("chroma_format_idc", read.unsigned(), 0, 3);
  const separatePlanes = chromaFormat === 3 && read.flag();
  const lumaDepth = 8 + inRange("bit_depth_luma_minus8", read.unsigned(), 0, 6);
  const chromaDepth = 8 + inRange("bit_depth_chroma_minus8", read.unsigned(), 0, 6);
  read.flag();
  if (read.flag()) {
    const lists = chromaFormat === 3 ? 12 : 8;
    for (let list = 0; list < lists; list += 1) if (read.flag()) skipScalingList(read, list < 6 ? 16 : 64);
  }
  return { chromaFormat, lumaDepth, chromaDepth, separatePlanes };
}

function skipScalingList(read: BitReader, size: number): void {
  let scale = 8;
  for (let n = 0; n < size && scale !== 0; n += 1) scale = (scale + read.signed() + 256) % 256;
}

/** Passes over what says in which order pictures come. */
function skipOrder(read: BitReader): void {
  read.unsigned();
  const orderType = inRange("pic_order_cnt_type", read.unsigned(), 0, 2);
  if (orderType === 0) read.unsigned();
  if (orderType === 1) {
    read.flag();
    read.signed();
    read.signed();
    const count = inRange("num_ref_frames_in_pic_order_cnt_cycle", read.unsigned(), 0, 255);
    for (let n = 0; n < count; n += 1) read.signed();
  }
  read.unsigned();
  read.flag();
}

function readUsability(read: BitReader): Pick<Sps, "pixelAspect" | "frameRate"> {
  const pixelAspect = read.flag() ? readPixelAspect(read) : undefined;
  if (read.flag()) read.flag();
  if (read.flag()) {
    read.bits(4);
    if (read.flag()) read.bits(24);
  }
  if (read.flag()) {
    read.unsigned();
    read.unsigned();
  }
  if (!read.flag()) return { pixelAspect, frameRate: undefined };
  const [tick, scale] = [read.bits(32), read.bits(32)];
  return { pixelAspect, frameRate: tick > 0 && scale > 0 ? scale / tick / 2 : undefined };
}

function readPixelAspect(read: BitReader): readonly [number, number] | undefined {
  const code = read.bits(8);
  if (code !== extendedAspect) return pixelAspects[code - 1];
  const [width, height] = [read.bits(16), read.bits(16)];
  return width > 0 && height > 0 ? [width, height] : undefined;
}

function inRange(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw new RangeError(`h264: ${name} of ${value} in the parameter set, ${least} to ${most} are allowed`);
}
