import { decodeG711 } from "@pinhole/kit/formats/g711";
import { parseWavHead, type WavEncoding } from "@pinhole/kit/formats/wav";
import { CameraError } from "@pinhole/kit/model";

/** Sound without a head: signed samples of 16 bits, little endian, channels side by side. */
export interface RawFormat {
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** Sound as one of its formats has it. */
export interface Sound extends RawFormat {
  /** Mono, -1 to 1, bit by bit. */
  readonly samples: AsyncIterable<Float32Array>;
}

const bytesOf: Readonly<Record<WavEncoding, number>> = {
  u8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  alaw: 1,
  mulaw: 1,
};

const readers: Readonly<Record<WavEncoding, (view: DataView, at: number) => number>> = {
  u8: (view, at) => (view.getUint8(at) - 128) / 128,
  s16: (view, at) => view.getInt16(at, true) / 0x8000,
  s24: (view, at) => (view.getUint8(at) + view.getInt16(at + 1, true) * 256) / 0x80_0000,
  s32: (view, at) => view.getInt32(at, true) / 0x8000_0000,
  f32: (view, at) => {
    const sample = view.getFloat32(at, true);
    return Number.isFinite(sample) ? Math.max(-1, Math.min(1, sample)) : 0;
  },
  alaw: (view, at) => lawOf(view, at, "pcm_alaw"),
  mulaw: (view, at) => lawOf(view, at, "pcm_mulaw"),
};

function lawOf(view: DataView, at: number, law: "pcm_alaw" | "pcm_mulaw"): number {
  return (decodeG711(Uint8Array.of(view.getUint8(at)), law)[0] ?? 0) / 0x8000;
}

/** Opens a WAV file, whose head is read, or sound of a raw format. Throws CameraError "refused" for other files. */
export async function openSound(
  source: AsyncIterable<Uint8Array>,
  raw: RawFormat | undefined,
): Promise<Sound> {
  const bytes = source[Symbol.asyncIterator]();
  let first: Uint8Array = new Uint8Array();
  if (raw !== undefined) return { ...raw, samples: decoded(first, bytes, { ...raw, encoding: "s16" }) };
  try {
    for (;;) {
      const head = parseWavHead(first);
      if (head !== undefined) {
        const { dataAt, dataBytes } = head;
        const samples = decoded(first.subarray(dataAt), bytes, { ...head, most: dataBytes });
        return { sampleRate: head.sampleRate, channels: head.channels, samples };
      }
      const next = await bytes.next();
      if (next.done) throw new RangeError(`wav at byte ${first.length}: the file ends in its head`);
      first = joined(first, next.value);
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CameraError("refused", `${error.message}; WAV and raw PCM can be said`, { cause: error });
  }
}

interface Coded extends RawFormat {
  readonly encoding: WavEncoding;
  /** Bytes after which something else follows. */
  readonly most?: number;
}

async function* decoded(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  { channels, encoding, most = Number.POSITIVE_INFINITY }: Coded,
): AsyncGenerator<Float32Array, void, undefined> {
  const width = bytesOf[encoding];
  const read = readers[encoding];
  let left = most;
  let waiting: Uint8Array = new Uint8Array();
  try {
    for (let part: Uint8Array | undefined = first; part !== undefined && left > 0; ) {
      const taken = part.subarray(0, Math.min(part.length, left));
      left -= taken.length;
      waiting = joined(waiting, taken);
      const count = Math.floor(waiting.length / (width * channels));
      const view = new DataView(waiting.buffer, waiting.byteOffset, waiting.byteLength);
      const mono = Float32Array.from({ length: count }, (_, n) => {
        let sum = 0;
        for (let channel = 0; channel < channels; channel += 1)
          sum += read(view, (n * channels + channel) * width);
        return sum / channels;
      });
      waiting = waiting.slice(count * width * channels);
      if (mono.length > 0) yield mono;
      const next: IteratorResult<Uint8Array> =
        left > 0 ? await rest.next() : { done: true, value: undefined };
      part = next.done ? undefined : next.value;
    }
  } finally {
    await rest.return?.();
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
