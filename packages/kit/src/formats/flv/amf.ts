/** Values of a script tag; a date is Unix time in milliseconds. */
export type AmfValue = number | boolean | string | null | readonly AmfValue[] | AmfRecord;

export interface AmfRecord {
  readonly [key: string]: AmfValue;
}

// AMF 0 specification, 2.1.
const types = {
  number: 0,
  boolean: 1,
  string: 2,
  object: 3,
  null: 5,
  undefined: 6,
  ecmaArray: 8,
  objectEnd: 9,
  strictArray: 10,
  date: 11,
  longString: 12,
} as const;

/** A call of a script tag: its name, and one record as an ECMA array. Strings are at most 65,535 bytes. */
export function encodeScript(
  name: string,
  values: Readonly<Record<string, number | boolean | string>>,
): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(values);
  const fields = entries.flatMap(([key, value]) => [...text(key), ...encodeValue(value)]);
  const count = [0, 0, entries.length >> 8, entries.length & 0xff];
  return Uint8Array.from([
    ...[types.string, ...text(name)],
    ...[types.ecmaArray, ...count, ...fields],
    ...[0, 0, types.objectEnd],
  ]);
}

/** Reads the values of a script tag one after the other; throws with the offset of what it can not read. */
export function decodeScript(bytes: Uint8Array): AmfValue[] {
  const reader = new AmfReader(bytes);
  const values: AmfValue[] = [];
  while (!reader.ended) values.push(reader.value(0));
  return values;
}

function encodeValue(value: number | boolean | string): number[] {
  if (typeof value === "string") return [types.string, ...text(value)];
  if (typeof value === "boolean") return [types.boolean, Number(value)];
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, value);
  return [types.number, ...new Uint8Array(bytes.buffer)];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  if (bytes.length > 0xffff) throw new RangeError(`a text of ${bytes.length} bytes; AMF0 takes 65535`);
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes];
}

/** Records and arrays may hold others this deep. */
const deepest = 8;

class AmfReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  value(depth: number): AmfValue {
    const at = this.#at;
    if (depth > deepest)
      throw new RangeError(`amf at byte ${at}: more than ${deepest} values inside each other`);
    const type = this.#bytes[this.#take(1)];
    switch (type) {
      case types.number:
        return this.#view.getFloat64(this.#take(8));
      case types.boolean:
        return this.#bytes[this.#take(1)] !== 0;
      case types.string:
        return this.#text(this.#view.getUint16(this.#take(2)));
      case types.longString:
        return this.#text(this.#view.getUint32(this.#take(4)));
      case types.null:
      case types.undefined:
        return null;
      case types.date:
        return this.#view.getFloat64(this.#take(10));
      case types.ecmaArray:
        this.#take(4);
        return this.#record(depth);
      case types.object:
        return this.#record(depth);
      case types.strictArray:
        return this.#list(depth);
      default:
        throw new RangeError(`amf at byte ${at}: unknown type ${type}`);
    }
  }

  #record(depth: number): AmfRecord {
    const entries: [string, AmfValue][] = [];
    for (;;) {
      const key = this.#text(this.#view.getUint16(this.#take(2)));
      if (key === "" && this.#bytes[this.#at] === types.objectEnd) {
        this.#take(1);
        return Object.fromEntries(entries);
      }
      entries.push([key, this.value(depth + 1)]);
    }
  }

  #list(depth: number): AmfValue[] {
    const count = this.#view.getUint32(this.#take(4));
    const values: AmfValue[] = [];
    while (values.length < count) values.push(this.value(depth + 1));
    return values;
  }

  #text(size: number): string {
    const at = this.#take(size);
    return new TextDecoder().decode(this.#bytes.subarray(at, at + size));
  }

  /** Where the next `count` bytes begin; they are used up. */
  #take(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length)
      throw new RangeError(`amf at byte ${at}: cut off, ${count} bytes are due`);
    this.#at += count;
    return at;
  }
}
