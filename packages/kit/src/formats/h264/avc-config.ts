import { naluType, naluTypes } from "./nalu.ts";
import type { ParameterSets } from "./parameter-sets.ts";
import { parseSps } from "./sps.ts";

/** What an AVCDecoderConfigurationRecord says: the parameter sets, and the bytes of a NAL unit's length. */
export interface AvcConfig extends ParameterSets {
  readonly lengthSize: number;
}

// ISO/IEC 14496-15: these profiles say their colour format and bit depths at the end of the record.
const extendedProfiles = new Set([100, 110, 122, 144]);

/** The AVCDecoderConfigurationRecord of ISO/IEC 14496-15, for units with lengths of 4 bytes. */
export function encodeAvcConfig({ sps, pps }: ParameterSets): Uint8Array<ArrayBuffer> {
  const first = sps[0];
  if (first === undefined || first.length < 4) throw new RangeError("avc config: no sequence parameter set");
  if (sps.length > 31 || pps.length > 255 || pps.length === 0) {
    throw new RangeError(
      `avc config: ${sps.length} SPS and ${pps.length} PPS, 1 to 31 and 1 to 255 are allowed`,
    );
  }
  const bytes: number[] = [1, first[1]!, first[2]!, first[3]!, 0xff, 0xe0 | sps.length];
  for (const set of sps) pushSet(bytes, set);
  bytes.push(pps.length);
  for (const set of pps) pushSet(bytes, set);
  if (extendedProfiles.has(first[1]!)) {
    const { chromaFormat, lumaDepth, chromaDepth } = parseSps(first);
    bytes.push(0xfc | chromaFormat, 0xf8 | (lumaDepth - 8), 0xf8 | (chromaDepth - 8), 0);
  }
  return Uint8Array.from(bytes);
}

/** Reads an AVCDecoderConfigurationRecord; the sets are views into it. Throws with the offset of what does not fit. */
export function parseAvcConfig(bytes: Uint8Array): AvcConfig {
  if (bytes[0] !== 1) throw new RangeError(`avc config at byte 0: version ${bytes[0]}, only 1 is known`);
  if (bytes.length < 7) throw new RangeError(`avc config: ${bytes.length} bytes of at least 7`);
  const lengthSize = (bytes[4]! & 3) + 1;
  let at = 6;
  const sets = (count: number, type: number): Uint8Array[] =>
    Array.from({ length: count }, () => {
      const size = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
      const set = bytes.subarray(at + 2, at + 2 + size);
      if (size === 0 || set.length < size) throw new RangeError(`avc config at byte ${at}: a set is cut off`);
      if (naluType(set) !== type)
        throw new RangeError(`avc config at byte ${at + 2}: type ${naluType(set)}, not ${type}`);
      at += 2 + size;
      return set;
    });
  const sps = sets(bytes[5]! & 0x1f, naluTypes.sps);
  if (at >= bytes.length) throw new RangeError(`avc config at byte ${at}: the count of PPS is cut off`);
  at += 1;
  const pps = sets(bytes[at - 1]!, naluTypes.pps);
  return { sps, pps, lengthSize };
}

function pushSet(bytes: number[], set: Uint8Array): void {
  if (set.length > 0xffff) throw new RangeError(`avc config: a parameter set of ${set.length} bytes`);
  bytes.push(set.length >> 8, set.length & 0xff, ...set);
}
