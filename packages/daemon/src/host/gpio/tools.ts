import { CameraError } from "@pinhole/kit/model";
import { checked, type Program, type RunProgram } from "../../programs/run-program.ts";
import type { GpioLine } from "./lines.ts";

/** Programs of libgpiod, all in one package. */
export const gpioProgram = (command: string): Program => ({ command, package: "gpiod" });

const patienceMs = 5000;

/** How the programs that are installed are asked; the second version of libgpiod changed their arguments. */
export interface GpioTools {
  /** Arguments of gpioget for one value, 0 or 1. */
  get(line: GpioLine): readonly string[];
  /** Arguments of gpiomon, which prints 1 for each edge that switches the line on and another number for off. */
  watch(line: GpioLine): readonly string[];
  /** Arguments of gpioset, which holds a value for as long as it runs. */
  hold(line: GpioLine, on: boolean): readonly string[];
}

const shared = ({ activeLow, bias }: GpioLine): readonly string[] => [
  ...(activeLow ? ["--active-low"] : []),
  ...(bias === undefined ? [] : [`--bias=${bias}`]),
];

const first: GpioTools = {
  get: (line) => [...shared(line), line.chip, `${line.offset}`],
  watch: (line) => ["--line-buffered", "--format=%e", ...shared(line), line.chip, `${line.offset}`],
  hold: (line, on) => ["--mode=signal", ...shared(line), line.chip, `${line.offset}=${on ? 1 : 0}`],
};

const second: GpioTools = {
  get: (line) => ["--numeric", ...shared(line), `--chip=${line.chip}`, `${line.offset}`],
  watch: (line) => ["--format=%e", ...shared(line), `--chip=${line.chip}`, `${line.offset}`],
  hold: (line, on) => [...shared(line), `--chip=${line.chip}`, `${line.offset}=${on ? 1 : 0}`],
};

/** Looks for the programs and the lines, and says with a CameraError what is missing. */
export async function findGpioTools(lines: readonly GpioLine[], run: RunProgram): Promise<GpioTools> {
  const gpiodetect = gpioProgram("gpiodetect");
  const call = async (...args: readonly string[]): Promise<string> =>
    checked(gpiodetect, await run(gpiodetect, args, { timeoutMs: patienceMs }));
  const about = await call("--version");
  const version = Number(/\bv(\d+)\./.exec(about)?.[1]);
  if (version !== 1 && version !== 2) {
    const words = about.trim().split("\n")[0]?.slice(0, 80);
    throw new CameraError("program-failed", `libgpiod 1 or 2 is needed, not "${words}"`);
  }
  // A line for each chip: "gpiochip0 [pinctrl-bcm2835] (54 lines)".
  const chips = new Map(
    [...(await call()).matchAll(/^(\S+) \[.*\] \((\d+) lines\)$/gm)].map(([, chip, count]) => [
      chip,
      Number(count),
    ]),
  );
  for (const { name, chip, offset } of lines) {
    const count = chips.get(chip);
    if (count === undefined)
      throw new CameraError(
        "device-missing",
        `${name}: there is no ${chip}; list what there is with: gpiodetect`,
      );
    if (offset >= count)
      throw new CameraError("device-missing", `${name}: ${chip} has lines 0 to ${count - 1}, not ${offset}`);
  }
  return version === 1 ? first : second;
}

/** The value of an input now. */
export async function readLine(tools: GpioTools, line: GpioLine, run: RunProgram): Promise<boolean> {
  const gpioget = gpioProgram("gpioget");
  const text = checked(gpioget, await run(gpioget, tools.get(line), { timeoutMs: patienceMs }));
  const value = text.trim();
  if (value !== "0" && value !== "1")
    throw new CameraError("program-failed", `gpioget said "${value.slice(0, 40)}", neither 0 nor 1`);
  return value === "1";
}
