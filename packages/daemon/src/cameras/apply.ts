import { readFile } from "node:fs/promises";
import { CameraError, messageOf } from "@pinhole/kit/model";
import type { Command } from "./command.ts";
import { Found } from "./failures.ts";
import { withoutPassword } from "./profiles.ts";
import { readWanted, type Todo, toChange } from "./settings-file.ts";
import { columns } from "./shown.ts";

export const apply: Command = {
  usage: "FILE.yaml [CAMERA...]",
  words: [1, 200],
  takesCamera: false,
  flags: [{ flags: "--dry-run", doc: "shows what would change, and changes nothing" }],
  doc: `The file has settings by our names, and may name the cameras:

  cameras: [door, gate]
  settings:
    video: { text: Garden, textOverlay: true }
    motionWindow:
      2: { enabled: true, area: [0, 0, 319, 239], threshold: 40 }

All of it is checked before the first camera is asked. What is so already is left alone.`,
  examples: [
    ["apply house.yaml --dry-run", "what would change where"],
    ["apply house.yaml door", "one camera only"],
  ],
  run: async ({ words, flags, terminal, open, show }) => {
    const [file = "", ...named] = words;
    const text = await readFile(file, "utf8").catch((error: Error) => {
      throw new CameraError("refused", `${file} can not be read: ${error.message}`);
    });
    const wanted = await readWanted(text, file, terminal.parseYaml);
    const names = named.length > 0 ? named : wanted.cameras;
    if (names.length === 0) throw new RangeError(`${file} names no cameras; name them behind it`);
    const results: Result[] = [];
    for (const name of names) {
      try {
        const camera = await open(name);
        const todo = await toChange(camera, wanted.changes);
        if (flags.dryRun !== true && todo.length > 0) await camera.setAll(todo.map(({ change }) => change));
        results.push({
          camera: withoutPassword(name),
          changed: todo.flatMap(({ lines }) => lines),
          error: undefined,
        });
      } catch (error) {
        if (!(error instanceof CameraError)) throw error;
        results.push({ camera: withoutPassword(name), changed: [], error: messageOf(error) });
      }
    }
    show({ dryRun: flags.dryRun === true, results }, () =>
      results
        .map(({ camera, changed, error }) => {
          if (error !== undefined) return `${camera}: failed: ${error}`;
          if (changed.length === 0) return `${camera}: as wanted`;
          const rows = changed.map(({ key, from, to }) => [`  ${key}`, `${from} -> ${to}`]);
          return `${camera}: ${flags.dryRun === true ? "would change" : "changed"}\n${columns(rows)}`;
        })
        .join("\n"),
    );
    const failed = results.filter(({ error }) => error !== undefined);
    if (failed.length > 0) throw new Found(`${failed.length} of ${names.length} cameras failed`);
  },
};

interface Result {
  readonly camera: string;
  readonly changed: Todo["lines"];
  readonly error: string | undefined;
}
