import { encodeG711 } from "@pinhole/kit/formats/g711";
import { openG726Encoder } from "@pinhole/kit/formats/g726";
import { CameraError } from "@pinhole/kit/model";
import type { Transport } from "../transport.ts";
import { openResampler } from "./resample.ts";
import { openSound, type RawFormat } from "./samples.ts";

export type TalkCodec = "pcm_alaw" | "pcm_mulaw" | "adpcm_g726";

export interface TalkOptions {
  /** Of sound without a head; left out, a WAV file is expected. */
  readonly raw?: RawFormat;
  readonly signal?: AbortSignal;
  /** Told how many seconds were said. */
  readonly onProgress?: (seconds: number) => void;
}

/** What was said. */
export interface Talked {
  readonly seconds: number;
  readonly codec: TalkCodec;
}

const paths: Readonly<Record<TalkCodec, string>> = {
  pcm_alaw: "/img/g711a.cgi",
  pcm_mulaw: "/img/g711u.cgi",
  adpcm_g726: "/img/g726.cgi",
};

const rateHz = 8000;
/** Samples that are sent at a time: 50 ms. */
const portion = 400;
/** How far ahead of real time it is sent, in seconds; cameras keep little, and what is too much is lost. */
const ahead = 0.15;

/** Says sound to a camera in real time: mono of 8000 Hz, in the codec that the camera takes. */
export async function talk(
  transport: Transport,
  source: Uint8Array | AsyncIterable<Uint8Array>,
  options: TalkOptions & { readonly codec: TalkCodec },
): Promise<Talked> {
  const { codec, raw, signal, onProgress } = options;
  const { pour } = transport;
  if (pour === undefined) {
    throw new CameraError("not-offered", "browsers can not send sound as it comes; talk from Node", {
      at: paths[codec],
    });
  }
  const { sampleRate, samples } = await openSound(source instanceof Uint8Array ? once(source) : source, raw);
  let said = 0;
  const told = (count: number): void => {
    said += count;
    onProgress?.(said / rateHz);
  };
  const body = paced(portions(samples, sampleRate), { encode: encoderOf(codec), told, signal });
  await pour({ method: "POST", path: paths[codec] }, body, signal ?? new AbortController().signal);
  return { seconds: said / rateHz, codec };
}

function encoderOf(codec: TalkCodec): (samples: Int16Array) => Uint8Array {
  if (codec !== "adpcm_g726") return (samples) => encodeG711(samples, codec);
  const encoder = openG726Encoder(4);
  return (samples) => encoder.encode(samples);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

/** Samples of 16 bits at 8000 Hz, `portion` of them at a time. */
async function* portions(
  samples: AsyncIterable<Float32Array>,
  sampleRate: number,
): AsyncGenerator<Int16Array, void, undefined> {
  const resampler = openResampler(sampleRate);
  let waiting: number[] = [];
  const whole = (sound: Float32Array): void => {
    for (const sample of sound)
      waiting.push(Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))));
  };
  for await (const some of samples) {
    // A file may come in one piece: it is cut, so that nothing is computed far ahead.
    for (let at = 0; at < some.length; at += sampleRate) {
      whole(resampler.push(some.subarray(at, at + sampleRate)));
      for (; waiting.length >= portion; waiting = waiting.slice(portion))
        yield Int16Array.from(waiting.slice(0, portion));
    }
  }
  whole(resampler.end());
  for (; waiting.length > 0; waiting = waiting.slice(portion))
    yield Int16Array.from(waiting.slice(0, portion));
}

interface Pace {
  encode(samples: Int16Array): Uint8Array;
  told(samples: number): void;
  readonly signal: AbortSignal | undefined;
}

async function* paced(
  sound: AsyncIterable<Int16Array>,
  { encode, told, signal }: Pace,
): AsyncGenerator<Uint8Array, void, undefined> {
  const began = performance.now();
  let seconds = 0;
  for await (const samples of sound) {
    await wait((seconds - ahead) * 1000 - (performance.now() - began), signal);
    yield encode(samples);
    seconds += samples.length / rateHz;
    told(samples.length);
  }
  // The connection ends when the last sample has been heard.
  await wait(seconds * 1000 - (performance.now() - began), signal);
}

async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  signal?.throwIfAborted();
  if (ms <= 0) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = (): void => reject(signal?.reason);
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
