import type { Reply } from "../dialect.ts";
import { control } from "./query.ts";

/** Exactly two bytes: clients compare the whole body. */
export const ok: Reply = { status: 200, type: "text/plain", body: "OK" };

/** Lines of text, each ended by CR LF, the last one too; no blank line follows, as some clients fail at one. */
export function textLines(lines: readonly string[], status = 200): Reply {
  return { status, type: "text/plain", body: lines.map((line) => `${oneLine(line)}\r\n`).join("") };
}

/** `key=value` lines. */
export function pairs(values: readonly (readonly [key: string, value: string | number])[]): Reply {
  return textLines(values.map(([key, value]) => `${key}=${value}`));
}

/** Why a request for pictures is refused. */
export const privacyOn = "privacy mode is on: pictures and streams are withheld";

const maxProblems = 50;

/** A refusal: one line for each problem, in words. */
export function refuse(problems: string | readonly string[], status = 400): Reply {
  const all = typeof problems === "string" ? [problems] : problems;
  const shown = all.slice(0, maxProblems);
  const more = all.length > maxProblems ? [`and ${all.length - maxProblems} more problems`] : [];
  return textLines([...shown, ...more], status);
}

export const onOff = (on: boolean): "on" | "off" => (on ? "on" : "off");

const controls = new RegExp(control, "gu");

function oneLine(line: string): string {
  return line.replaceAll(controls, " ");
}

export function html(body: string, status = 200): Reply {
  return { status, type: "text/html; charset=utf-8", body };
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
