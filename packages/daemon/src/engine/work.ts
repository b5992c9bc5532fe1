import type { MessagePort } from "node:worker_threads";
import { aimOf, type Course, later, resting } from "@pinhole/kit/model";
import { quieten } from "../av/log.ts";
import { soundFrame } from "../av/sound.ts";
import { sourceFor } from "../parts.ts";
import { openClockText } from "../picture/clock-text.ts";
import { openNoSignal } from "../picture/no-signal.ts";
import { unixNow } from "../sources/pace.ts";
import { openBrightness } from "./brightness.ts";
import { keepRunning } from "./keep-running.ts";
import { openLookout, type Showing } from "./lookout.ts";
import { openPipeline } from "./pipeline.ts";
import { type EngineStart, type FromEngine, type SourceState, type ToEngine, usual } from "./protocol.ts";
import { openSoundLines } from "./sound.ts";

/** Seconds for which the source goes on after the last want, so that what polls finds it warm. */
const linger = 10;

/** Seconds before its time at which a packet is as good as due. */
const leastEarly = 0.002;

/** What the usual source needs for its first picture. */
export async function prepare(): Promise<unknown> {
  return (await sourceFor(usual.source)).prepare?.(usual.seed);
}

/** The engine's thread: one source, the picture, the encoders. It owns every frame; only packets leave it. */
export async function work(port: MessagePort, start: EngineStart, ready?: unknown): Promise<void> {
  quieten(false);
  const kind = await sourceFor(start.source);
  const shown = kind.show(start.source);
  let { settings } = start;
  let clockText = openClockText(settings);
  let picturesIn = 0;
  let newest: number | undefined;
  let course: Course = { pan: resting(0), tilt: resting(0) };
  /** Who shows what is aimed at: a view that is cut out, the source by what it draws, or motors that turn it. */
  let showing: Showing = kind.looksAround === true ? "drawn" : "cut";
  const post = (message: FromEngine, transfer: ArrayBuffer[] = []): void =>
    port.postMessage(message, transfer);
  const send = (message: Extract<FromEngine, { readonly type: "packet" | "passage" | "trouble" }>): void => {
    if (message.type !== "packet") return post(message);
    const early = message.passed ? message.pts - unixNow() : 0;
    post(early > leastEarly ? { ...message, early } : message, [message.data.buffer]);
  };
  const pipeline = openPipeline(settings, send);
  const sound = openSoundLines(settings.soundGain, send);
  const brightness = openBrightness();
  const lookout = openLookout(settings, {
    showing: () => showing,
    report: (report) => post({ type: "motion", report }),
  });
  /** Whether the sound is the source's own. */
  const isOwn = start.sound === "source";
  const wanted = (): number => pipeline.wanted + (isOwn ? sound.wanted : 0);
  const noSignal = openNoSignal(shown, () => settings);
  /** It is large: kept until the first run has it. */
  let unused = ready;
  let running: AbortController | undefined;
  let ended = Promise.resolve();
  let stopping: NodeJS.Timeout | undefined;

  /** Whether pictures are decoded as well as they can be, for people to see. */
  let isFull = true;
  /** A picture may come twice: as it was sent, and decoded. */
  const count = (at: number): void => {
    if (at !== newest) picturesIn++;
    newest = at;
  };
  const state = (source: SourceState): void => post({ type: "source", source });
  const run = async (stop: AbortController): Promise<void> => {
    const only = unused;
    unused = undefined;
    await keepRunning(
      { kind, text: start.source },
      {
        epoch: start.epoch,
        seed: start.seed,
        ready: only,
        frameRate: () => Math.max(pipeline.frameRate(), lookout.wanted ? lookout.frameRate : 0),
        clock: (at) => clockText(at),
        aim: (at) => aimOf(course, at),
        hasVideo: (video) => pipeline.hasVideo(video),
        wantsPackets: (codec) => pipeline.wantsPackets(codec),
        wantsPictures: () => {
          const pictures = pipeline.wantsPictures();
          isFull = pictures === "all" || !lookout.wanted;
          if (!isFull) return "few";
          // Key frames are of use only for the brightness then.
          return pictures === "keys" && !brightness.isDue(unixNow()) ? "none" : pictures;
        },
        // Whoever comes next has to wait for what was handed on, unless he gets it as well.
        mayRunAhead: () => {
          const wantsSound = isOwn && sound.wanted > 0;
          return pipeline.wanted > 0 && pipeline.wantsPictures() !== "all" && !lookout.wanted && !wantsSound;
        },
        hasSound: (has) => {
          if (isOwn) post({ type: "sound", has });
        },
        wantsSound: () => isOwn && sound.wanted > 0,
        clockOffset: () => settings.clockOffset,
        takeSound: (frame, at) => {
          if (isOwn) sound.take(frame, at);
        },
      },
      {
        signal: stop.signal,
        state,
        noSignal: (since, at) => pipeline.noSignal(noSignal.draw(since), at),
        take: (frame, at) => {
          count(at);
          brightness.take(frame, at);
          lookout.take(frame, at, aimOf(course, at));
          if (isFull) pipeline.take(frame, at);
        },
        takePacket: (unit, at) => {
          count(at);
          pipeline.takePacket(unit, at);
        },
      },
    );
    state({ state: "idle", since: Date.now() / 1000 });
  };
  const begin = (): void => {
    clearTimeout(stopping);
    stopping = undefined;
    if (running) return;
    const stop = new AbortController();
    running = stop;
    // A device can not be opened before it is let go of.
    ended = ended.then(() => run(stop));
  };
  const endSoon = (): void => {
    stopping ??= setTimeout(() => {
      running?.abort();
      running = undefined;
      stopping = undefined;
    }, linger * 1000);
  };
  const restIfIdle = (): void => {
    if (wanted() === 0 && !lookout.wanted) endSoon();
  };

  port.on("message", (message: ToEngine) => {
    switch (message.type) {
      case "want":
        if ("sampleRate" in message.want) sound.want(message.key, message.want);
        else pipeline.want(message.key, message.want);
        if (wanted() > 0) begin();
        return;
      case "unwant":
        pipeline.unwant(message.key);
        sound.unwant(message.key);
        return restIfIdle();
      case "watch":
        lookout.watch(message.on);
        return lookout.wanted ? begin() : restIfIdle();
      case "hear": {
        using heard = soundFrame(message.samples, message.sampleRate);
        return sound.take(heard.frame, message.at);
      }
      case "refresh":
        return pipeline.refresh(message.key);
      case "configure":
        settings = message.settings;
        clockText = openClockText(settings);
        sound.setGain(settings.soundGain);
        lookout.configure(settings);
        if (lookout.wanted) begin();
        else restIfIdle();
        return pipeline.configure(settings);
      case "aim":
        // Clocks of threads differ when the machine's was set between their starts.
        course = later(message.course, unixNow() - message.now);
        if (kind.looksAround !== true) showing = message.moved ? "turned" : "cut";
        return pipeline.aim(course, showing !== "cut");
      case "stop":
        // With nothing left to do the thread ends by itself.
        clearInterval(beating);
        clearTimeout(stopping);
        running?.abort();
        port.close();
    }
  });
  const beating = setInterval(() => {
    const now = unixNow();
    post({
      ...{ type: "beat", picturesIn, brightness: brightness.read() },
      newest: newest === undefined ? undefined : Math.min(newest, now),
    });
  }, 1000);
}
