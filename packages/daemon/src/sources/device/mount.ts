import { type Mount, type Point, panSteps, tiltSteps } from "@pinhole/kit/model";
import { checked, type Program, type RunProgram, runProgram } from "../../programs/run-program.ts";

/** Speaks the controls of Video4Linux, for which Node has no call. */
const v4l2ctl: Program = { command: "v4l2-ctl", package: "v4l-utils" };

const patienceMs = 5000;

/** What a motor takes; `home` is where it is when nobody has moved it. */
interface Motor {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly home: number;
}

/** The motors by their controls, and our steps of each; both have right and up positive. */
const axes = { pan_absolute: panSteps, tilt_absolute: tiltSteps } as const;

type Axis = keyof typeof axes;

/** The motors of a webcam; undefined where it has none. One that turns to the sides only stays level. */
export async function webcamMount(
  device: string,
  signal: AbortSignal,
  run: RunProgram = runProgram,
): Promise<Mount | undefined> {
  const call = async (argument: readonly string[], until: AbortSignal): Promise<string> => {
    const args = ["--device", device, ...argument];
    return checked(v4l2ctl, await run(v4l2ctl, args, { timeoutMs: patienceMs, signal: until }));
  };
  const motors = motorsOf(await call(["--list-ctrls"], signal));
  const known = (Object.keys(axes) as Axis[]).filter((axis) => motors[axis] !== undefined);
  if (known.length === 0) return undefined;
  return {
    position: async (until) => {
      const values = valuesOf(await call(["--get-ctrl", known.join(",")], until));
      const place = (axis: Axis): number | undefined => {
        const motor = motors[axis];
        const value = values[axis];
        if (motor === undefined) return 0;
        return value === undefined ? undefined : placeOf(value, motor, axes[axis]);
      };
      const [x, y] = [place("pan_absolute"), place("tilt_absolute")];
      return x === undefined || y === undefined ? undefined : [x, y];
    },
    go: async ([x, y], _from, until) => {
      const places = { pan_absolute: x, tilt_absolute: y };
      const values = known.map((axis) => `${axis}=${controlOf(places[axis], motors[axis]!, axes[axis])}`);
      await call(["--set-ctrl", values.join(",")], until);
    },
  };
}

/** Reads lines such as "pan_absolute 0x009a0908 (int) : min=-36000 max=36000 step=3600 default=0 value=0". */
function motorsOf(list: string): Partial<Record<Axis, Motor>> {
  const motors: Partial<Record<Axis, Motor>> = {};
  for (const [line, name = ""] of list.matchAll(/^\s*(\w+) .*\(int\).*$/gm)) {
    if (!Object.hasOwn(axes, name) || /flags=.*(?:inactive|disabled|read-only)/.test(line)) continue;
    const number = (key: string): number => Number(new RegExp(`\\b${key}=(-?\\d+)`).exec(line)?.[1] ?? NaN);
    const [min, max] = [number("min"), number("max")];
    const home = Math.min(max, Math.max(min, number("default") || 0));
    if (min < max) motors[name as Axis] = { min, max, step: Math.max(1, number("step") || 1), home };
  }
  return motors;
}

/** Reads lines such as "pan_absolute: 3600". */
function valuesOf(text: string): Readonly<Record<string, number>> {
  const lines = text.matchAll(/^(\w+): (-?\d+)$/gm);
  return Object.fromEntries([...lines].map(([, name = "", value]) => [name, Number(value)]));
}

// The stops of the one are those of the other.
function controlOf(place: Point[number], { min, max, step, home }: Motor, stops: Point): number {
  const share = place < 0 ? place / stops[0] : place / stops[1];
  const value = place < 0 ? home - share * (home - min) : home + share * (max - home);
  const whole = min + Math.round((value - min) / step) * step;
  return Math.min(whole, max - ((max - min) % step));
}

function placeOf(value: number, { min, max, home }: Motor, stops: Point): number {
  const share = value < home ? (home - value) / (home - min) : (value - home) / (max - home || 1);
  return Math.round(share * (value < home ? stops[0] : stops[1])) + 0;
}
