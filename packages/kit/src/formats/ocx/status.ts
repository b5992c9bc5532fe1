/** One of four watched areas. */
export interface OcxWindow {
  readonly on: boolean;
  /** 0 to 255 in a motion item, 0 to 65535 in an extended one. */
  readonly indicator: number;
  readonly threshold: number;
}

export interface OcxWindowExtended extends OcxWindow {
  /** 1 to 100. */
  readonly updateRate: number;
  /** 0 to 10, 10 most sensitive. */
  readonly sensitivity: number;
}

/** Detection: off, on outside the hours set for it, on within them. */
export type OcxState = "off" | "outside" | "on";

/** One fact about the camera in the block after a frame. Items of other vendors' commands stay bytes. */
export type OcxStatus =
  | { readonly item: "motion"; readonly state: OcxState; readonly windows: readonly OcxWindow[] }
  | {
      readonly item: "motionExtended";
      readonly state: OcxState;
      readonly windows: readonly OcxWindowExtended[];
    }
  | { readonly item: "inputs"; readonly states: readonly [OcxState, OcxState] }
  | { readonly item: "pir"; readonly state: OcxState }
  | { readonly item: "sound"; readonly state: OcxState; readonly level: number }
  | { readonly item: "other"; readonly command: number; readonly data: Uint8Array };

const motion = 0x01;
const inputs = 0x02;
const pir = 0x03;
const sound = 0x04;
const motionExtended = 0x11;
const end = 0xbf;
const windowCount = 4;
const windowSize = 8;

const stateCodes = { off: 0x00, outside: 0x01, on: 0x11 } as const;

/** The block after a frame: total length, items, end mark. */
export function encodeOcxStatus(items: readonly OcxStatus[]): Uint8Array<ArrayBuffer> {
  const body = items.flatMap((item) => {
    const [command, data] = commandOf(item);
    return [command, ...lengthBytes(command, data.length), ...data];
  });
  const bytes = new Uint8Array(4 + body.length + 2);
  new DataView(bytes.buffer).setUint32(0, bytes.length);
  bytes.set(body, 4);
  bytes[bytes.length - 2] = end;
  return bytes;
}

/** Reads a whole block that starts at byte 0; throws with the offset of what does not fit. */
export function decodeOcxStatus(bytes: Uint8Array): OcxStatus[] {
  if (bytes.length < 6)
    throw new RangeError(`ocx status at byte 0: ${bytes.length} bytes, at least 6 needed`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const total = view.getUint32(0);
  if (total !== bytes.length) {
    throw new RangeError(`ocx status at byte 0: says ${total} bytes, there are ${bytes.length}`);
  }
  const items: OcxStatus[] = [];
  let at = 4;
  while (at < total) {
    const command = view.getUint8(at);
    const width = lengthWidth(command);
    if (at + 1 + width > total)
      throw new RangeError(`ocx status at byte ${at}: cut off in the length of an item`);
    const length =
      width === 1 ? view.getUint8(at + 1) : width === 2 ? view.getUint16(at + 1) : view.getUint32(at + 1);
    const start = at + 1 + width;
    if (start + length > total) {
      throw new RangeError(`ocx status at byte ${at}: item of ${length} bytes, ${total - start} left`);
    }
    if (command === end) {
      if (start + length !== total)
        throw new RangeError(`ocx status at byte ${start}: bytes after the end mark`);
      return items;
    }
    items.push(itemOf(command, bytes.subarray(start, start + length), start));
    at = start + length;
  }
  throw new RangeError(`ocx status at byte ${at}: no end mark`);
}

function lengthWidth(command: number): 1 | 2 | 4 {
  return command < 0xc0 ? 1 : command < 0xe0 ? 2 : 4;
}

function lengthBytes(command: number, length: number): number[] {
  const width = lengthWidth(command);
  if (length >= 2 ** (8 * width)) throw new TypeError(`ocx item ${command} of ${length} bytes is too long`);
  return Array.from({ length: width }, (_, i) => Math.floor(length / 2 ** (8 * (width - 1 - i))) & 0xff);
}

function commandOf(item: OcxStatus): readonly [command: number, data: ArrayLike<number> & Iterable<number>] {
  switch (item.item) {
    case "motion": {
      const four = Array.from({ length: windowCount }, (_, i) => item.windows[i]);
      const indicators = four.map((w) => w?.indicator ?? 0);
      const thresholds = four.map((w) => w?.threshold ?? 0);
      const switches = four.map((w) => (w?.on ? 1 : 0));
      return [motion, [stateCodes[item.state], ...indicators, ...thresholds, ...switches]];
    }
    case "motionExtended": {
      const blocks = item.windows.flatMap((w) => [
        ...word(w.indicator),
        w.on ? 1 : 0,
        w.updateRate,
        ...word(w.threshold),
        ...word(w.sensitivity),
      ]);
      return [motionExtended, [stateCodes[item.state], ...blocks]];
    }
    case "inputs":
      return [inputs, item.states.map((state) => stateCodes[state])];
    case "pir":
      return [pir, [stateCodes[item.state]]];
    case "sound":
      return [sound, [stateCodes[item.state], item.level]];
    case "other":
      return [item.command, item.data];
  }
}

const word = (value: number): [number, number] => [value >> 8, value & 0xff];

function itemOf(command: number, data: Uint8Array, at: number): OcxStatus {
  const byte = (index: number) => data[index] ?? 0;
  const state = (index: number) => stateOf(byte(index), at + index);
  const needs = (length: number) => {
    if (data.length === length) return;
    throw new RangeError(`ocx status at byte ${at}: item ${command} has ${data.length} bytes, not ${length}`);
  };
  switch (command) {
    case motion:
      needs(1 + 3 * windowCount);
      return {
        item: "motion",
        state: state(0),
        windows: Array.from({ length: windowCount }, (_, i) => ({
          on: byte(1 + 2 * windowCount + i) !== 0,
          indicator: byte(1 + i),
          threshold: byte(1 + windowCount + i),
        })),
      };
    case motionExtended: {
      const count = Math.floor((data.length - 1) / windowSize);
      needs(1 + Math.max(0, count) * windowSize);
      const wordAt = (index: number) => byte(index) * 256 + byte(index + 1);
      return {
        item: "motionExtended",
        state: state(0),
        windows: Array.from({ length: count }, (_, i) => {
          const start = 1 + i * windowSize;
          return {
            indicator: wordAt(start),
            on: byte(start + 2) !== 0,
            updateRate: byte(start + 3),
            threshold: wordAt(start + 4),
            sensitivity: wordAt(start + 6),
          };
        }),
      };
    }
    case inputs:
      needs(2);
      return { item: "inputs", states: [state(0), state(1)] };
    case pir:
      needs(1);
      return { item: "pir", state: state(0) };
    case sound:
      needs(2);
      return { item: "sound", state: state(0), level: byte(1) };
    default:
      return { item: "other", command, data: data.slice() };
  }
}

function stateOf(code: number, at: number): OcxState {
  for (const [state, known] of Object.entries(stateCodes)) if (code === known) return state as OcxState;
  throw new RangeError(`ocx status at byte ${at}: unknown state ${code}`);
}
