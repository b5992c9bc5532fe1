import { allocate, openCanvas } from "../../av/frame.ts";
import { soundFrame } from "../../av/sound.ts";
import { unixNow, until } from "../pace.ts";
import type { SourceContext } from "../source.ts";
import { openScene, type Scene, type View } from "./draw.ts";
import type { Scenario } from "./scenarios.ts";
import { drawSound, sampleRate } from "./sound.ts";

/** Samples in 20 ms. */
const packet = sampleRate / 50;

/** Seconds by which a picture may be late. */
const holdUp = 0.2;

/** Seconds by which sound may be late: made up for sooner than left out, which is heard. */
const soundHoldUp = 2;

/** Seconds after which a pause between pictures is looked at again: somebody may want them more often by now. */
const lookUp = 0.04;

const size = { width: 1280, height: 720 };

/** The everyday scene of a seed, painted. */
class Ready {
  readonly seed: number;
  readonly scene: Scene;

  constructor(seed: number) {
    this.seed = seed;
    this.scene = openScene(seed);
  }
}

/** For `play` with the same seed, later. */
export const prepare = (seed: number): unknown => new Ready(seed);

/** Draws what the camera is aimed at, as often as somebody wants it, and makes the sound beside it. */
export async function play(context: SourceContext, scenario?: Scenario): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([context.signal, ended.signal]);
  context.hasSound(true);
  try {
    await Promise.all([showPictures(context, signal, scenario), makeSound(context, signal)]);
  } finally {
    ended.abort();
  }
}

async function showPictures(
  context: SourceContext,
  signal: AbortSignal,
  scenario: Scenario | undefined,
): Promise<void> {
  const { seed, ready } = context;
  const isReady = ready instanceof Ready && ready.seed === seed && scenario === undefined;
  const scene = isReady ? ready.scene : openScene(seed, scenario?.script(seed));
  // Two in turn: whoever keeps the newest picture does not make the next one copy it.
  using even = openCanvas(allocate(size));
  using odd = openCanvas(allocate(size));
  let due = unixNow();
  for (let count = 0; ; count++) {
    // Pictures stand in the even rhythm in which they are due, not where the machine got round to them.
    const at = due;
    const { frame, draw } = count % 2 === 0 ? even : odd;
    draw((planes) => {
      scene.draw(at - context.epoch, viewOf(context.aim(at)), planes, count, context.clock(at));
    });
    context.take(frame, at);
    do {
      due = at + 1 / context.frameRate();
      await until(Math.min(due, unixNow() + lookUp), signal);
    } while (due - unixNow() > 0.001);
    // After a hold-up the rhythm begins anew: pictures that were missed are not made up for.
    if (due < unixNow() - holdUp) due = unixNow();
  }

  function viewOf([pan, tilt]: readonly [number, number]): View {
    const place = (share: number, room: number): number => Math.round((((share + 1) / 2) * room) / 2) * 2;
    return { ...size, x: place(pan, scene.width - size.width), y: place(tilt, scene.height - size.height) };
  }
}

/** Has a rhythm of its own: pictures may come once a second only. */
async function makeSound(context: SourceContext, signal: AbortSignal): Promise<void> {
  let heard = unixNow();
  for (;;) {
    await until(heard + packet / sampleRate, signal);
    const late = unixNow() - heard;
    if (!context.wantsSound() || late > soundHoldUp) {
      heard = unixNow();
      continue;
    }
    const samples = Math.max(1, Math.floor((late * sampleRate) / packet)) * packet;
    using block = soundFrame(drawSound(heard + context.clockOffset(), samples), sampleRate);
    context.takeSound(block.frame, heard);
    heard += samples / sampleRate;
  }
}
