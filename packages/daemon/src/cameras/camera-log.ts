import { setTimeout as delay } from "node:timers/promises";
import type { Camera } from "@pinhole/client";
import { CameraError } from "@pinhole/kit/model";
import type { Command } from "./command.ts";
import { wholeNumber } from "./run.ts";
import { tame } from "./shown.ts";

export const cameraLog: Command = {
  usage: "",
  words: [0, 0],
  flags: [
    { flags: "--follow", doc: "goes on with what is new, until Ctrl+C" },
    { flags: "--every <seconds>", doc: "how often it asks then", parse: wholeNumber(1, 3600), default: 2 },
    { flags: "--limit <lines>", doc: "at most so many", parse: wholeNumber(1, 100_000), default: 100 },
  ],
  doc: "Oldest line first. Of Pinhole's own cameras `pinhole log` also reads the folder, without asking them.",
  examples: [
    ["camera-log door", "the last lines"],
    ["camera-log door --follow", "as they come; a camera that is away for a while is waited for"],
  ],
  run: async ({ camera, flags, terminal, show }) => {
    const found = await camera();
    const first = (await linesOf(found)).slice(0, Number(flags.limit)).reverse();
    if (flags.follow !== true) {
      show(first, () => first.map(tame).join("\n"));
      return;
    }
    const print = (line: string): void =>
      terminal.write(flags.json === true ? `${JSON.stringify(line)}\n` : `${tame(line)}\n`);
    for (const line of first) print(line);
    let seen: readonly string[] = await linesOf(found);
    for (;;) {
      await delay(Number(flags.every) * 1000, undefined, { signal: terminal.signal });
      const now = await linesOf(found).catch((error: unknown) => {
        if (!(error instanceof CameraError) || !error.retry) throw error;
        terminal.note(`${error.message}; trying again\n`);
        return undefined;
      });
      if (now === undefined) continue;
      for (const line of newLines(seen, now).toReversed()) print(line);
      seen = now;
    }
  },
};

/** The camera's lines, newest first. */
async function linesOf(camera: Camera): Promise<readonly string[]> {
  if (camera.dialect === "instar") return camera.log();
  return (await camera.log()).map(({ at, source, message }) =>
    [at, source === "" ? "" : `${source}:`, message].filter((part) => part !== "").join(" "),
  );
}

/** What stands in front of the lines that were seen before; both are newest first, and equal lines may repeat. */
export function newLines(before: readonly string[], now: readonly string[]): readonly string[] {
  for (let n = 0; n < now.length; n += 1) {
    const rest = now.slice(n);
    if (rest.every((line, at) => at >= before.length || line === before[at])) return now.slice(0, n);
  }
  return now;
}
