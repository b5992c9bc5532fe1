// ISO/IEC 14496-3, table 1.18.
const sampleRates = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];
const otherRate = 15;
const lowComplexity = 2;

/** What AAC-LC access units do not say of themselves. */
export interface AacConfig {
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** The AudioSpecificConfig of AAC-LC (ISO/IEC 14496-3 1.6.2.1), as SDP, FLV and MP4 hold it. */
export function encodeAacConfig({ sampleRate, channels }: AacConfig): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(sampleRate) || sampleRate < 1 || sampleRate > 0xffffff) {
    throw new RangeError(`aac sampleRate is ${sampleRate}, 1 to ${0xffffff} are allowed`);
  }
  if (!Number.isInteger(channels) || channels < 1 || channels > 6) {
    throw new RangeError(`aac channels is ${channels}, 1 to 6 are allowed`);
  }
  const index = sampleRates.indexOf(sampleRate);
  if (index >= 0) {
    const bits = (lowComplexity << 11) | (index << 7) | (channels << 3);
    return Uint8Array.of(bits >> 8, bits & 0xff);
  }
  return Uint8Array.of(
    (lowComplexity << 3) | (otherRate >> 1),
    ((otherRate & 1) << 7) | (sampleRate >> 17),
    (sampleRate >> 9) & 0xff,
    (sampleRate >> 1) & 0xff,
    ((sampleRate & 1) << 7) | (channels << 3),
  );
}

/** Reads the AudioSpecificConfig of AAC-LC; throws where it is of another kind or cut off. */
export function parseAacConfig(bytes: Uint8Array): AacConfig {
  const value = (start: number, count: number): number => {
    let bits = 0;
    for (let at = start; at < start + count; at += 1) {
      const byte = bytes[at >> 3];
      if (byte === undefined) throw new RangeError(`aac config: cut off after ${bytes.length} bytes`);
      bits = bits * 2 + ((byte >> (7 - (at & 7))) & 1);
    }
    return bits;
  };
  const kind = value(0, 5);
  if (kind !== lowComplexity)
    throw new RangeError(`aac config: object type ${kind}, only 2 (AAC-LC) is known`);
  const index = value(5, 4);
  const sampleRate = index === otherRate ? value(9, 24) : sampleRates[index];
  const channels = value(index === otherRate ? 33 : 9, 4);
  if (sampleRate === undefined || sampleRate === 0)
    throw new RangeError(`aac config: sample rate index ${index}`);
  if (channels < 1 || channels > 6) throw new RangeError(`aac config: channel configuration ${channels}`);
  return { sampleRate, channels };
}
