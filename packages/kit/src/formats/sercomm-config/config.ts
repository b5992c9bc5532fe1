/** What is appended to the settings: a logo, certificates, and what other programs put there. */
export interface ConfigBlock {
  /** 1 logo, 2 HTTPS certificate authority, 3 and 4 root and user certificate authority of 802.1x. */
  readonly type: number;
  readonly value: Uint8Array;
}

/** A camera's configuration file. */
export interface SercommConfig {
  /** Of the format; the first is 1. */
  readonly version: number;
  /** The settings. The byte 0 may not be in it. */
  readonly main: Uint8Array;
  readonly blocks: readonly ConfigBlock[];
}

/** Version, check sum and length of the content stand at the end, each a little-endian word. */
const tailSize = 12;
const blockHead = 8;

/** Largest file that is read, in bytes. */
export const maxConfigSize = 512 * 1024;

/** The file: settings, two zero bytes, the blocks, and the tail. */
export function encodeConfig({ version, main, blocks }: SercommConfig): Uint8Array<ArrayBuffer> {
  if (main.includes(0))
    throw new RangeError(`sercomm config at byte ${main.indexOf(0)}: a zero within the settings`);
  const size = blocks.reduce((sum, { value }) => sum + blockHead + value.length, main.length + 2);
  if (size + tailSize > maxConfigSize) {
    throw new RangeError(
      `sercomm config of ${size + tailSize} bytes; at most ${maxConfigSize} are read again`,
    );
  }
  const bytes = new Uint8Array(size + tailSize);
  const view = new DataView(bytes.buffer);
  bytes.set(main);
  let at = main.length + 2;
  for (const { type, value } of blocks) {
    view.setUint32(at, type, true);
    view.setUint32(at + 4, value.length, true);
    bytes.set(value, at + blockHead);
    at += blockHead + value.length;
  }
  view.setUint32(size, version, true);
  view.setUint32(size + 4, checkSum(bytes.subarray(0, size)), true);
  view.setUint32(size + 8, size, true);
  return bytes;
}

/** Reads a whole file; throws with the offset of what does not fit. */
export function decodeConfig(bytes: Uint8Array): SercommConfig {
  if (bytes.length > maxConfigSize) {
    throw new RangeError(`sercomm config of ${bytes.length} bytes; at most ${maxConfigSize} are read`);
  }
  const size = bytes.length - tailSize;
  if (size < 2)
    throw new RangeError(`sercomm config at byte 0: ${bytes.length} bytes of at least ${tailSize + 2}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const content = bytes.subarray(0, size);
  const told = view.getUint32(size + 8, true);
  if (told !== size) {
    throw new RangeError(
      `sercomm config at byte ${size + 8}: the content has ${size} bytes, the file says ${told}`,
    );
  }
  if (view.getUint32(size + 4, true) !== checkSum(content)) {
    throw new RangeError(`sercomm config at byte ${size + 4}: the check sum is wrong`);
  }
  const version = view.getUint32(size, true);
  if (version !== 1)
    throw new RangeError(`sercomm config at byte ${size}: version ${version}; only 1 is known`);
  const end = content.indexOf(0);
  if (end < 0 || content[end + 1] !== 0) {
    throw new RangeError(
      `sercomm config at byte ${end < 0 ? size : end}: the settings do not end in two zeros`,
    );
  }
  return { version, main: content.slice(0, end), blocks: blocksOf(content, end + 2, view) };
}

function blocksOf(content: Uint8Array, start: number, view: DataView): readonly ConfigBlock[] {
  const blocks: ConfigBlock[] = [];
  for (let at = start; at < content.length; ) {
    const left = content.length - at - blockHead;
    const length = left < 0 ? 0 : view.getUint32(at + 4, true);
    if (left < 0 || length > left) {
      throw new RangeError(`sercomm config at byte ${at}: a block that is longer than what is left`);
    }
    blocks.push({
      type: view.getUint32(at, true),
      value: content.slice(at + blockHead, at + blockHead + length),
    });
    at += blockHead + length;
  }
  return blocks;
}

/** Sum of the little-endian words; one to three bytes behind the last whole word do not count. */
function checkSum(content: Uint8Array): number {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let sum = 0;
  for (let at = 0; at + 4 <= content.length; at += 4) sum = (sum + view.getUint32(at, true)) >>> 0;
  return sum;
}
