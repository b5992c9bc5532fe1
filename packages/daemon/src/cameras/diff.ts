import { existsSync } from "node:fs";
import type { Camera } from "@pinhole/client";
import { type Configuration, decodeConfiguration } from "@pinhole/kit/dialects/sercomm";
import { readBackup, readIfSettings } from "./backup.ts";
import type { Call, Command } from "./command.ts";
import { Found } from "./failures.ts";
import { groupsOf } from "./groups.ts";
import { withoutPassword } from "./profiles.ts";
import { sercommOnly } from "./run.ts";
import { parseWanted, settingsOf, toChange } from "./settings-file.ts";
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
  doc: "Compares the settings of a camera with those of a backup or of another camera: of Sercomm cameras by the vendor's keys, with a FILE.json or an INSTAR by our names. What one of them has no key for is at its default there; passwords, which no camera tells, are left out.",
  examples: [
    ["diff door door.cfg", "what changed since the backup"],
    ["diff gate gate.json", "of an INSTAR, or by our names"],
    ["diff door gate --exit-code", "whether two cameras are set alike"],
  ],
  run: async ({ camera, open, words, flags, terminal, show }) => {
    const [other = ""] = words;
    const found = await compared(await camera(), { other, open, terminal });
    show(found, () =>
      found.length === 0
        ? "no difference"
        : columns(
            found.map(({ key, here, there }) => [key, here ?? "(absent)", there ?? "(absent)"]),
            ["KEY", "CAMERA", withoutPassword(other)],
          ),
    );
    if (flags.exitCode === true && found.length > 0)
      throw new Found(found.length === 1 ? "1 setting differs" : `${found.length} settings differ`);
  },
};

interface Other extends Pick<Call, "open" | "terminal"> {
  /** A file, or a camera. */
  readonly other: string;
}

async function compared(camera: Camera, { other, open, terminal }: Other): Promise<readonly Difference[]> {
  const isFile = existsSync(other);
  const wanted = isFile ? await readIfSettings(other, terminal) : undefined;
  if (isFile && wanted === undefined)
    return differences(
      await sercommOnly(camera).configuration(),
      decodeConfiguration(await readBackup(other)),
    );
  const second = isFile ? undefined : await open(other);
  if (camera.dialect === "sercomm" && second?.dialect === "sercomm")
    return differences(await camera.configuration(), await second.configuration());
  const settings = second && { settings: await settingsOf(second) };
  const { changes } = wanted ?? parseWanted(settings, withoutPassword(other));
  const both = new Set((await groupsOf(camera)).map(({ group }) => group.name));
  const todo = await toChange(
    camera,
    changes.filter(({ group }) => both.has(group.name)),
  );
  return todo.flatMap(({ lines }) => lines.map(({ key, from, to }) => ({ key, here: from, there: to })));
}

export function differences(here: Configuration, there: Configuration): readonly Difference[] {
  const names = [...new Set([...Object.keys(here.groups), ...Object.keys(there.groups)])];
  return names.flatMap((name) => {
    const [ours, theirs] = [here.groups[name] ?? {}, there.groups[name] ?? {}];
    return [...new Set([...Object.keys(ours), ...Object.keys(theirs)])]
      .filter((key) => ours[key] !== theirs[key])
      .map((key) => ({ key: `${name}.${key}`, here: ours[key], there: theirs[key] }));
  });
}
