import type { Worker } from "node:worker_threads";
import { type Course, type MotionReport, resting } from "@pinhole/kit/model";
import { Stream } from "../bus/stream.ts";
import { isSoundKey, keyOf, type SoundWant, type Want } from "../codec/want.ts";
import { changeOf } from "../picture/changes.ts";
import { openArrivals } from "./arrivals.ts";
import { openHold } from "./hold.ts";
import type { EngineSettings, EngineStart, FromEngine, SourceState, ToEngine } from "./protocol.ts";
import { openSweep, tidyAfterStart } from "./sweep.ts";
import { startThread, type Thread } from "./thread.ts";

export type { Thread } from "./thread.ts";

/** Looks, a second apart, without a sign of life between them after which the engine's thread counts as hung. */
const hang = 10;

/** As many before its first sign: a machine that is very busy takes long to read all its code. */
const slowStart = 60;

/** Milliseconds that the thread has to end by itself. */
const patienceMs = 3000;

const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** Seconds for which whoever wants sound waits for a source to say whether it has any. */
const soundSeconds = 8;

/** Milliseconds for which a channel goes on after its last reader: who reconnects finds it running. */
const lingerMs = 4000;

type PacketMessage = Extract<FromEngine, { readonly type: "packet" }>;

/** Whether a channel is passed through, and why it is or is not, in words. */
export interface Passage {
  readonly passed: boolean;
  readonly reason: string;
}

export interface EngineOptions extends EngineStart {
  readonly signal: AbortSignal;
  /** One that was started ahead. */
  readonly thread?: Thread | undefined;
  /** Whether a stream may be read, by its key. */
  allows(key: string): boolean;
  /** Told at every change of the source's state. */
  onSource(source: SourceState): void;
  onBrightness(percent: number): void;
  /** Told what moves in every picture that is looked at, several a second, while somebody watches for it. */
  onMotion(report: MotionReport): void;
  /** A channel is passed through from now on, or encoded, and why. */
  onPassage(channel: string, passage: Passage): void;
  /** Channels that can not be encoded as they are set. */
  onTrouble(channels: readonly string[], reason: string): void;
  /** A reader of a stream threw and was sent away. */
  onReaderFailed(stream: string, output: string, error: unknown): void;
  /** Whether somebody wants sound, at each change. */
  onSoundWanted(wanted: boolean): void;
  /** The engine's thread has died or hung and is started anew. */
  onCrash(reason: string): void;
}

/** The main thread's side of the engine: streams on demand, and a supervisor that keeps its thread alive. */
export interface Engine extends AsyncDisposable {
  /** The stream of a want; asking again gives the same one. */
  stream(want: Want): Stream;
  configure(settings: EngineSettings): void;
  /** Takes mono sound of the microphone, which is handed over: `at` is when its first sample was captured. */
  hear(samples: Int16Array<ArrayBuffer>, sampleRate: number, at: number): void;
  /** Where the camera looks from now on; `moved` says that something turns the source there. */
  aim(course: Course, moved?: boolean): void;
  /** Looks for motion until the watch is disposed of, as far as the settings have it on. */
  watchMotion(): Disposable;
  /** The newest report of what moves; undefined before the first. */
  readonly motion: MotionReport | undefined;
  readonly source: SourceState;
  readonly picturesIn: number;
  /** When the newest picture was captured, Unix time in seconds. */
  readonly newest: number | undefined;
  /** Whether there is sound; undefined as long as the source was never open. */
  readonly hasSound: boolean | undefined;
  /** Opens the source for that; resolves when it is known, when the source fails, or after so many seconds. */
  soundKnown(want: SoundWant, seconds?: number): Promise<void>;
  readonly restarts: number;
  readonly streams: ReadonlyMap<string, Stream>;
  /** Of the H.264 and JPEG channels that somebody has watched, as they were made last. */
  readonly passages: ReadonlyMap<string, Passage>;
}

/** `code` is the module of the engine's thread. It runs until the signal aborts or the engine is disposed of. */
export function openEngine(options: EngineOptions, code?: URL): Engine {
  const { signal } = options;
  const streams = new Map<string, Stream>();
  const sweep = openSweep();
  const wants = new Map<string, Want>();
  const passages = new Map<string, Passage>();
  let { settings } = options;
  let course: Course = { pan: resting(0), tilt: resting(0) };
  let moved = false;
  let source: SourceState = { state: "idle", since: options.epoch };
  let spare = options.thread;
  let worker: Worker | undefined;
  let picturesIn = 0;
  let picturesBefore = 0;
  let newest: number | undefined;
  const watchers = new Set<symbol>();
  let motion: MotionReport | undefined;
  let hasSound = options.sound === "source" ? undefined : options.sound === "microphone";
  const askers = new Set<() => void>();
  let restarts = 0;
  let pauseMs = firstPauseMs;
  let silentLooks = 0;
  let mostLooks = slowStart;
  let stopped = signal.aborted;

  const post = (message: ToEngine, transfer: ArrayBuffer[] = []): void =>
    worker?.postMessage(message, transfer);
  const arrivals = openArrivals({
    deliver: (key, packet) => streams.get(key)?.publish(packet),
    lost: (key) => post({ type: "refresh", key }),
  });
  let isDrawnOn = changeOf(settings) !== undefined;
  const held = openHold<PacketMessage>((message) => hand(message));
  const hand = (message: PacketMessage): void => arrivals(message.keys, message);
  const aim = (): void => post({ type: "aim", course, moved, now: Date.now() / 1000 });
  let soundWanted = false;
  const countSound = (): void => {
    const isWanted = [...wants.keys()].some(isSoundKey);
    if (isWanted === soundWanted) return;
    soundWanted = isWanted;
    options.onSoundWanted(isWanted);
  };
  const answerAskers = (): void => {
    for (const answer of [...askers]) answer();
  };
  const setSource = (next: SourceState): void => {
    source = next;
    options.onSource(next);
    if (next.state === "down") answerAskers();
  };
  const setPassage = (channel: string, { passed, reason }: Passage): void => {
    const before = passages.get(channel);
    if (before?.passed === passed && before.reason === reason) return;
    passages.set(channel, { passed, reason });
    options.onPassage(channel, { passed, reason });
  };
  const receive = (message: FromEngine): void => {
    silentLooks = 0;
    if (message.type === "packet") {
      mostLooks = hang;
      sweep(message.data.length);
      // It was on its way when a mask was set over it.
      if (message.passed && isDrawnOn) return;
      return message.early === undefined ? hand(message) : held.take(message, message.early * 1000);
    }
    if (message.type === "source") return setSource(message.source);
    if (message.type === "sound") {
      hasSound = message.has;
      return answerAskers();
    }
    if (message.type === "motion") {
      motion = message.report;
      return options.onMotion(message.report);
    }
    if (message.type === "passage") return setPassage(message.key, message);
    if (message.type === "trouble") return options.onTrouble(message.keys, message.reason);
    mostLooks = hang;
    picturesIn = picturesBefore + message.picturesIn;
    newest = message.newest ?? newest;
    if (message.brightness !== undefined) options.onBrightness(message.brightness);
    pauseMs = firstPauseMs;
  };
  const start = (): void => {
    if (stopped) return;
    silentLooks = 0;
    mostLooks = slowStart;
    const thread = spare ?? startThread(code);
    spare = undefined;
    const { source, epoch, seed, sound } = options;
    thread.begin({ source, epoch, seed, settings, sound });
    const started = thread.worker;
    worker = started;
    started.on("message", (message: FromEngine) => {
      if (worker === started) receive(message);
    });
    void thread.ended.then((reason) => {
      if (worker === started) revive(reason);
    });
    aim();
    for (const [key, want] of wants) post({ type: "want", key, want });
    if (watchers.size > 0) post({ type: "watch", on: true });
  };
  const revive = (reason: string): void => {
    worker = undefined;
    held.clear();
    if (stopped) return;
    restarts++;
    picturesBefore = picturesIn;
    options.onCrash(reason);
    setSource({
      state: "down",
      since: Date.now() / 1000,
      reason: `the video engine failed: ${reason}`,
      code: "engine-crashed",
    });
    setTimeout(start, pauseMs).unref();
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };
  const watch = setInterval(() => {
    // Looks are counted, not seconds: a machine that was asleep finds its engine as it left it.
    if (!worker || ++silentLooks < mostLooks) return;
    const hung = worker;
    revive(`no sign of life for ${mostLooks} s`);
    void hung.terminate();
  }, 1000);
  watch.unref();
  const end = async (): Promise<void> => {
    stopped = true;
    clearInterval(watch);
    held.clear();
    signal.removeEventListener("abort", stop);
    if (!worker) return;
    const last = worker;
    worker = undefined;
    const { promise: gone, resolve } = Promise.withResolvers<number>();
    last.once("exit", resolve);
    last.postMessage({ type: "stop" } satisfies ToEngine);
    // A thread that is terminated while native code works for it can take the whole process with it.
    const impatient = setTimeout(() => void last.terminate(), patienceMs);
    await gone.finally(() => clearTimeout(impatient));
  };
  let ending: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    ending ??= end();
    return ending;
  };
  signal.addEventListener("abort", stop);
  start();
  tidyAfterStart(true);

  const stream = (want: Want): Stream => {
    const key = keyOf(want);
    const known = streams.get(key);
    if (known) return known;
    const supply = {
      start: () => {
        wants.set(key, want);
        post({ type: "want", key, want });
        countSound();
      },
      stop: () => {
        wants.delete(key);
        post({ type: "unwant", key });
        countSound();
      },
      refresh: () => post({ type: "refresh", key }),
      allows: () => options.allows(key),
      failed: (output: string, error: unknown) => options.onReaderFailed(key, output, error),
    };
    const opened = new Stream(key, supply, "quality" in want ? 0 : lingerMs);
    streams.set(key, opened);
    return opened;
  };
  return {
    stream,
    configure: (next) => {
      settings = next;
      isDrawnOn = changeOf(settings) !== undefined;
      if (isDrawnOn) {
        held.clear();
        for (const stream of streams.values()) stream.forget();
      }
      post({ type: "configure", settings });
      // What failed under the old settings may work under the new ones.
      for (const [key, want] of wants) post({ type: "want", key, want });
    },
    hear: (samples, sampleRate, at) => post({ type: "hear", samples, sampleRate, at }, [samples.buffer]),
    aim: (next, isMoved = false) => {
      course = next;
      moved = isMoved;
      aim();
    },
    watchMotion: () => {
      const watcher = Symbol("watcher");
      if (watchers.size === 0) post({ type: "watch", on: true });
      watchers.add(watcher);
      return {
        [Symbol.dispose]: () => {
          if (watchers.delete(watcher) && watchers.size === 0) post({ type: "watch", on: false });
        },
      };
    },
    get motion() {
      return motion;
    },
    get source() {
      return source;
    },
    get picturesIn() {
      return picturesIn;
    },
    get newest() {
      return newest;
    },
    get hasSound() {
      return hasSound;
    },
    soundKnown: async (want, seconds = soundSeconds) => {
      if (hasSound !== undefined || stopped) return;
      using _reading = stream(want).read({ output: "sound", write: () => true, end: () => {} });
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, seconds * 1000);
      askers.add(resolve);
      await promise;
      clearTimeout(timer);
      askers.delete(resolve);
    },
    get restarts() {
      return restarts;
    },
    streams,
    passages,
    [Symbol.asyncDispose]: stop,
  };
}
