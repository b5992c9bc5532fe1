import type { Assembly, Part } from "./assembly.ts";
import type { Payload } from "./batch.ts";
import type { RtpPacket } from "./header.ts";
import { UnitBuffer } from "./unit-buffer.ts";

// RFC 3640 3.3.6, mode AAC-hbr: 13 bits of size and 3 of index for each access unit.
const largestUnit = 0x1fff;
const headerSize = 4;
const samplesPerUnit = 1024;

/** One AAC access unit, alone in its packet or in fragments (RFC 3640). */
export function splitAac(unit: Uint8Array, room: number): Payload[] {
  if (unit.length === 0 || unit.length > largestUnit) {
    throw new RangeError(`rtp: an AAC unit of ${unit.length} bytes, 1 to ${largestUnit} are allowed`);
  }
  const head = Uint8Array.of(0, 16, unit.length >> 5, (unit.length << 3) & 0xff);
  const step = room - headerSize;
  const payloads: Payload[] = [];
  for (let at = 0; at < unit.length; at += step) {
    payloads.push({ pieces: [head, unit.subarray(at, at + step)], marker: at + step >= unit.length });
  }
  return payloads;
}

/** Puts the access units of AAC-hbr together; units out of order (interleaved ones) are dropped. */
export class AacAssembly implements Assembly {
  readonly #buffer = new UnitBuffer(largestUnit);
  /** The size and time of the unit whose fragments are collected; a size of 0 when there is none. */
  #size = 0;
  #timestamp = 0;
  /** Whether the unit of that time was thrown away, so that the rest of its fragments is left out. */
  #isDropped = false;

  add({ payload, timestamp }: RtpPacket): Part[] {
    const sizes = unitSizes(payload);
    if (sizes === undefined) return [...this.gap(), undefined];
    const data = payload.subarray(2 + 2 * sizes.length);
    const [first = 0] = sizes;
    if (sizes.length === 1 && first > data.length) return this.#addFragment(data, first, timestamp);
    const parts = this.gap();
    let at = 0;
    for (const [n, size] of sizes.entries()) {
      const whole = size > 0 && at + size <= data.length;
      const time = (timestamp + n * samplesPerUnit) >>> 0;
      parts.push(whole ? { data: data.slice(at, at + size), timestamp: time, key: true } : undefined);
      at += size;
    }
    return parts;
  }

  gap(): Part[] {
    if (this.#size === 0) return [];
    this.#size = 0;
    this.#isDropped = true;
    this.#buffer.clear();
    return [undefined];
  }

  #addFragment(data: Uint8Array, size: number, timestamp: number): Part[] {
    if (this.#isDropped && timestamp === this.#timestamp) return [];
    const parts = size === this.#size && timestamp === this.#timestamp ? [] : this.gap();
    this.#size = size;
    this.#timestamp = timestamp;
    this.#isDropped = false;
    if (this.#buffer.length + data.length > size) return [...parts, ...this.gap()];
    this.#buffer.push(data);
    if (this.#buffer.length < size) return parts;
    this.#size = 0;
    return [...parts, { data: this.#buffer.take(), timestamp, key: true }];
  }
}

/** The sizes in the AU headers; undefined where they do not fit. */
function unitSizes(payload: Uint8Array): number[] | undefined {
  const bits = (payload[0] ?? 0) * 256 + (payload[1] ?? 0);
  if (bits === 0 || bits % 16 !== 0 || payload.length < 2 + bits / 8) return undefined;
  const sizes: number[] = [];
  for (let at = 2; at < 2 + bits / 8; at += 2) {
    if ((payload[at + 1]! & 7) !== 0) return undefined;
    sizes.push((payload[at]! << 5) | (payload[at + 1]! >> 3));
  }
  return sizes;
}
