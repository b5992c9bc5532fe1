import { paint } from "../paint.ts";
import { ellipse, limb, type Pen, polygon } from "../pen.ts";
import { perMetre, width } from "../place.ts";
import { chance } from "../seeded.ts";
import type { Actor } from "./mover.ts";

const slotS = 47;
const margin = 90;
const foot = 968;
const metre = perMetre(foot);
const strideMetres = 0.9;

const coat = paint(0xb98246);
const coatFar = paint(0x8a5f30);
const dark = paint(0x3a2716);
const pale = paint(0xe9dcc4);
const collar = paint(0x2a6fc0);
const shadow = paint(0x0a0c0a, { alpha: 0.35 });

/** A dog that trots over the lawn now and then. */
export function openDog(seed: number): Actor {
  const trot = (at: number) => {
    const slot = Math.floor(at / slotS);
    if (chance(seed + 71, slot, 0) < 0.4) return undefined;
    const speed = 190 + 60 * chance(seed + 71, slot, 1);
    const done = (at - slot * slotS - 4 - 25 * chance(seed + 71, slot, 2)) * speed;
    if (done < 0 || done > width + 2 * margin) return undefined;
    const direction = chance(seed + 71, slot, 3) < 0.5 ? 1 : -1;
    return { x: direction > 0 ? done - margin : width + margin - done, direction, done };
  };
  return {
    name: "dog",
    where: (at) => {
      const now = trot(at);
      return now && { x: now.x, y: foot - 30 };
    },
    draw(pen, at) {
      const now = trot(at);
      if (now) drawDog(pen, now, at);
    },
  };
}

interface Trot {
  readonly x: number;
  readonly direction: number;
  readonly done: number;
}

function drawDog(pen: Pen, { x, direction, done }: Trot, at: number): void {
  const phase = (done / (strideMetres * metre)) * 2 * Math.PI;
  const lift = 0.02 * Math.abs(Math.sin(phase));
  const px = (forward: number) => x + forward * direction * metre;
  const py = (up: number) => foot - up * metre;
  const stick = (color: typeof coat, [x0, y0, r0, x1, y1, r1]: readonly number[]) =>
    limb(pen, color, [px(x0!), py(y0!), r0! * metre, px(x1!), py(y1!), r1! * metre]);
  const leg = (color: typeof coat, hip: number, turn: number) => {
    const swing = 0.16 * Math.sin(turn);
    const raised = 0.07 * Math.max(0, Math.cos(turn));
    const knee = hip + swing * 0.45 + 0.03;
    stick(color, [hip, 0.34 + lift, 0.055, knee, 0.19 + raised, 0.036]);
    stick(color, [knee, 0.19 + raised, 0.034, hip + swing, 0.03 + raised, 0.028]);
  };
  ellipse(pen, shadow, [x, foot - 3, 0.38 * metre, 3]);
  leg(coatFar, 0.26, phase + Math.PI);
  leg(coatFar, -0.28, phase);
  const wag = 0.1 * Math.sin(at * 14);
  stick(coat, [-0.34, 0.42 + lift, 0.035, -0.5, 0.58 + lift + wag, 0.018]);
  stick(coat, [-0.27, 0.38 + lift, 0.11, 0.24, 0.39 + lift, 0.125]);
  stick(pale, [0.1, 0.32 + lift, 0.06, 0.28, 0.36 + lift, 0.07]);
  leg(coat, 0.24, phase);
  leg(coat, -0.3, phase + Math.PI);
  stick(coat, [0.3, 0.44 + lift, 0.085, 0.4, 0.56 + lift, 0.07]);
  stick(collar, [0.31, 0.53 + lift, 0.02, 0.42, 0.49 + lift, 0.02]);
  stick(coat, [0.42, 0.6 + lift, 0.085, 0.58, 0.56 + lift, 0.045]);
  ellipse(pen, dark, [px(0.62), py(0.565 + lift), 0.025 * metre, 0.022 * metre]);
  ellipse(pen, dark, [px(0.48), py(0.625 + lift), 0.014 * metre, 0.016 * metre]);
  polygon(pen, dark, [px(0.36), py(0.67 + lift), px(0.43), py(0.67 + lift), px(0.37), py(0.5 + lift)]);
}
