/** The two laws of ITU-T G.711, named as FFmpeg names them. */
export type G711Law = "pcm_alaw" | "pcm_mulaw";

/** Bytes of either law to samples of 16 bits. */
export function decodeG711(bytes: Uint8Array, law: G711Law): Int16Array {
  const table = levels[law];
  return Int16Array.from(bytes, (byte) => table[byte] as number);
}

/** Samples of 16 bits to bytes of either law: each becomes the nearest level that the law has. */
export function encodeG711(samples: Int16Array, law: G711Law): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(samples, law === "pcm_alaw" ? toAlaw : toMulaw);
}

// The even bits of A-law, and all of µ-law, are sent inverted: silence then has many changes for a modem to lock on to.
const alawInverted = 0x55;
const mulawInverted = 0xff;
/** µ-law counts its segments from here, which makes each exactly twice the one before. */
const mulawBias = 132;

const levels: Readonly<Record<G711Law, Int16Array>> = {
  pcm_alaw: Int16Array.from({ length: 256 }, (_, byte) => fromAlaw(byte)),
  pcm_mulaw: Int16Array.from({ length: 256 }, (_, byte) => fromMulaw(byte)),
};

function fromAlaw(byte: number): number {
  const code = byte ^ alawInverted;
  const segment = (code >> 4) & 7;
  const step = ((code & 15) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 256) << (segment - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

function toAlaw(sample: number): number {
  const magnitude = sample < 0 ? -sample - 1 : sample;
  const segment = Math.max(0, 24 - Math.clz32(magnitude));
  const step = (magnitude >> Math.max(4, segment + 3)) & 15;
  return ((sample < 0 ? 0 : 0x80) | (segment << 4) | step) ^ alawInverted;
}

function fromMulaw(byte: number): number {
  const code = byte ^ mulawInverted;
  const magnitude = ((((code & 15) << 3) + mulawBias) << ((code >> 4) & 7)) - mulawBias;
  return code & 0x80 ? -magnitude : magnitude;
}

function toMulaw(sample: number): number {
  const magnitude = Math.min(Math.abs(sample) + mulawBias, 0x7fff);
  const segment = 24 - Math.clz32(magnitude);
  const step = (magnitude >> (segment + 3)) & 15;
  return ((sample < 0 ? 0x80 : 0) | (segment << 4) | step) ^ mulawInverted;
}
