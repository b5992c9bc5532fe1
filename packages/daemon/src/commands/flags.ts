import { isIP } from "node:net";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { models } from "@pinhole/kit/dialects/sercomm";
import { InvalidArgumentError, Option } from "commander";
import { type GpioLine, parseGpio } from "../host/gpio/lines.ts";
import { isMicrophone, microphoneUsage } from "../host/microphone/index.ts";
import { isSpeaker, speakerUsage } from "../host/speaker/index.ts";

/** Readers of the flags' values: each throws with what would be right. */
export function port(text: string): number {
  const number = Number(text);
  if (/^\d{1,5}$/.test(text) && number <= 65_535) return number;
  throw new InvalidArgumentError("must be a port, 1 to 65535, or 0 for any that is free.");
}

export function portOrOff(text: string): number | "off" {
  return text === "off" ? "off" : port(text);
}

/** An absolute path of a file. */
export function file(text: string): string {
  if (text !== "") return resolve(text);
  throw new InvalidArgumentError("must be a file.");
}

export function address(text: string): string {
  if (isIP(text) !== 0) return text;
  if (text === "localhost") return "127.0.0.1";
  throw new InvalidArgumentError(
    "must be an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all.",
  );
}

export function mac(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[:-]/g, "");
  if (/^[0-9a-f]{12}$/.test(plain)) return plain.replaceAll(/..(?=.)/g, "$&:");
  throw new InvalidArgumentError("must be six bytes, such as 00:0e:8f:12:34:56.");
}

export function login(text: string): { readonly user: string; readonly password: string } {
  const colon = text.indexOf(":");
  const user = text.slice(0, colon);
  const password = text.slice(colon + 1);
  if (colon > 0 && password !== "") return { user, password };
  throw new InvalidArgumentError("must be USER:PASSWORD, neither empty.");
}

export function seed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("must be a whole number, 0 to 999999999.");
}

/** Seconds, as a number. */
export function seconds(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 3600) return Number(text);
  throw new InvalidArgumentError("must be 1 to 3600 seconds.");
}

export function name(text: string): string {
  if (/^[0-9A-Za-z ]{1,16}$/.test(text)) return text;
  throw new InvalidArgumentError("must be 1 to 16 letters, digits or spaces.");
}

export function microphone(text: string): string {
  if (isMicrophone(text)) return text;
  throw new InvalidArgumentError(`must be ${microphoneUsage}.`);
}

export function speaker(text: string): string {
  if (isSpeaker(text)) return text;
  throw new InvalidArgumentError(`must be ${speakerUsage}, or "none".`);
}

/** Lines of GPIO chips. */
export function gpio(text: string): readonly GpioLine[] {
  const lines = parseGpio(text);
  if (typeof lines === "string") throw new InvalidArgumentError(`${lines}.`);
  return lines;
}

/** A factor by which the camera's clock runs faster than the machine's. */
export function clockSpeed(text: string): number {
  const number = Number(text);
  if (/^\d{1,5}(?:\.\d{1,3})?$/.test(text) && number >= 0.1 && number <= 10_000) return number;
  throw new InvalidArgumentError("must be 0.1 to 10000.");
}

/** A moment, in Unix time in seconds. */
export function clockTime(text: string): number {
  const time = Date.parse(text);
  const [date = ""] = /^\d{4}-\d\d-\d\d(?=T\d\d:\d\d)/.exec(text) ?? [];
  // JavaScript takes 30 February for 2 March.
  const isDay = (): boolean => new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
  if (date !== "" && Number.isFinite(time) && isDay()) return time / 1000;
  throw new InvalidArgumentError("must be a time such as 2026-03-29T00:59:00Z.");
}

/** An absolute path. */
export function folder(text: string): string {
  if (text !== "") return resolve(text);
  throw new InvalidArgumentError("must be a folder, such as ./camera1.");
}

/** Where a camera's settings are kept when nobody says. */
export function defaultState(): string {
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "pinhole");
}

export const modelOption = new Option("--model <name>", "the camera to be")
  .choices(Object.keys(models))
  .default("RC8230");

export const stateOption = new Option("--state <folder>", "where settings are kept")
  .argParser(folder)
  .default(defaultState());
