import { bool, choice, int } from "../field.ts";
import { group } from "../group.ts";

const sampleRate = <const R extends "5512" | "8000">(value: R, doc: string) =>
  choice({
    values: ["5512", "8000", "11025", "16000", "22050", "32000", "44100", "48000"],
    default: value,
    doc,
  });

const inputCodec = (value: "pcm_mulaw" | "pcm_s16le", doc: string) =>
  choice({ values: ["pcm_alaw", "pcm_mulaw", "adpcm_g726", "pcm_s16le", "aac"], default: value, doc });

export const audio = group("audio", "Microphone, speaker, and the event that noise fires.", {
  microphone: bool({ default: true, doc: "Sends the sound of the microphone." }),
  inputGain: int({
    default: 1,
    min: 0,
    max: 100,
    doc: "Volume of the microphone: 0 is silent, 1 is as it comes, each step more adds half a decibel.",
  }),
  inputCodec: inputCodec("pcm_mulaw", "Codec of the microphone's sound."),
  speaker: bool({ default: false, doc: "Plays what viewers say." }),
  outputGain: int({
    default: 8,
    min: 0,
    max: 100,
    doc: "Volume of the speaker: 0 is silent, 8 is as it comes, each step is half a decibel.",
  }),
  outputCodec: choice({
    values: ["pcm_alaw", "pcm_mulaw", "adpcm_g726"],
    default: "pcm_alaw",
    doc: "Codec in which viewers have to talk.",
  }),
  mode: int({ default: 1, min: 0, max: 3, doc: "Mode of the sound.", noEffect: "the meaning is not public" }),
  duplex: choice({
    values: ["listen", "talk", "half", "full"],
    default: "talk",
    doc: "Whether listening and talking exclude each other.",
    noEffect: "over a network listening and talking never disturb each other",
  }),
  sampleRateHz: sampleRate("8000", "Samples per second of the microphone's sound."),
  microphone2: bool({ default: true, doc: "Sends the sound of the microphone in a second codec." }),
  sampleRateHz2: sampleRate("5512", "Samples per second in the second codec."),
  inputCodec2: inputCodec("pcm_s16le", "The second codec."),
  triggerEnabled: bool({ default: false, doc: "Noise, or its end, is an event." }),
  triggerLevel: int({ default: 50, min: 0, max: 100, doc: "Loudness that counts as noise, in percent." }),
  triggerOn: choice({ values: ["noise", "silence"], default: "noise", doc: "What is an event." }),
  advanced: bool({
    default: false,
    doc: "Uses the analog gain.",
    noEffect: "the gain of a computer's sound card is the computer's own",
  }),
  analogGain: int({
    default: 23,
    min: 0,
    max: 100,
    doc: "Gain ahead of the microphone's converter.",
    noEffect: "the gain of a computer's sound card is the computer's own",
  }),
});
