import { groups } from "@pinhole/kit/model";
import { commands } from "./index.ts";
import { readProfiles } from "./profiles.ts";

/** Where on a command line words are looked for. */
export interface Typed {
  /** The command that is being typed. */
  readonly name: string;
  /** What is there of the word. */
  readonly begun: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The words that may stand behind a command for cameras: names of cameras and settings, and its own words. */
export async function wordsBehind({ name, begun, env }: Typed): Promise<readonly string[]> {
  const command = await commands.find((each) => each.name === name)?.load();
  if (command === undefined) return [];
  const { usage, takesCamera = true } = command;
  const own = usage.match(/(?<![\w.=-])[a-z][a-z-]*(?![\w.=])/g) ?? [];
  const cameras = takesCamera || usage.includes("CAMERA") ? cameraNames(env) : [];
  const settings = usage.startsWith("GROUP") ? places(begun, usage.includes("=")) : [];
  return [...cameras, ...own, ...settings];
}

function cameraNames(env: Typed["env"]): readonly string[] {
  try {
    return Object.keys(readProfiles(env));
  } catch {
    // A damaged file is told by the command itself.
    return [];
  }
}

/** Settings that begin so: first the groups, then what is in one. */
function places(begun: string, isSet: boolean): readonly string[] {
  const known = groups.find(({ name }) => begun.startsWith(`${name}.`));
  if (known === undefined) return groups.map(({ name }) => (isSet ? `${name}.` : name));
  const { name, count, fields } = known;
  const heads = count === 1 ? [name] : Array.from({ length: count }, (_, n) => `${name}.${n + 1}`);
  return heads.flatMap((head) => Object.keys(fields).map((field) => `${head}.${field}${isSet ? "=" : ""}`));
}
