import { type Alarm, eventEntry, events, type TriggerKind } from "@pinhole/kit/model";
import type { Reveal } from "./action.ts";

const words: Readonly<Record<TriggerKind, string>> = {
  motion: "Motion",
  audio: "Noise",
  input: "Input",
  pir: "Heat sensor",
  http: "Web request",
  periodic: "Periodic report",
  continuous: "Continuous recording",
  login: "Failed login",
  tamper: "Tampering",
  drill: "Rehearsal",
};

/** What happened, for people: "Motion". */
export function wordsOf({ trigger }: Alarm): string {
  return words[trigger.kind];
}

/** The format in which the alarm's rule wants its pictures. */
export function formatOf({ rule }: Alarm, settings: Reveal): "mp4" | "avi" | "jpg" {
  const entry = settings(eventEntry).find(({ defined, name }) => defined && name === rule);
  return (entry ?? settings(events)[0]!).format;
}

/**
 * The event as Sercomm cameras write it in a notification: "motion,1,md_window2" with a bit for each window, "io,1,in1",
 * "audio,1", "pir", "period".
 */
export function sercommEvent({ trigger: { kind, places } }: Alarm): string {
  const bits = places.reduce((mask, place) => mask | (2 ** (place - 1)), 0);
  if (kind === "motion") return `motion,1,md_window${bits || 1}`;
  if (kind === "audio") return `audio,${places[0] ?? 1}`;
  if (kind === "input") return `io,1,in${bits || 1}`;
  if (kind === "periodic" || kind === "continuous") return "period";
  return kind;
}
