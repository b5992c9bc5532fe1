import {
  type CameraPort,
  type Issue,
  type Point,
  panSteps,
  preset,
  ptz,
  type Tour,
  tiltSteps,
} from "../../../model/index.ts";
import type { Asked, Command } from "../command.ts";
import { answered, codes, done, failed, type Outcome, pairs } from "../reply.ts";

/** The presets that these cameras have; Sercomm's have one more. */
const presets = 8;

/** The vendor's steps from one stop of the pan motor to the other. */
const vendorSteps = 2500;

/** The fastest of the older models, and ours. */
const fastest = { old: 63, own: 10 };

/** What one step of an older model comes to, in steps of ours. */
const oldStep = 4;

const directions = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, 1],
  down: [0, -1],
} as const satisfies Readonly<Record<string, Point>>;

/** Lenses that zoom and focus. */
const lenses = ["zoomin", "zoomout", "focusin", "focusout"];

type Direction = keyof typeof directions;

const isDirection = (key: string): key is Direction => Object.hasOwn(directions, key);

/** A whole number within bounds, or NaN. */
function whole(text: string, min: number, max: number): number {
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : Number.NaN;
}

/** What a motor refuses is not available now. */
const ordered = (refusal: string | undefined): Outcome =>
  refusal === undefined ? done : failed(codes.notAvailable);

async function kept(stored: Promise<readonly Issue[]>): Promise<Outcome> {
  return (await stored).length === 0 ? done : failed(codes.invalidValue);
}

/** The stop that lies in a direction; the other axis stays. */
function stopIn([x, y]: Point, [fromX, fromY]: Point): Point {
  const end = (sign: number, from: number, [min, max]: readonly [number, number]): number =>
    sign === 0 ? from : sign < 0 ? min : max;
  return [end(x, fromX, panSteps), end(y, fromY, tiltSteps)];
}

/** `ptzmove&left=N`, of up to two axes; 0 goes on until `stop=pt`, or for `timeout` seconds. */
function move({ params, camera }: Asked): Outcome {
  const given = new Map(params.map(({ key, value }) => [key, value]));
  const [stop, speedText = "0", timeoutText = "0"] = ["stop", "speed", "timeout"].map((key) =>
    given.get(key),
  );
  const ways = [...given.keys()].filter(isDirection);
  const others = [...given.keys()].filter((key) => !isDirection(key));
  if (others.some((key) => lenses.includes(key)) || stop === "zf") return failed(codes.noHardware);
  if (others.some((key) => !["stop", "speed", "timeout"].includes(key))) return failed(codes.unknownParam);
  const [speed, timeout] = [whole(speedText, 0, fastest.own), whole(timeoutText, 0, 60)];
  if (Number.isNaN(speed) || Number.isNaN(timeout)) return failed(codes.invalidValue);
  if (stop !== undefined) {
    if (ways.length > 0 || (stop !== "pt" && stop !== "all")) return failed(codes.invalidValue);
    return ordered(camera.panTilt.halt(0));
  }
  if (ways.length === 0) return failed(codes.missingParam);
  let to = camera.panTilt.target();
  let goesOn = false;
  for (const way of ways) {
    const count = whole(given.get(way) ?? "", 0, vendorSteps);
    if (Number.isNaN(count)) return failed(codes.invalidValue);
    const [x, y] = directions[way];
    const steps = Math.max(1, Math.round((count * (panSteps[1] - panSteps[0])) / vendorSteps));
    to = count === 0 ? stopIn([x, y], to) : [to[0] + x * steps, to[1] + y * steps];
    goesOn ||= count === 0;
  }
  const refusal = camera.panTilt.go(to, speed === 0 ? undefined : speed);
  if (refusal === undefined && goesOn && timeout > 0) camera.panTilt.halt(timeout);
  return ordered(refusal);
}

/** 1 at the left or lower stop, 100 at the other. */
const percentOf = (place: number, [min, max]: readonly [number, number]): number =>
  1 + Math.round(((place - min) * 99) / (max - min));
const placeOf = (percent: number, [min, max]: readonly [number, number]): number =>
  min + Math.round(((percent - 1) * (max - min)) / 99);

function state({ params, camera }: Asked): Outcome {
  if (params.length > 0) return failed(codes.unknownParam);
  const [x, y] = camera.panTilt.position();
  const found = camera
    .get(preset)
    .slice(0, presets)
    .findIndex(({ stored, position: [px, py] }) => stored && px === x && py === y);
  const position = { pan: percentOf(x, panSteps), tilt: percentOf(y, tiltSteps), zoom: -1, focus: -1 };
  return answered(...pairs({ ...position, index: found < 0 ? -1 : found + 1 }));
}

/** `gotorelposition&pan=50&tilt=50`: to a place in percent of the way from stop to stop. */
function goTo({ params, camera }: Asked): Outcome {
  let [x, y] = camera.panTilt.target();
  let speed: number | undefined;
  for (const { key, value } of params) {
    if (key === "zoom" || key === "focus") {
      // What `getptzstate` says of them may be written back.
      if (value !== "-1") return failed(codes.noHardware);
    } else if (key === "pan" || key === "tilt") {
      const percent = whole(value, 1, 100);
      if (Number.isNaN(percent)) return failed(codes.invalidValue);
      if (key === "pan") x = placeOf(percent, panSteps);
      else y = placeOf(percent, tiltSteps);
    } else if (key === "speed") {
      const fast = whole(value, 0, fastest.own);
      if (Number.isNaN(fast)) return failed(codes.invalidValue);
      if (fast > 0) speed = fast;
    } else return failed(codes.unknownParam);
  }
  if (!params.some(({ key }) => key === "pan" || key === "tilt")) return failed(codes.missingParam);
  return ordered(camera.panTilt.go([x, y], speed));
}

function goToPreset(camera: CameraPort, number: number): Outcome {
  const to = camera.get(preset)[number - 1];
  return to?.stored ? ordered(camera.panTilt.go(to.position)) : failed(codes.notAvailable);
}

/** `getptzpreset&act=goto&index=N` goes to a preset, `setptzpreset&index=N` stores where the camera is sent. */
const presetCommand =
  (act: "goto" | "set"): Command["run"] =>
  ({ params, camera, caller }) => {
    let number: number | undefined;
    for (const { key, value } of params) {
      if (key === "index") number = whole(value, 1, presets);
      else if (key !== "act") return failed(codes.unknownParam);
      else if (value !== act) return failed(codes.invalidValue);
    }
    if (number === undefined) return failed(codes.missingParam);
    if (Number.isNaN(number)) return failed(codes.invalidValue);
    return act === "goto" ? goToPreset(camera, number) : kept(camera.panTilt.store(number, caller));
  };

/** What moves by itself once it is asked for; the motors have one tour of all sides. */
const tours: Readonly<Record<string, Tour>> = { hscan: "sweep", vscan: "sweep", tour: "patrol" };

/** `ptzctrl&-step=0&-act=left&-speed=45` of the older models: 1 is one step, 0 goes on until `stop`. */
function control({ params, camera, caller }: Asked): Outcome {
  const given = new Map(params.map(({ key, value }) => [key, value]));
  if ([...given.keys()].some((key) => !["step", "act", "speed"].includes(key))) {
    return failed(codes.unknownParam);
  }
  const step = whole(given.get("step") ?? "0", 0, 1);
  const speed = whole(given.get("speed") ?? String(fastest.old), 1, fastest.old);
  if (Number.isNaN(step) || Number.isNaN(speed)) return failed(codes.invalidValue);
  const act = given.get("act");
  if (act === undefined) return failed(codes.missingParam);
  if (act === "stop") return ordered(camera.panTilt.halt(0));
  if (act === "home") return ordered(camera.panTilt.go(camera.get(ptz)[0]?.home ?? [0, 0]));
  const tour = Object.hasOwn(tours, act) ? tours[act] : undefined;
  if (tour !== undefined) return ordered(camera.panTilt.start(tour, caller));
  if (!isDirection(act)) return failed(codes.invalidValue);
  const [x, y] = directions[act];
  const [fromX, fromY] = camera.panTilt.target();
  const to: Point = step === 1 ? [fromX + x * oldStep, fromY + y * oldStep] : stopIn([x, y], [fromX, fromY]);
  const own = Math.max(1, Math.round((speed * fastest.own) / fastest.old));
  return ordered(camera.panTilt.go(to, given.has("speed") ? own : undefined));
}

/** `preset&-act=set|goto&-status=0|1&-number=N` of the older models, which count from 0; a status of 0 forgets one. */
function oldPreset({ params, camera, caller }: Asked): Outcome | Promise<Outcome> {
  const given = new Map(params.map(({ key, value }) => [key, value]));
  if ([...given.keys()].some((key) => !["act", "status", "number"].includes(key))) {
    return failed(codes.unknownParam);
  }
  const [act, text] = [given.get("act"), given.get("number")];
  if (act === undefined || text === undefined) return failed(codes.missingParam);
  const number = whole(text, 0, presets - 1);
  const status = whole(given.get("status") ?? "1", 0, 1);
  if (Number.isNaN(number) || Number.isNaN(status)) return failed(codes.invalidValue);
  if (act === "goto") return goToPreset(camera, number + 1);
  if (act !== "set") return failed(codes.invalidValue);
  const { panTilt } = camera;
  return kept(status === 0 ? panTilt.forget(number + 1, caller) : panTilt.store(number + 1, caller));
}

const all: readonly (readonly [name: string, run: Command["run"], level?: Command["level"]])[] = [
  ["ptzmove", move],
  ["getptzstate", state, "viewer"],
  ["gotorelposition", goTo],
  ["getptzpreset", presetCommand("goto")],
  ["setptzpreset", presetCommand("set")],
  ["ptzctrl", control],
  ["preset", oldPreset],
];

export const movingCommands: readonly Command[] = all.map(([name, run, level = "operator"]) => ({
  name,
  level,
  run: (asked) => (asked.camera.model.has.panTilt ? run(asked) : failed(codes.noHardware)),
}));
