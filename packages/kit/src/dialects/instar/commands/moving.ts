import type { Asked, Command } from "../command.ts";
import { codes, failed, type Outcome } from "../reply.ts";

const names = [
  "ptzmove",
  "getptzstate",
  "gotorelposition",
  "getptzpreset",
  "setptzpreset",
  "ptzctrl",
  "preset",
] as const;

function move({ camera }: Asked): Outcome {
  return failed(camera.model.has.panTilt ? codes.notAvailable : codes.noHardware);
}

export const movingCommands: readonly Command[] = names.map((name) => ({
  name,
  level: "operator",
  run: move,
}));
