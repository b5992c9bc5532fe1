/** A picture or a piece of sound. */
export interface AsfUnit {
  /** 1 to 127, as in the header. */
  readonly track: number;
  readonly data: Uint8Array;
  readonly timestampMs: number;
  readonly key: boolean;
}

/** Turns units into data packets. */
export interface AsfPacker {
  /** Whole packets that hold these units, in this order; what is left of the last packet is padding. */
  pack(units: readonly AsfUnit[]): Uint8Array<ArrayBuffer>;
}

// Advanced Systems Format specification 01.20.05, 5.2: every packet may hold several payloads and says its padding in
// 16 bits; stream, object number and length of the replicated data have 8 bits, the offset 32.
const errorCorrection = [0x82, 0, 0] as const;
const lengthTypes = 0x11;
const propertyTypes = 0x5d;
const payloadLengthOf16Bits = 0x80;
const mostPayloads = 63;
const packetHead = 14;
const payloadHead = 17;
const replicated = 8;
const keyFrame = 0x80;

/** A packer of one reply. `packetSize` is in bytes, 64 to 65,535. */
export function openAsfPacker(packetSize: number): AsfPacker {
  if (!Number.isInteger(packetSize) || packetSize < 64 || packetSize > 0xffff) {
    throw new RangeError(`packetSize: must be a whole number from 64 to 65535, not ${packetSize}`);
  }
  const numbers = new Map<number, number>();
  return {
    pack: (units) => {
      const packets: Uint8Array[] = [];
      let packet: Packet | undefined;
      for (const unit of units) {
        const number = numbers.get(unit.track) ?? 0;
        numbers.set(unit.track, (number + 1) % 256);
        for (let offset = 0; offset < unit.data.length; ) {
          packet = packet?.hasRoom ? packet : new Packet(packetSize, unit.timestampMs);
          if (packets.at(-1) !== packet.bytes) packets.push(packet.bytes);
          offset += packet.add(unit, number, offset);
        }
      }
      return joined(packets, packetSize);
    },
  };
}

class Packet {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;
  #at = packetHead;
  #payloads = 0;

  constructor(size: number, sendMs: number) {
    this.bytes = new Uint8Array(size);
    this.#view = new DataView(this.bytes.buffer);
    this.bytes.set([...errorCorrection, lengthTypes, propertyTypes]);
    this.#view.setUint32(7, sendMs, true);
    this.#seal();
  }

  get hasRoom(): boolean {
    return this.#payloads < mostPayloads && this.bytes.length - this.#at > payloadHead;
  }

  /** Puts in as much of a unit as fits; returns how many bytes that are. */
  add({ track, data, timestampMs, key }: AsfUnit, number: number, offset: number): number {
    const count = Math.min(data.length - offset, this.bytes.length - this.#at - payloadHead);
    const view = this.#view;
    view.setUint8(this.#at, track | (key ? keyFrame : 0));
    view.setUint8(this.#at + 1, number);
    view.setUint32(this.#at + 2, offset, true);
    view.setUint8(this.#at + 6, replicated);
    view.setUint32(this.#at + 7, data.length, true);
    view.setUint32(this.#at + 11, timestampMs, true);
    view.setUint16(this.#at + 15, count, true);
    this.bytes.set(data.subarray(offset, offset + count), this.#at + payloadHead);
    this.#at += payloadHead + count;
    this.#payloads += 1;
    this.#seal();
    return count;
  }

  /** Says how many payloads there are and how much is padding. */
  #seal(): void {
    this.#view.setUint16(5, this.bytes.length - this.#at, true);
    this.#view.setUint8(13, payloadLengthOf16Bits | this.#payloads);
  }
}

function joined(packets: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(packets.length * size);
  packets.forEach((packet, n) => {
    bytes.set(packet, n * size);
  });
  return bytes;
}
