import {
  AV_CHANNEL_ORDER_NATIVE,
  AV_SAMPLE_FMT_FLTP,
  AV_SAMPLE_FMT_S16,
  type FFEncoderCodec,
} from "node-av/constants";
import {
  AudioFifo,
  Codec,
  CodecContext,
  Frame,
  Packet,
  Rational,
  SoftwareResampleContext,
} from "node-av/lib";
import type { EncodedPicture } from "./encoder.ts";
import { checked, isDry } from "./errors.ts";

export type SoundCodec = "aac" | "pcm_alaw" | "pcm_mulaw" | "adpcm_g726" | "pcm_s16be";

export interface SoundEncoderOptions {
  readonly codec: SoundCodec;
  /** Hz; 8000 for G.711 and G.726. */
  readonly sampleRate: number;
  /** Factor by which the sound is made louder; 0 is silence. */
  readonly gain: number;
}

/** Makes packets of one codec, mono, from PCM of any kind. */
export interface SoundEncoder extends Disposable {
  /** `at` is the Unix time in seconds of the frame's first sample. */
  encode(frame: Frame, at: number): readonly EncodedPicture[];
}

// RFC 3551 packs G.726 from the least significant bit on, which FFmpeg calls g726le.
const encoders = {
  aac: "aac",
  pcm_alaw: "pcm_alaw",
  pcm_mulaw: "pcm_mulaw",
  adpcm_g726: "g726le",
  pcm_s16be: "pcm_s16be",
} as const satisfies Record<SoundCodec, string>;

const mono = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: 4n };

/** Seconds by which the sound's times may be off before they are laid anew. */
const slack = 0.03;

export function openSoundEncoder(options: SoundEncoderOptions): SoundEncoder {
  const { codec: name, sampleRate } = options;
  const codec = Codec.findEncoderByName(encoders[name] as FFEncoderCodec);
  if (codec === null) throw new TypeError(`this FFmpeg has no ${name} encoder`);
  const format = name === "aac" ? AV_SAMPLE_FMT_FLTP : AV_SAMPLE_FMT_S16;
  const context = new CodecContext();
  context.allocContext3(codec);
  context.sampleRate = sampleRate;
  context.sampleFormat = format;
  context.channelLayout = mono;
  context.timeBase = new Rational(1, sampleRate);
  if (name === "aac") context.bitRate = BigInt(Math.max(24_000, Math.min(64_000, sampleRate * 2)));
  if (name === "adpcm_g726") context.bitRate = BigInt(sampleRate * 4);
  checked(context.open2Sync(codec, null), `open the ${name} encoder`);
  // Codecs without frames of their own get 20 ms in each packet, as RFC 3551, 4.2 has it.
  const samples = name === "aac" ? context.frameSize : Math.round(sampleRate / 50);
  // FFmpeg's G.726 would take a quarter of a second at a time.
  if (name === "adpcm_g726") context.frameSize = samples;
  const fifo = new AudioFifo();
  fifo.alloc(format, 1, sampleRate);
  const packet = new Packet();
  packet.alloc();
  let resampler: Resampler | undefined;
  /** Samples given to the encoder, and the Unix time of sample 0. */
  let counter = 0;
  let origin: number | undefined;

  const drain = (into: EncodedPicture[]): void => {
    for (;;) {
      const status = context.receivePacketSync(packet);
      if (isDry(status)) return;
      checked(status, "take encoded sound");
      const pts = (origin ?? 0) + Number(packet.pts) / sampleRate;
      if (packet.data) into.push({ data: new Uint8Array(packet.data), pts, key: true });
      packet.unref();
    }
  };
  return {
    encode: (frame, at) => {
      const kind = `${frame.format}/${frame.sampleRate}/${frame.channels}`;
      if (resampler?.kind !== kind) {
        resampler?.[Symbol.dispose]();
        resampler = openResampler(frame, { kind, format, sampleRate, gain: options.gain });
      }
      const expected = origin === undefined ? undefined : origin + (counter + fifo.size) / sampleRate;
      if (expected === undefined || Math.abs(at - expected) > slack) {
        // A gap or a jump: what is left of before would be heard at the wrong time.
        fifo.reset();
        origin = at - counter / sampleRate;
      }
      resampler.convert(frame, (data, count) => checked(fifo.writeSync(data, count), "keep sound"));
      const made: EncodedPicture[] = [];
      while (fifo.size >= samples) {
        using block = openBlock(samples, { format, sampleRate });
        checked(fifo.readSync(block.frame.data ?? [], samples), "take kept sound");
        block.frame.pts = BigInt(counter);
        counter += samples;
        checked(context.sendFrameSync(block.frame), "encode sound");
        drain(made);
      }
      return made;
    },
    [Symbol.dispose]: () => {
      resampler?.[Symbol.dispose]();
      fifo.free();
      packet.free();
      context.freeContext();
    },
  };
}

interface Shape {
  readonly format: typeof AV_SAMPLE_FMT_FLTP | typeof AV_SAMPLE_FMT_S16;
  readonly sampleRate: number;
}

interface Resampler extends Disposable {
  readonly kind: string;
  convert(frame: Frame, take: (data: Buffer[], samples: number) => void): void;
}

function openResampler(
  input: Frame,
  { kind, format, sampleRate, gain }: Shape & { readonly kind: string; readonly gain: number },
): Resampler {
  const context = new SoftwareResampleContext();
  const { channelLayout, sampleRate: inputRate, channels } = input;
  const inputFormat = input.format as typeof format;
  checked(
    context.allocSetOpts2(mono, format, sampleRate, channelLayout, inputFormat, inputRate),
    "set up the resampler",
  );
  // All channels into one, each with its share.
  const matrix = Array.from({ length: channels }, () => gain / channels);
  checked(context.setMatrix(matrix, channels), "set the volume");
  checked(context.init(), "set up the resampler");
  const output = new Frame();
  output.alloc();
  return {
    kind,
    convert: (frame, take) => {
      output.unref();
      output.format = format;
      output.sampleRate = sampleRate;
      output.channelLayout = mono;
      checked(context.convertFrame(output, frame), "resample sound");
      if (output.nbSamples > 0) take(output.data ?? [], output.nbSamples);
    },
    [Symbol.dispose]: () => {
      output.free();
      context.free();
    },
  };
}

function openBlock(samples: number, { format, sampleRate }: Shape): Disposable & { readonly frame: Frame } {
  const frame = new Frame();
  frame.alloc();
  frame.format = format;
  frame.nbSamples = samples;
  frame.sampleRate = sampleRate;
  frame.channelLayout = mono;
  checked(frame.getBuffer(0), "allocate sound");
  return { frame, [Symbol.dispose]: () => frame.free() };
}

/** A mono frame of 16-bit PCM with the given samples. */
export function soundFrame(samples: Int16Array, sampleRate: number): Disposable & { readonly frame: Frame } {
  const block = openBlock(samples.length, { format: AV_SAMPLE_FMT_S16, sampleRate });
  const [bytes] = block.frame.data ?? [];
  bytes?.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
  return block;
}
