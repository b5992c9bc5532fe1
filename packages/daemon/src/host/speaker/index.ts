import type { Speaker } from "../../bus/speaker.ts";
import { openSilence } from "./silence.ts";

/** What `--speaker` takes beside "none". */
export const speakerUsage = 'an ALSA device such as "default", a file.wav, or "silent"';

const alsaName = /^[A-Za-z][\w:,.=-]{0,63}$/;

/** Whether a text names a speaker; whether it is there, `openSpeaker` finds out. */
export function isSpeaker(text: string): boolean {
  return isFile(text) || alsaName.test(text);
}

/** Opens a speaker by its name; "none" is none. Rejects with a CameraError when it cannot be used. */
export async function openSpeaker(name: string): Promise<Speaker | undefined> {
  if (name === "none") return undefined;
  if (name === "silent") return openSilence();
  if (isFile(name)) return (await import("./wav.ts")).openWav(name);
  return (await import("./alsa.ts")).openAlsa(name);
}

function isFile(name: string): boolean {
  return /[^/]\.wav$/i.test(name) && !name.includes("\0");
}
