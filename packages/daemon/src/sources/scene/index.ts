import { CameraError } from "@pinhole/kit/model";
import type { SourceKind } from "../source.ts";
import { scenarioNames } from "./names.ts";

const prefix = "scene:";

/** The built-in moving scene: a street that is drawn, not filmed. */
export const scene: SourceKind = {
  name: "scene",
  usage: `scene, scene:rain             the built-in moving scene (the default), or one thing of it: ${scenarioNames.join(", ")}`,
  accepts: async (text) => text === "scene" || text.startsWith(prefix),
  check: async (text) => {
    const name = nameOf(text);
    if (name === undefined || scenarioNames.some((known) => known === name)) return;
    throw new CameraError("source-missing", `there is no ${text}; one of: scene, ${listed()}`);
  },
  looksAround: true,
  show: (text) => {
    const name = nameOf(text);
    return name === undefined ? "the built-in scene" : `the built-in scene "${name}"`;
  },
  patient: false,
  prepare: async (seed) => {
    const [{ prepare }] = await Promise.all([import("./play.ts"), import("./scenarios.ts")]);
    return prepare(seed);
  },
  run: async (text, context) => {
    await scene.check(text);
    const [{ play }, { scenarios }] = await Promise.all([import("./play.ts"), import("./scenarios.ts")]);
    return play(context, scenarios[nameOf(text) as keyof typeof scenarios]);
  },
};

function nameOf(text: string): string | undefined {
  return text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}

function listed(): string {
  return scenarioNames.map((name) => `${prefix}${name}`).join(", ");
}
