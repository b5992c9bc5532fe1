import type { audio, CameraEvent, Clock, Pressable, RecordOf, Trigger } from "@pinhole/kit/model";
import { openListener } from "../events/loudness.ts";
import { type Rules, recurring } from "../events/rules.ts";
import type { AlarmMedia } from "./media.ts";

/** What triggers besides the picture: sound, inputs, time, and what stands in the log. */
export interface Prompts extends Disposable {
  press(part: Pressable, seconds: number): void;
  /** Presses it until it is let go of; `quietly` is no event. */
  put(part: Pressable, on: boolean, quietly?: boolean): void;
  isPressed(part: Pressable): boolean;
  /** The settings, or what is switched on, may have changed. */
  look(): void;
  /** Looks for triggers in the log. */
  heed(event: CameraEvent): void;
}

export interface PromptOptions {
  /** The camera's clock, and that of the packets. */
  readonly clock: Clock;
  readonly mediaClock: Clock;
  readonly media: AlarmMedia;
  rules(): Rules;
  audio(): RecordOf<typeof audio>;
  /** Whether an input triggers when it is pressed; otherwise when it is let go of. */
  risesAt(input: 1 | 2): boolean;
  trigger(trigger: Trigger): void;
}

export function openPrompts(options: PromptOptions): Prompts {
  const { clock, mediaClock, media } = options;
  const pressed = new Map<Pressable, Disposable>();
  let recurringNow: { readonly name: string; readonly timers: DisposableStack } = {
    name: "[]",
    timers: new DisposableStack(),
  };
  let listening: { readonly name: string; readonly reading: Disposable } | undefined;
  const fire = (kind: Trigger["kind"], places: readonly number[], detail: string): void =>
    options.trigger({ at: mediaClock.now(), kind, places, detail });

  /** A timer that comes round; the first time is a period away. */
  const every = (timers: DisposableStack, seconds: number, call: () => void): void => {
    let waiting: Disposable | undefined;
    const next = (): void => {
      waiting = clock.after(seconds, () => {
        next();
        call();
      });
    };
    next();
    timers.defer(() => waiting?.[Symbol.dispose]());
  };
  const lookAtTime = (): void => {
    const rules = options.rules();
    const wanted = rules.armed ? recurring(rules) : [];
    const name = JSON.stringify(wanted.map(({ rule, seconds }) => [rule.name, rule.kind, seconds]));
    if (name === recurringNow.name) return;
    recurringNow.timers.dispose();
    const timers = new DisposableStack();
    recurringNow = { name, timers };
    const periods = new Map<string, { readonly kind: "periodic" | "continuous"; readonly seconds: number }>();
    for (const { rule, seconds } of wanted) {
      const kind = rule.kind as "periodic" | "continuous";
      periods.set(`${kind} ${seconds}`, { kind, seconds });
    }
    for (const { kind, seconds } of periods.values()) {
      const call = (): void =>
        fire(kind, [], kind === "periodic" ? `${seconds} s have passed` : "recording without end");
      every(timers, seconds, call);
      if (kind === "continuous") queueMicrotask(() => recurringNow.name === name && call());
    }
  };
  const lookAtSound = (): void => {
    const { triggerEnabled, triggerLevel: level, triggerOn: on } = options.audio();
    const sound = triggerEnabled && options.rules().armed ? media.sound("pcm_s16be") : undefined;
    const name = sound && `${sound.stream.name} ${level} ${on}`;
    if (name === listening?.name) return;
    listening?.reading[Symbol.dispose]();
    listening = undefined;
    if (!sound || name === undefined) return;
    const listener = openListener({ level, on }, sound.sampleRate);
    const reading = sound.stream.read({
      output: "loudness",
      write: ({ data, pts }) => {
        const percent = listener.take(data, pts);
        if (percent === undefined) return true;
        const detail = `${on} at ${percent} %, ${on === "noise" ? "at least" : "less than"} ${level}`;
        options.trigger({ at: pts, kind: "audio", places: [1], detail });
        return true;
      },
      end: () => {
        queueMicrotask(() => {
          listening?.reading[Symbol.dispose]();
          listening = undefined;
        });
      },
    });
    listening = { name, reading };
  };
  const put = (part: Pressable, on: boolean, quietly = false): void => {
    if (on === pressed.has(part)) return;
    pressed.get(part)?.[Symbol.dispose]();
    if (on) pressed.set(part, new DisposableStack());
    else pressed.delete(part);
    if (quietly) return;
    const input = part === "input1" ? 1 : 2;
    if (part === "pir") {
      if (on) fire("pir", [], "heat that moves");
    } else if (on === options.risesAt(input)) fire("input", [input], `input ${input}`);
  };
  return {
    press: (part, seconds) => {
      put(part, true);
      pressed.get(part)?.[Symbol.dispose]();
      pressed.set(
        part,
        mediaClock.after(seconds, () => put(part, false)),
      );
    },
    put,
    isPressed: (part) => pressed.has(part),
    look: () => {
      lookAtTime();
      lookAtSound();
    },
    heed: ({ source, severity, message }) => {
      // The web server locks a login after many failures and says so in the log.
      if (source === "user" && severity === 4 && message.includes(" is locked for "))
        fire("login", [], message);
    },
    [Symbol.dispose]: () => {
      for (const release of pressed.values()) release[Symbol.dispose]();
      recurringNow.timers.dispose();
      listening?.reading[Symbol.dispose]();
    },
  };
}
