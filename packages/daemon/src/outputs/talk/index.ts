import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { TalkAnswer } from "@pinhole/kit/dialect";
import { type CameraEvent, messageOf } from "@pinhole/kit/model";
import { type Playback, type Speaker, speakerRate } from "../../bus/speaker.ts";
import { type End, type Framing, type Intake, openIntake } from "./intake.ts";

/** Bounds of one talk, in seconds unless it says bytes. */
export interface TalkLimits {
  /** How long one talk may take. */
  readonly total: number;
  /** How long a talker may send nothing. */
  readonly idle: number;
  /** Sound that is given to the speaker before its time; it is not called back when the talk is cut. */
  readonly ahead: number;
  /** What is taken from a talker who sends faster than it is played. */
  readonly holdBytes: number;
}

const defaultLimits: TalkLimits = { total: 600, idle: 30, ahead: 2, holdBytes: 256 * 1024 };

/** Seconds of sound that are decoded at a time; settings are looked at as often. */
const pieceSeconds = 0.1;

/** Seconds between two looks at the settings while nothing comes. */
const lookSeconds = 1;

export interface TalkOptions {
  readonly speaker: Speaker | undefined;
  /** Asked all the time while somebody talks. */
  settings(): { readonly on: boolean; readonly gain: number };
  log(event: Omit<CameraEvent, "at">): void;
  readonly limits?: Partial<TalkLimits>;
}

export interface Talker {
  /** "" for somebody without a login. */
  readonly name: string;
  /** Where the sound comes from. */
  readonly socket: Socket;
  readonly framing: Framing;
}

/** Plays what viewers say, one at a time. */
export interface Talk {
  /** Answers at once and plays the body as it comes, until it has been heard. */
  serve(spec: TalkAnswer["talk"], talker: Talker, res: ServerResponse): Promise<void>;
}

export function openTalk(options: TalkOptions): Talk {
  const { speaker, settings, log } = options;
  const limits = { ...defaultLimits, ...options.limits };
  let talkingSince: number | undefined;

  const talk = async (
    spec: TalkAnswer["talk"],
    intake: Intake,
    playback: Playback,
  ): Promise<keyof typeof ends> => {
    const { amplified, bytesPerSecond, openDecoder } = await import("./decode.ts");
    const decode = openDecoder(spec);
    const count = bytesPerSecond(spec) * pieceSeconds;
    const stopAt = now() + limits.total;
    let heardAt = now();
    let idleAt = now() + limits.idle;
    for (;;) {
      const left = stopAt - now();
      if (left <= 0) return "long";
      const bytes = await intake.next(count, Math.max(0, Math.min(lookSeconds, idleAt - now(), left)));
      const { on, gain } = settings();
      if (!on) return "off";
      if (bytes === "idle" && now() < idleAt) continue;
      if (typeof bytes === "string") {
        await wait(heardAt - now(), intake.cut);
        return bytes;
      }
      const samples = amplified(decode(bytes), gain);
      await playback.write(samples);
      heardAt = Math.max(heardAt, now()) + samples.length / speakerRate;
      await wait(heardAt - now() - limits.ahead, intake.cut);
      idleAt = now() + limits.idle;
    }
  };

  const serve: Talk["serve"] = async (spec, { name, socket, framing }, res) => {
    if (speaker === undefined) return refuse(res, "this camera has no speaker now: start it with --speaker");
    if (talkingSince !== undefined) {
      const seconds = Math.round(now() - talkingSince);
      const words = `the speaker is in use: somebody has been talking for ${seconds} seconds, and one can talk at a time`;
      return refuse(res, words);
    }
    talkingSince = now();
    const who = name === "" ? "somebody without a login" : name;
    try {
      const playback = await speaker.open();
      using intake = openIntake({ socket, framing, holdBytes: limits.holdBytes });
      sendHead(res);
      const startedAt = now();
      const end = await talk(spec, intake, playback).finally(() => playback.close());
      const seconds = (now() - startedAt).toFixed(1);
      log({ source: "user", severity: 6, message: `${who} talked for ${seconds} seconds${ends[end]}` });
    } catch (error) {
      log({ source: "user", severity: 4, message: `${who} was not heard: ${messageOf(error)}` });
      if (!res.headersSent) throw error;
    } finally {
      talkingSince = undefined;
    }
    res.end();
  };
  return { serve };
}

/** What the log says of an end that the talker did not make. */
const ends = {
  ended: "",
  broken: "; the connection broke",
  cut: "; the connection was closed here",
  idle: "; nothing more came",
  long: ", the longest time",
  off: "; the speaker was switched off",
} as const satisfies Record<End | "long" | "off", string>;

/** Of HTTP/1.0 as well as 1.1: the reply has no length and no chunks, it lasts as long as the talk. */
function sendHead(res: ServerResponse): void {
  res.useChunkedEncodingByDefault = false;
  res.writeHead(200, { "Content-Type": "text/plain", "Cache-Control": "no-store", Connection: "close" });
  res.flushHeaders();
}

function refuse(res: ServerResponse, words: string): void {
  res.writeHead(503, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
  res.end(`${words}\r\n`);
}

async function wait(seconds: number, cut: AbortSignal): Promise<void> {
  if (seconds > 0) await delay(seconds * 1000, undefined, { signal: cut }).catch(() => {});
}

/** Seconds of a clock that nobody sets. */
function now(): number {
  return performance.now() / 1000;
}
