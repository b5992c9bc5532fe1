import { naluType, naluTypes, splitAnnexB } from "../h264/index.ts";
import type { Payload } from "./batch.ts";
import type { PictureLayout } from "./picture-assembly.ts";
import type { UnitBuffer } from "./unit-buffer.ts";

// RFC 6184 5.2: payloads of types 1 to 23 are NAL units, these are the packets of packetization-mode 1.
const lastNalu = 23;
const aggregate = 24;
const fragment = 28;

const fragmentStart = 0x80;
const fragmentEnd = 0x40;
const startCode = Uint8Array.of(0, 0, 0, 1);

/**
 * One H.264 access unit in Annex B (RFC 6184, packetization-mode 1): small neighbours in a STAP-A, large units in FU-As.
 * Access unit delimiters and units of types that RTP uses for itself are left out.
 */
export function splitH264(unit: Uint8Array, room: number): Payload[] {
  const payloads: Payload[] = [];
  let group: Uint8Array[] = [];
  let size = 1;
  const flush = (): void => {
    if (group.length > 0) payloads.push({ pieces: group.length === 1 ? group : stapA(group), marker: false });
    group = [];
    size = 1;
  };
  for (const nalu of splitAnnexB(unit)) {
    const type = naluType(nalu);
    if (type === 0 || type > lastNalu || type === naluTypes.accessUnitDelimiter) continue;
    if (size + 2 + nalu.length > room) flush();
    if (nalu.length > room) pushFragments(payloads, nalu, room);
    else {
      group.push(nalu);
      size += 2 + nalu.length;
    }
  }
  flush();
  const last = payloads.at(-1);
  if (last === undefined) throw new RangeError(`rtp: no H.264 NAL unit in ${unit.length} bytes`);
  payloads[payloads.length - 1] = { pieces: last.pieces, marker: true };
  return payloads;
}

/** Reads what packetization-mode 1 allows into Annex B. */
export class H264Layout implements PictureLayout {
  #isKey = false;
  #inFragment = false;

  isStart(payload: Uint8Array): boolean {
    const type = naluType(payload);
    if (type === aggregate) return payload.length > 3 && startsPicture(payload.subarray(3));
    if (type !== fragment) return startsPicture(payload);
    const head = payload[1] ?? 0;
    return (head & fragmentStart) !== 0 && startsPicture(Uint8Array.of(head & 0x1f, payload[2] ?? 0));
  }

  begin(): void {
    this.#isKey = false;
    this.#inFragment = false;
  }

  append(payload: Uint8Array, into: UnitBuffer): boolean {
    const type = naluType(payload);
    if (type === fragment) return this.#appendFragment(payload, into);
    if (this.#inFragment) return false;
    if (type === aggregate) return this.#appendAggregate(payload, into);
    return type > lastNalu ? false : this.#appendNalu(payload, into);
  }

  finish(collected: UnitBuffer): { readonly key: boolean } | undefined {
    return this.#inFragment || collected.length === 0 ? undefined : { key: this.#isKey };
  }

  #appendNalu(nalu: Uint8Array, into: UnitBuffer): boolean {
    const type = naluType(nalu);
    if (type === 0) return true;
    this.#isKey ||= type === naluTypes.idrSlice;
    return into.push(startCode) && into.push(nalu);
  }

  #appendAggregate(payload: Uint8Array, into: UnitBuffer): boolean {
    for (let at = 1; at < payload.length; ) {
      const size = payload[at]! * 256 + (payload[at + 1] ?? 0);
      const nalu = payload.subarray(at + 2, at + 2 + size);
      if (size === 0 || nalu.length < size || naluType(nalu) > lastNalu) return false;
      if (!this.#appendNalu(nalu, into)) return false;
      at += 2 + size;
    }
    return true;
  }

  #appendFragment(payload: Uint8Array, into: UnitBuffer): boolean {
    const head = payload[1];
    if (head === undefined) return false;
    const isStart = (head & fragmentStart) !== 0;
    if (isStart === this.#inFragment) return false;
    this.#inFragment = (head & fragmentEnd) === 0;
    if (!isStart) return into.push(payload.subarray(2));
    const first = Uint8Array.of((payload[0]! & 0xe0) | (head & 0x1f));
    const type = naluType(first);
    if (type === 0 || type > lastNalu) return false;
    return this.#appendNalu(first, into) && into.push(payload.subarray(2));
  }
}

function stapA(group: readonly Uint8Array[]): Uint8Array[] {
  let forbidden = 0;
  let importance = 0;
  for (const nalu of group) {
    forbidden |= nalu[0]! & 0x80;
    importance = Math.max(importance, nalu[0]! & 0x60);
  }
  const pieces: Uint8Array[] = [Uint8Array.of(forbidden | importance | aggregate)];
  for (const nalu of group) pieces.push(Uint8Array.of(nalu.length >> 8, nalu.length), nalu);
  return pieces;
}

function pushFragments(payloads: Payload[], nalu: Uint8Array, room: number): void {
  const indicator = (nalu[0]! & 0xe0) | fragment;
  const type = naluType(nalu);
  const step = room - 2;
  for (let at = 1; at < nalu.length; at += step) {
    const edge = at === 1 ? fragmentStart : at + step >= nalu.length ? fragmentEnd : 0;
    const head = Uint8Array.of(indicator, edge | type);
    payloads.push({ pieces: [head, nalu.subarray(at, at + step)], marker: false });
  }
}

/** Whether a NAL unit begins an access unit: a delimiter, an SPS, or a plain picture's slice with macroblock 0. */
function startsPicture(nalu: Uint8Array): boolean {
  const type = naluType(nalu);
  if (type === naluTypes.slice) return ((nalu[1] ?? 0) & 0x80) !== 0;
  return type === naluTypes.sps || type === naluTypes.accessUnitDelimiter;
}
