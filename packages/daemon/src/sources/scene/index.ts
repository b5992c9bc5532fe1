import type { SourceKind } from "../source.ts";

/** The built-in moving scene: a street that is drawn, not filmed. */
export const scene: SourceKind = {
  name: "scene",
  usage: "scene                         the built-in moving scene (the default)",
  accepts: async (text) => text === "scene",
  check: async () => {},
  show: () => "the built-in scene",
  looksAround: true,
  patient: false,
  run: async (_text, context) => (await import("./play.ts")).play(context),
};
