import type { Context, Job, JobFile } from "../action.ts";
import { wordsOf } from "../events.ts";
import { stampOf } from "../local.ts";

/** A mail before it is encoded. */
export interface Letter {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attached: readonly JobFile[];
}

/** What a mail says. `notes` tell of files that do not go with it, or not whole. */
export function letter(
  job: Job,
  { camera }: Pick<Context, "camera">,
  mail: {
    readonly subject: string;
    readonly attached: readonly JobFile[];
    readonly notes: readonly string[];
  },
): Letter {
  const { trigger, id, rule } = job.alarm;
  const when = camera.local(trigger.at);
  const { offset } = when;
  const time = stampOf(when);
  const what = wordsOf(job.alarm);
  const headline = trigger.detail === "" ? what : `${what}: ${trigger.detail}`;
  const facts: readonly (readonly [name: string, value: string])[] = [
    ["Camera", camera.name],
    ["Time", `${time} (UTC${offset.slice(0, 3)}:${offset.slice(3)})`],
    ["Model", `${camera.model}, ${camera.mac}, ${camera.address}`],
    ["Rule", rule],
    ["Alarm", id],
  ];
  const { notes } = mail;
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  const text = [
    headline,
    "",
    ...facts.map(([name, value]) => `${name.padEnd(width)}${value}`),
    ...(mail.attached.length > 0
      ? ["", ...mail.attached.map(({ name, bytes }) => `${name} (${sizeOf(bytes)})`)]
      : []),
    ...(notes.length > 0 ? ["", ...notes] : []),
    "",
  ].join("\n");
  const pictures = mail.attached.filter(({ type }) => type === "image/jpeg");
  const html = [
    '<!DOCTYPE html><html><body style="font-family:sans-serif">',
    `<h2 style="margin:0 0 12px">${escaped(headline)}</h2>`,
    ...pictures.map(
      ({ name }) => `<p><img src="cid:${escaped(name)}" alt="${escaped(name)}" style="max-width:100%"></p>`,
    ),
    "<table>",
    ...facts.map(
      ([name, value]) =>
        `<tr><td style="padding-right:16px;color:#666">${name}</td><td>${escaped(value)}</td></tr>`,
    ),
    "</table>",
    ...notes.map((note) => `<p>${escaped(note)}</p>`),
    "</body></html>",
  ].join("\n");
  const subject = mail.subject === "" ? `${camera.name}: ${what}, ${time}` : mail.subject;
  return { subject, text, html, attached: mail.attached };
}

/** "1.4 MB". */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
