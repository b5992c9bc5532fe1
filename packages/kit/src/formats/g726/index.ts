import { Coder } from "./coder.ts";
import type { G726Bits } from "./tables.ts";

export type { G726Bits } from "./tables.ts";

/** ITU-T G.726 at 8 kHz, packed as RFC 3551 (4.5.4) does: the first code word in the lowest bits. */
export interface G726Decoder {
  /** The samples, of 16 bits, of the next bytes; a code word that is cut off is kept for them. */
  decode(bytes: Uint8Array): Int16Array;
}

export interface G726Encoder {
  /** The next whole bytes for samples of 16 bits; bits that fill no byte are kept. */
  encode(samples: Int16Array): Uint8Array<ArrayBuffer>;
}

/** Decodes a stream from its beginning; `bits` of each sample: 2, 3, 4 or 5 for 16, 24, 32 or 40 kbit/s. */
export function openG726Decoder(bits: G726Bits): G726Decoder {
  const coder = new Coder(bits);
  let waiting = 0;
  let count = 0;
  return {
    decode: (bytes) => {
      const samples = new Int16Array(Math.floor((count + bytes.length * 8) / bits));
      let at = 0;
      for (const byte of bytes) {
        waiting |= byte << count;
        for (count += 8; count >= bits; count -= bits) {
          samples[at++] = to16Bits(coder.reconstruct(waiting & ((1 << bits) - 1)));
          waiting >>= bits;
        }
      }
      return samples;
    },
  };
}

/** Encodes a stream from its beginning; `bits` of each sample as for the decoder. */
export function openG726Encoder(bits: G726Bits): G726Encoder {
  const coder = new Coder(bits);
  let waiting = 0;
  let count = 0;
  return {
    encode: (samples) => {
      const bytes = new Uint8Array(Math.floor((count + samples.length * bits) / 8));
      let at = 0;
      for (const sample of samples) {
        const word = coder.quantize(sample >> 2);
        coder.reconstruct(word);
        waiting |= word << count;
        for (count += bits; count >= 8; count -= 8) {
          bytes[at++] = waiting & 255;
          waiting >>= 8;
        }
      }
      return bytes;
    },
  };
}

/** The codec's samples have 14 bits; a reconstruction can be larger. */
function to16Bits(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, sample * 4));
}
