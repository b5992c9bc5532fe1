import type { Camera } from "@pinhole/client";
import { CameraError } from "@pinhole/kit/model";
import type { Command } from "./command.ts";

const directions = { left: "L", right: "R", up: "U", down: "D" } as const;

type Way = keyof typeof directions;

const isWay = (word: string): word is Way => Object.hasOwn(directions, word);

export const ptz: Command = {
  usage: "[left|right|up|down [STEPS] | home | preset N | store N | center X,Y | calibrate]",
  words: [0, 2],
  doc: "Without a word, keys move the camera: the arrows, h for home, 1 to 9 for presets, q ends.",
  examples: [
    ["ptz door left 20", "20 steps of the motor"],
    ["ptz door preset 3", "to a stored place"],
    ["ptz door", "by keys"],
  ],
  run: async ({ camera, words, terminal, show }) => {
    const [what, detail = ""] = words;
    if (what === undefined && !terminal.isInteractive)
      throw new RangeError(`keys need a terminal; it takes ${ptz.usage}`);
    if (what !== undefined) checkWords(what, detail);
    const found = await camera();
    if (found.dialect === "sercomm" && !found.model.has.panTilt)
      throw new CameraError("not-offered", `the ${found.model.name} can not move`);
    if (what === undefined) {
      terminal.note("arrows move, h home, 1-9 presets, q ends\n");
      for await (const key of terminal.keys()) if (!(await pressed(found, key))) return;
      return;
    }
    await turn(found, what, detail);
    show({ done: words.join(" ") }, () => `done: ${words.join(" ")}`);
  },
};

function checkWords(what: string, detail: string): void {
  const number = Number(detail || "5");
  const good = isWay(what)
    ? Number.isInteger(number) && number >= 1 && number <= 1000
    : what === "preset" || what === "store"
      ? /^\d{1,3}$/.test(detail)
      : what === "center"
        ? /^-?\d{1,3},-?\d{1,3}$/.test(detail)
        : (what === "home" || what === "calibrate") && detail === "";
  if (!good) throw new RangeError(`"${`${what} ${detail}`.trim()}"; it takes ${ptz.usage}`);
}

async function turn(camera: Camera, what: string, detail: string): Promise<void> {
  if (isWay(what)) {
    const steps = Number(detail || "5");
    return camera.dialect === "sercomm" ? camera.move(directions[what], steps) : camera.move(what, steps);
  }
  if (what === "preset") return camera.goToPreset(Number(detail));
  if (what === "store") return camera.storePreset(Number(detail));
  if (camera.dialect === "instar")
    throw new CameraError("not-offered", `INSTAR cameras know no "${what}"; use a preset`);
  if (what === "home") return camera.home();
  if (what === "calibrate") return camera.calibrate();
  const [x = 0, y = 0] = detail.split(",").map(Number);
  return camera.center(x, y);
}

const arrows: Readonly<Record<string, Way>> = {
  "\x1b[D": "left",
  "\x1b[C": "right",
  "\x1b[A": "up",
  "\x1b[B": "down",
};

/** Does what a key stands for; false when it is over. */
export async function pressed(camera: Camera, key: string): Promise<boolean> {
  const way = arrows[key];
  if (key === "q" || key === "\x03" || key === "\x04") return false;
  if (way !== undefined) await turn(camera, way, "");
  else if (key === "h") await turn(camera, "home", "");
  else if (/^[1-9]$/.test(key)) await turn(camera, "preset", key);
  return true;
}
