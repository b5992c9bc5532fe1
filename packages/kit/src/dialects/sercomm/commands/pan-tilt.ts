import {
  type CameraPort,
  type Issue,
  motion,
  type Point,
  preset,
  ptz,
  type Tour,
} from "../../../model/index.ts";
import type { Reply } from "../../dialect.ts";
import type { Call, Command } from "../command.ts";
import { echo, type Param } from "../query.ts";
import { pairs, refuse } from "../reply.ts";
import { firstRecord } from "../times.ts";

/** Clients do not look at the reply; one with a length of 0 lets them go on at once. */
const nothing: Reply = { status: 200, type: "text/plain", body: "" };

const directions: Readonly<Record<string, Point>> = {
  L: [-1, 0],
  R: [1, 0],
  U: [0, 1],
  D: [0, -1],
  UL: [-1, 1],
  UR: [1, 1],
  DL: [-1, -1],
  DR: [1, -1],
};

const allowed = {
  mv: `${Object.keys(directions).join(", ")} and a number of steps, as in mv=L,11; or H or X`,
  position: "x,y in pixels of a picture of 640x480, counted from its middle, as in position=-100,40",
  preset:
    "move,N with N of 1 to 9 or 100 to 104; set,N with 1 to 9, 100 or 103; del,N with 1 to 9; del; or all",
};

/** Sizes of the picture in whose pixels `position` counts. */
const grid = { width: 640, height: 480 };

type Answered = Reply | Promise<Reply>;

function panTilt(call: Call): Answered {
  const { has, name } = call.model;
  if (!has.panTilt) return refuse(`the ${name} has no motors for pan and tilt`, 404);
  const asked = (["mv", "position", "preset"] as const).filter((key) => call.value(key) !== undefined);
  const [key, ...others] = asked;
  if (key === undefined) return refuse(Object.entries(allowed).map(([each, words]) => `${each}: ${words}`));
  if (others.length > 0) return refuse(`${asked.join(", ")}: name one of them at a time`);
  const text = call.value(key) ?? "";
  const answer = { mv, position, preset: toPreset }[key](text, call);
  return answer ?? refuse(`${key}: must be ${allowed[key]}${text === "" ? "" : `, not ${echo(text)}`}`);
}

function mv(text: string, { camera, request }: Call): Answered | undefined {
  if (text === "H") return done(camera.panTilt.go(homeOf(camera)));
  if (text === "X") return done(camera.panTilt.start("calibration", request.caller));
  const [, name = "", count = ""] = /^([LRUD]{1,2}),(\d{1,6})$/.exec(text) ?? [];
  const way = Object.hasOwn(directions, name) ? directions[name] : undefined;
  if (way === undefined) return undefined;
  const steps = Number(count);
  return done(camera.panTilt.move([way[0] * steps, way[1] * steps]));
}

function position(text: string, { camera }: Call): Answered | undefined {
  const [, x, y] = /^(-?\d{1,4}),(-?\d{1,4})$/.exec(text) ?? [];
  if (x === undefined || y === undefined) return undefined;
  return done(camera.panTilt.centre([Number(x) / grid.width, Number(y) / grid.height]));
}

const tours: Readonly<Record<number, Tour>> = { 101: "patrol", 102: "sweep", 104: "calibration" };

function toPreset(text: string, { camera, request: { caller } }: Call): Answered | undefined {
  if (text === "all") {
    const stored = camera
      .get(preset)
      .map(({ stored, name }, index) => ({ stored, key: `PT${index + 1}`, name }));
    return pairs(stored.filter((each) => each.stored).map(({ key, name }) => [key, name]));
  }
  if (text === "del") return kept(camera.panTilt.forget("all", caller));
  const [, action = "", digits = ""] = /^(move|set|del),(\d{1,3})$/.exec(text) ?? [];
  const number = Number(digits);
  const isPlain = number >= 1 && number <= camera.get(preset).length;
  if (action === "move") {
    const tour = tours[number];
    if (tour !== undefined) return done(camera.panTilt.start(tour, caller));
    if (number === 100) return done(camera.panTilt.go(firstRecord(camera, motion).position));
    if (number === 103) return done(camera.panTilt.go(homeOf(camera)));
    const to = isPlain ? camera.get(preset)[number - 1] : undefined;
    if (to === undefined) return undefined;
    return to.stored
      ? done(camera.panTilt.go(to.position))
      : refuse(`preset: no position is stored as ${number}`);
  }
  if (action === "set" && number === 100) return kept(camera.panTilt.store("motion", caller));
  if (action === "set" && number === 103) return kept(camera.panTilt.store("home", caller));
  if (action === "set" && isPlain) return kept(camera.panTilt.store(number, caller));
  if (action === "del" && isPlain) return kept(camera.panTilt.forget(number, caller));
  return undefined;
}

function homeOf(camera: CameraPort): Point {
  return firstRecord(camera, ptz).home;
}

function done(refusal: string | undefined): Reply {
  return refusal === undefined ? nothing : refuse(refusal, 409);
}

async function kept(stored: Promise<readonly Issue[]>): Promise<Reply> {
  const problems = await stored;
  return problems.length === 0 ? nothing : refuse(problems.map(({ key, problem }) => `${key}: ${problem}`));
}

const onlyLists = (params: readonly Param[]): boolean =>
  params.some(({ key, value }) => key === "preset" && value === "all");

export const panTiltCommands: readonly Command[] = [
  {
    path: "/pt/ptctrl.cgi",
    methods: ["GET"],
    changesState: (params) => !onlyLists(params),
    run: panTilt,
  },
];
