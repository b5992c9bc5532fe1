import { existsSync } from "node:fs";
import { type Configuration, decodeConfiguration } from "@pinhole/kit/dialects/sercomm";
import { readBackup } from "./backup.ts";
import type { Command } from "./command.ts";
import { Found } from "./failures.ts";
import { withoutPassword } from "./profiles.ts";
import { sercommOnly } from "./run.ts";
import { columns } from "./shown.ts";

interface Difference {
  readonly key: string;
  /** Undefined where it is not there. */
  readonly here: string | undefined;
  readonly there: string | undefined;
}

export const diff: Command = {
  usage: "FILE|OTHER-CAMERA",
  words: [1, 1],
  flags: [{ flags: "--exit-code", doc: "ends with 20 when something differs" }],
  doc: "Compares the settings of a Sercomm camera with those of a backup or of another camera, by the vendor's keys.",
  examples: [
    ["diff door door.cfg", "what changed since the backup"],
    ["diff door gate --exit-code", "whether two cameras are set alike"],
  ],
  run: async ({ camera, open, words, flags, show }) => {
    const [other = ""] = words;
    const here = await sercommOnly(await camera()).configuration();
    const there = existsSync(other)
      ? decodeConfiguration(await readBackup(other))
      : await sercommOnly(await open(other)).configuration();
    const found = differences(here, there);
    show(found, () =>
      found.length === 0
        ? "no difference"
        : columns(
            found.map(({ key, here, there }) => [key, here ?? "(absent)", there ?? "(absent)"]),
            ["KEY", "CAMERA", withoutPassword(other)],
          ),
    );
    if (flags.exitCode === true && found.length > 0) throw new Found(`${found.length} settings differ`);
  },
};

export function differences(here: Configuration, there: Configuration): readonly Difference[] {
  const names = [...new Set([...Object.keys(here.groups), ...Object.keys(there.groups)])];
  return names.flatMap((name) => {
    const [ours, theirs] = [here.groups[name] ?? {}, there.groups[name] ?? {}];
    return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
      .filter((key) => ours[key] !== theirs[key])
      .map((key) => ({ key: `${name}.${key}`, here: ours[key], there: theirs[key] }));
  });
}
