import type { OcxState, OcxStatus } from "@pinhole/kit/formats/ocx";
import { audio, motion, motionWindow, pir, type TriggerKind } from "@pinhole/kit/model";
import type { Camera } from "../camera.ts";
import { keyOf, type SoundWant } from "../codec/want.ts";
import { openLoudness } from "../events/loudness.ts";
import type { OcxMedia, OcxSound, OcxSoundCodec } from "../outputs/mjpeg/ocx.ts";

/** Milliseconds between two looks at whether there is sound, and in which codec. */
const lookPeriodMs = 1000;

/** Hz at which loudness is measured, as for the event that noise fires. */
const loudnessRate = 16_000;

/** What stands in the multiplex of the vendors' plug-ins beside the pictures. */
export function openMultiplex(camera: Camera, hears: boolean): Pick<OcxMedia, "sound" | "status"> {
  const sound = hears && camera.model.has.microphone ? followSound(camera) : undefined;
  return {
    ...(sound && { sound }),
    // As in the padding data format of the vendors' manuals: "should always pad the data if it supports some features".
    status: (of) => (of === "picture" ? pictureStatus(camera) : [soundStatus(camera, sound?.level ?? 0)]),
  };
}

function pictureStatus(camera: Camera): OcxStatus[] {
  const { has } = camera.model;
  const state = stateOf(camera, "motion", camera.get(motion)[0]!.enabled);
  const levels = camera.watching.motion()?.levels;
  const windows = camera.get(motionWindow).map(({ enabled, threshold, updateRate, sensitivity }, n) => {
    return { on: enabled, indicator: levels?.[n] ?? 0, threshold, updateRate, sensitivity };
  });
  const items: OcxStatus[] = [
    { item: "motion", state, windows },
    { item: "motionExtended", state, windows },
  ];
  const { inputs, pir: isWarm } = camera.pins();
  if (has.io > 0) {
    const [first, second] = inputs;
    items.push({
      item: "inputs",
      states: [stateOf(camera, "input", first), stateOf(camera, "input", second)],
    });
  }
  if (has.pir)
    items.push({ item: "pir", state: stateOf(camera, "pir", isWarm && camera.get(pir)[0]!.enabled) });
  return items;
}

function soundStatus(camera: Camera, level: number): OcxStatus {
  return { item: "sound", state: stateOf(camera, "audio", camera.get(audio)[0]!.triggerEnabled), level };
}

function stateOf({ alarms }: Camera, kind: TriggerKind, isOn: boolean): OcxState {
  if (!isOn) return "off";
  return alarms.isScheduled(kind) ? "on" : "outside";
}

/** The sound as the camera is set, in 8 kHz; what the multiplex has no type for comes as G.711. */
function wantOf(camera: Camera): (SoundWant & { readonly codec: OcxSoundCodec }) | undefined {
  const set = camera.sound(1);
  if (set === undefined) return undefined;
  return { codec: set.codec === "aac" ? "pcm_mulaw" : set.codec, sampleRate: 8000 };
}

/** Reads the sound of a camera and goes on in another codec when it is set so; while it is off, nothing comes. */
function followSound(camera: Camera): OcxSound & { readonly level: number } {
  let heard:
    | { readonly codec: OcxSoundCodec; readonly key: string; readonly readings: Disposable }
    | undefined;
  let level = 0;
  const forget = (): void => {
    const last = heard;
    heard = undefined;
    level = 0;
    last?.readings[Symbol.dispose]();
  };
  return {
    get codec() {
      return heard?.codec;
    },
    get level() {
      return level;
    },
    read: (reader) => {
      const look = (): void => {
        const want = wantOf(camera);
        const key = want && keyOf(want);
        if (key === heard?.key) return;
        forget();
        const stream = want && camera.stream(want);
        const loud = camera.stream({ codec: "pcm_s16be", sampleRate: loudnessRate });
        if (want === undefined || key === undefined || stream === undefined) return;
        const readings = new DisposableStack();
        heard = { codec: want.codec, key, readings };
        const measure = openLoudness(loudnessRate);
        const take = (data: Uint8Array): boolean => {
          level = measure(data) ?? level;
          return true;
        };
        if (loud)
          readings.use(loud.read({ output: "loudness", write: ({ data }) => take(data), end: forget }));
        readings.use(stream.read({ output: "sound", write: (packet) => reader.write(packet), end: forget }));
      };
      look();
      const timer = setInterval(look, lookPeriodMs);
      timer.unref();
      return {
        [Symbol.dispose]: () => {
          clearInterval(timer);
          forget();
        },
      };
    },
  };
}
