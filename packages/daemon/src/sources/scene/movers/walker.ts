import { paint } from "../paint.ts";
import { box, ellipse, limb, type Pen, polygon } from "../pen.ts";
import { perMetre, width } from "../place.ts";
import { chance, smooth } from "../seeded.ts";
import type { Actor } from "./mover.ts";

/** Pixels per second, whenever the walker walks. */
export const walkingPxPerS = 84;

/** The row of the ground under the walker's feet. */
export const foot = 908;
const metre = perMetre(foot);
const strideMetres = 1.3;
const roundS = 62;
/** The scene begins in the middle of a walk. */
const headStartS = 10.5;
const margin = 130;
const turnS = 0.5;

interface Stop {
  readonly x: number;
  readonly pauseS: number;
}

export interface Stance {
  readonly x: number;
  /** 1 looks right, -1 left; in between while turning. */
  readonly facing: number;
  /** Pixels walked so far, whichever way. */
  readonly walked: number;
  /** 0 stands still, 1 in full stride. */
  readonly stride: number;
}

/** Someone who walks along the near side, stops now and then, and sometimes turns back. */
export function openWalker(seed: number): Actor {
  let known = { round: Number.NaN, stops: [] as readonly Stop[] };
  const stance = (at: number): Stance | undefined => {
    const round = Math.floor((at + headStartS) / roundS);
    if (round !== known.round) known = { round, stops: plan(seed, round) };
    return follow(known.stops, at + headStartS - round * roundS);
  };
  return {
    name: "walker",
    where: (at) => {
      const now = stance(at);
      return now && { x: now.x, y: foot - 60 };
    },
    draw(pen, at) {
      const now = stance(at);
      if (now) drawWalker(pen, now, at);
    },
  };
}

/** Where a round begins, stops and ends; both ends are out of sight. */
function plan(seed: number, round: number): Stop[] {
  const ends = [-margin, width + margin] as const;
  const rightward = chance(seed + 51, round, 0) < 0.5;
  const [start, end] = rightward ? ends : [ends[1], ends[0]];
  const ahead = rightward ? 1 : -1;
  const first = width * (0.44 + 0.2 * chance(seed + 51, round, 1));
  const stops: Stop[] = [
    { x: start, pauseS: 0 },
    { x: first, pauseS: 1.5 + 3 * chance(seed + 51, round, 2) },
  ];
  const choice = chance(seed + 51, round, 3);
  if (choice < 0.25) return [...stops, { x: start, pauseS: 0 }];
  if (choice < 0.65) {
    const back = first - ahead * (200 + 240 * chance(seed + 51, round, 4));
    stops.push({ x: back, pauseS: 1 + 2 * chance(seed + 51, round, 5) });
  }
  return [...stops, { x: end, pauseS: 0 }];
}

function follow(stops: readonly Stop[], sinceStart: number): Stance | undefined {
  let left = sinceStart;
  let walked = 0;
  for (let i = 0; i + 1 < stops.length; i++) {
    const { x: from } = stops[i]!;
    const { x: to, pauseS } = stops[i + 1]!;
    const way = Math.abs(to - from);
    const seconds = way / walkingPxPerS;
    const facing = Math.sign(to - from);
    if (left < seconds) {
      const done = left * walkingPxPerS;
      const stride = smooth(Math.min(left, seconds - left) / 0.3 + 0.12);
      return { x: from + facing * done, facing, walked: walked + done, stride };
    }
    left -= seconds;
    walked += way;
    const after = stops[i + 2];
    if (left < pauseS && after) {
      const turned = Math.sign(after.x - to) === facing ? 0 : smooth((left - pauseS + turnS) / turnS);
      return { x: to, facing: facing * (1 - 2 * turned), walked, stride: smooth(0.12) };
    }
    left -= pauseS;
  }
  return undefined;
}

const skin = paint(0xe2b08c);
const hair = paint(0x4a2f1c);
const coat = paint(0xc8402f);
const coatFar = paint(0x98301f);
const bag = paint(0x3c5a3a);
const jeans = paint(0x37507c);
const jeansFar = paint(0x283b5e);
const shoe = paint(0x2a2422);
const shadow = paint(0x0a0c0a, { alpha: 0.35 });

const thigh = 0.44;
const shin = 0.43;

export function drawWalker(pen: Pen, { x, facing, walked, stride }: Stance, at: number): void {
  const phase = (walked / (strideMetres * metre)) * 2 * Math.PI;
  const near = leg(phase, stride);
  const far = leg(phase + Math.PI, stride);
  const hip = Math.max(near.ankle.down, far.ankle.down) + 0.08;
  const breath = 0.004 * Math.sin(at * 2.2);
  const px = (forward: number) => x + forward * facing * metre;
  const py = (up: number) => foot - up * metre;
  const stick = (color: typeof coat, [x0, y0, r0, x1, y1, r1]: readonly number[]) =>
    limb(pen, color, [px(x0!), py(y0!), r0! * metre, px(x1!), py(y1!), r1! * metre]);

  const shoulder = hip + 0.5 + breath;
  const lean = 0.03 * stride;
  ellipse(pen, shadow, [x, foot - 3, 0.3 * metre, 3]);
  drawArm(stick, { color: coatFar, swing: -near.swing, shoulder, lean });
  drawLeg(stick, { color: jeansFar, hip, leg: far });
  drawLeg(stick, { color: jeans, hip, leg: near });
  box(pen, bag, [px(-0.16) - 0.1 * metre, py(shoulder - 0.02), 0.2 * metre, 0.4 * metre]);
  stick(coat, [0, hip + 0.02, 0.145, lean, shoulder - 0.08, 0.165]);
  stick(skin, [lean, shoulder, 0.055, lean + 0.02, shoulder + 0.1, 0.055]);
  ellipse(pen, skin, [px(lean + 0.03), py(shoulder + 0.21), 0.1 * metre, 0.125 * metre]);
  polygon(pen, skin, [
    px(lean + 0.11),
    py(shoulder + 0.23),
    px(lean + 0.155),
    py(shoulder + 0.18),
    px(lean + 0.11),
    py(shoulder + 0.17),
  ]);
  ellipse(pen, hair, [px(lean - 0.02), py(shoulder + 0.275), 0.115 * metre, 0.085 * metre]);
  ellipse(pen, hair, [px(lean - 0.07), py(shoulder + 0.21), 0.05 * metre, 0.09 * metre]);
  drawArm(stick, { color: coat, swing: near.swing, shoulder, lean });
}

type Stick = (color: typeof coat, shape: readonly number[]) => void;

interface Leg {
  readonly swing: number;
  readonly knee: { readonly forward: number; readonly down: number };
  readonly ankle: { readonly forward: number; readonly down: number };
}

/** The leg swings like a pendulum; its knee bends while the foot travels forward. */
function leg(phase: number, stride: number): Leg {
  const swing = 0.4 * stride * Math.sin(phase);
  const bend = stride * (0.06 + 0.85 * Math.max(0, Math.cos(phase)) ** 1.4);
  const knee = { forward: thigh * Math.sin(swing), down: thigh * Math.cos(swing) };
  const ankle = {
    forward: knee.forward + shin * Math.sin(swing - bend),
    down: knee.down + shin * Math.cos(swing - bend),
  };
  return { swing, knee, ankle };
}

function drawLeg(stick: Stick, { color, hip, leg }: { color: typeof coat; hip: number; leg: Leg }): void {
  const { knee, ankle } = leg;
  const heel = hip - ankle.down;
  stick(color, [0, hip, 0.1, knee.forward, hip - knee.down, 0.075]);
  stick(color, [knee.forward, hip - knee.down, 0.075, ankle.forward, heel, 0.055]);
  stick(shoe, [ankle.forward - 0.02, heel - 0.03, 0.05, ankle.forward + 0.15, heel - 0.045, 0.035]);
}

interface Arm {
  readonly color: typeof coat;
  readonly swing: number;
  readonly shoulder: number;
  readonly lean: number;
}

function drawArm(stick: Stick, { color, swing, shoulder, lean }: Arm): void {
  const upper = -swing * 1.1;
  const lower = upper + 0.35;
  const elbow = [lean + 0.29 * Math.sin(upper), shoulder - 0.07 - 0.29 * Math.cos(upper)] as const;
  const hand = [elbow[0] + 0.25 * Math.sin(lower), elbow[1] - 0.25 * Math.cos(lower)] as const;
  stick(color, [lean, shoulder - 0.07, 0.062, elbow[0], elbow[1], 0.052]);
  stick(color, [elbow[0], elbow[1], 0.052, hand[0], hand[1], 0.042]);
  stick(skin, [hand[0], hand[1], 0.042, hand[0] + 0.02, hand[1] - 0.04, 0.036]);
}
