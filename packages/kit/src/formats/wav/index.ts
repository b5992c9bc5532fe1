export * from "./read.ts";

/** Bytes before the samples of a file that `encodeWavHeader` begins. */
export const wavHeaderBytes = 44;

export interface WavFormat {
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** The 44 bytes before `dataBytes` bytes of signed 16-bit little-endian samples; at most 4 GiB in all. */
export function encodeWavHeader(
  { sampleRate, channels }: WavFormat,
  dataBytes: number,
): Uint8Array<ArrayBuffer> {
  if (dataBytes > 0xffff_ffff - 36) throw new TypeError(`${dataBytes} bytes do not fit in a WAV file`);
  const header = new Uint8Array(wavHeaderBytes);
  const view = new DataView(header.buffer);
  const text = (at: number, word: string): void => header.set(new TextEncoder().encode(word), at);
  text(0, "RIFF");
  view.setUint32(4, 36 + dataBytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, dataBytes, true);
  return header;
}

/** Whether a file begins as `encodeWavHeader` begins one of this format, however long that says it is. */
export function isWavHeader(bytes: Uint8Array, format: WavFormat): boolean {
  const sizes = new Set([4, 5, 6, 7, 40, 41, 42, 43]);
  const expected = encodeWavHeader(format, 0);
  return bytes.length >= wavHeaderBytes && expected.every((byte, at) => sizes.has(at) || byte === bytes[at]);
}
