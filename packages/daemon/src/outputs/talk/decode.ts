import type { TalkAnswer } from "@pinhole/kit/dialect";
import { decodeG711 } from "@pinhole/kit/formats/g711";
import { openG726Decoder } from "@pinhole/kit/formats/g726";

/** Bytes of a codec to samples of 16 bits at 8 kHz; for one stream, from its beginning. */
export function openDecoder(spec: TalkAnswer["talk"]): (bytes: Uint8Array) => Int16Array {
  if (spec.codec !== "adpcm_g726") return (bytes) => decodeG711(bytes, spec.codec);
  const decoder = openG726Decoder(spec.bits);
  return (bytes) => decoder.decode(bytes);
}

/** Bytes of a second of sound. */
export function bytesPerSecond(spec: TalkAnswer["talk"]): number {
  return spec.codec === "adpcm_g726" ? spec.bits * 1000 : 8000;
}

/** The setting that leaves sound as it comes. */
const asItComes = 8;

/** Makes sound louder or softer, by half a decibel for each step of the setting; 0 is silence. */
export function amplified(samples: Int16Array, step: number): Int16Array {
  if (step === asItComes) return samples;
  const factor = step === 0 ? 0 : 10 ** ((step - asItComes) / 40);
  return samples.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * factor))));
}
