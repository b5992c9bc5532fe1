/** How the samples of a WAV file are written. */
export type WavEncoding = "u8" | "s16" | "s24" | "s32" | "f32" | "alaw" | "mulaw";

/** What the head of a WAV file says. */
export interface WavHead {
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: number;
  readonly encoding: WavEncoding;
  /** Where the samples begin. */
  readonly dataAt: number;
  /** Bytes of samples; Infinity where the writer did not know, as with a pipe. */
  readonly dataBytes: number;
}

const encodings: Readonly<Record<string, WavEncoding>> = {
  "1/8": "u8",
  "1/16": "s16",
  "1/24": "s24",
  "1/32": "s32",
  "3/32": "f32",
  "6/8": "alaw",
  "7/8": "mulaw",
};

const extensible = 0xfffe;
/** A head beyond this is none. */
const mostHead = 64 * 1024;

/**
 * Reads the head of a WAV file from its first bytes; undefined when more of them are needed. Throws a RangeError with
 * the offset where it is no WAV file, or one whose samples are compressed.
 */
export function parseWavHead(bytes: Uint8Array): WavHead | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12) return undefined;
  if (word(0) !== "RIFF" || word(8) !== "WAVE") throw new RangeError("wav at byte 0: this is no WAV file");
  let format: Omit<WavHead, "dataAt" | "dataBytes"> | undefined;
  for (let at = 12; at <= mostHead; ) {
    if (bytes.length < at + 8) return undefined;
    const size = view.getUint32(at + 4, true);
    if (word(at) === "data") {
      if (format === undefined) throw new RangeError(`wav at byte ${at}: samples without a format`);
      const isOpen = size === 0 || size >= 0xffff_ff00;
      return { ...format, dataAt: at + 8, dataBytes: isOpen ? Number.POSITIVE_INFINITY : size };
    }
    if (word(at) === "fmt ") {
      if (size < 16) throw new RangeError(`wav at byte ${at}: a format of ${size} bytes`);
      if (bytes.length < at + 8 + Math.min(size, 40)) return undefined;
      format = formatAt(view, at + 8, size);
    }
    at += 8 + size + (size % 2);
  }
  throw new RangeError(`wav at byte ${mostHead}: no samples so far`);
}

function formatAt(view: DataView, at: number, size: number): Omit<WavHead, "dataAt" | "dataBytes"> {
  const tag = view.getUint16(at, true);
  const kind = tag === extensible && size >= 40 ? view.getUint16(at + 24, true) : tag;
  const [channels, sampleRate] = [view.getUint16(at + 2, true), view.getUint32(at + 4, true)];
  const bits = view.getUint16(at + 14, true);
  const encoding = encodings[`${kind}/${bits}`];
  if (encoding === undefined)
    throw new RangeError(`wav at byte ${at}: samples of kind ${kind} and ${bits} bits are not read`);
  if (channels < 1 || channels > 64 || sampleRate < 1000 || sampleRate > 768_000)
    throw new RangeError(`wav at byte ${at + 2}: ${channels} channels at ${sampleRate} Hz`);
  return { sampleRate, channels, encoding };
}
