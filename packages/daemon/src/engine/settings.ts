import {
  audio,
  clock,
  dayNight,
  type Group,
  h264Channel,
  jpegChannel,
  type Model,
  motion,
  motionWindow,
  mpeg4Channel,
  privacyMask,
  type RecordOf,
  video,
} from "@pinhole/kit/model";
import type { SoundWant } from "../codec/want.ts";
import type { Lamps } from "../picture/settings.ts";
import type { EngineSettings } from "./protocol.ts";

/** What the engine has to know of the camera's groups. */
export function settingsOf(
  get: <G extends Group>(group: G) => readonly RecordOf<G>[],
  {
    isNight,
    law,
    lamps,
  }: {
    readonly isNight: boolean;
    readonly law: { readonly offset: number; readonly speed: number };
    readonly lamps?: Lamps;
  },
): EngineSettings {
  const [look] = get(video);
  return {
    video: look!,
    masks: get(privacyMask),
    clock: get(clock)[0]!,
    clockOffset: law.offset,
    clockSpeed: law.speed,
    night: look!.nightMode || isNight,
    ...(lamps ? { lamps } : {}),
    measuresBrightness: get(dayNight)[0]!.mode === "auto",
    soundGain: gainOf(get(audio)[0]!.inputGain),
    motion: get(motion)[0]!,
    motionWindows: get(motionWindow),
    h264: get(h264Channel),
    mpeg4: get(mpeg4Channel),
    mjpeg: get(jpegChannel),
  };
}

/** The codec and rate of the first or second encoding of the sound; undefined while it is off. */
export function soundOf(model: Model, set: RecordOf<typeof audio>, encoding: 1 | 2): SoundWant | undefined {
  const isOn = model.has.microphone && (encoding === 1 ? set.microphone : set.microphone2);
  return isOn ? encodingOf(set, encoding) : undefined;
}

/** The codec and rate of an encoding, whether it is on or off. */
export function encodingOf(set: RecordOf<typeof audio>, encoding: 1 | 2): SoundWant {
  const codec = encoding === 1 ? set.inputCodec : set.inputCodec2;
  const sampleRate = Number(encoding === 1 ? set.sampleRateHz : set.sampleRateHz2);
  // Network order is what RTP carries (RFC 3551, 4.5.11).
  if (codec === "pcm_s16le") return { codec: "pcm_s16be", sampleRate };
  // AAC knows no 5.5 kHz; G.711 and G.726 are telephone codecs of 8 kHz.
  if (codec === "aac") return { codec, sampleRate: sampleRate === 5512 ? 8000 : sampleRate };
  return { codec, sampleRate: 8000 };
}

/** Step 0 is silence, 1 leaves the sound as it comes, each further step is half a decibel. */
function gainOf(step: number): number {
  return step === 0 ? 0 : 10 ** (((step - 1) * 0.5) / 20);
}
