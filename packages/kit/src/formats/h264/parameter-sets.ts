import { naluType, naluTypes } from "./nalu.ts";

/** What a decoder has to know before the first picture. */
export interface ParameterSets {
  readonly sps: readonly Uint8Array[];
  readonly pps: readonly Uint8Array[];
}

// More than any encoder writes; H.264 allows 32 SPS and 256 PPS.
const mostSets = 32;

/** The parameter sets among the NAL units; undefined unless there is at least one of each kind. */
export function findParameterSets(nalus: readonly Uint8Array[]): ParameterSets | undefined {
  const sps = nalus.filter((nalu) => naluType(nalu) === naluTypes.sps && nalu.length >= 4);
  const pps = nalus.filter((nalu) => naluType(nalu) === naluTypes.pps && nalu.length >= 2);
  return sps.length > 0 && pps.length > 0 ? { sps, pps } : undefined;
}

/** "42C01F": profile, constraints and level as `profile-level-id` of RFC 6184 writes them. */
export function profileLevelId(sps: Uint8Array): string {
  if (naluType(sps) !== naluTypes.sps || sps.length < 4) {
    throw new RangeError(`h264: ${sps.length} bytes of type ${naluType(sps)} are no sequence parameter set`);
  }
  return Array.from(sps.subarray(1, 4), (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

/** `sprop-parameter-sets` of RFC 6184: the sets in base64, with commas between them. */
export function formatParameterSets(sets: ParameterSets): string {
  return [...sets.sps, ...sets.pps].map((set) => btoa(String.fromCharCode(...set))).join(",");
}

/** Reads `sprop-parameter-sets`; what is no parameter set is left out. Throws where a piece is no base64. */
export function parseParameterSets(text: string): ParameterSets {
  const pieces = text.split(",").filter((piece) => piece.trim() !== "");
  if (pieces.length > mostSets) {
    throw new RangeError(`h264: ${pieces.length} parameter sets, at most ${mostSets} are taken`);
  }
  const nalus = pieces.map(decodeBase64);
  return {
    sps: nalus.filter((nalu) => naluType(nalu) === naluTypes.sps && nalu.length >= 4),
    pps: nalus.filter((nalu) => naluType(nalu) === naluTypes.pps && nalu.length >= 2),
  };
}

function decodeBase64(piece: string, index: number): Uint8Array {
  const text = piece.trim();
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.replace(/=+$/, "").length % 4 === 1) {
    throw new RangeError(`h264: parameter set ${index + 1} is no base64`);
  }
  return Uint8Array.from(atob(text.replace(/=+$/, "")), (letter) => letter.charCodeAt(0));
}
