import { paint } from "../paint.ts";
import { ellipse, line, type Pen, polygon } from "../pen.ts";
import { perMetre, width } from "../place.ts";
import { chance } from "../seeded.ts";
import type { Actor } from "./mover.ts";

const slotS = 19;
const margin = 220;

/** Traffic keeps to the right: on the near lane cars come from the left. */
const lanes = [
  { ground: 838, direction: 1 },
  { ground: 786, direction: -1 },
] as const;

const colours = [0x2f62b3, 0xb3232a, 0xe4e6e8, 0x3c4146, 0xd79a1e, 0x3f7d5a].map((rgb) => ({
  body: paint(rgb),
  sill: paint(darker(rgb)),
}));
const glass = paint(0x2c3a46);
const sheen = paint(0xb9d2e2, { alpha: 0.4 });
const tyre = paint(0x17181a);
const rim = paint(0xb4b9bd);
const spoke = paint(0x55595d);
const front = paint(0xfff6d8, { shines: true });
const rear = paint(0xd8201a, { shines: true });
const seam = paint(0x000000, { alpha: 0.3 });
const shadow = paint(0x050607, { alpha: 0.45 });

interface Ride {
  readonly x: number;
  readonly ground: number;
  readonly direction: number;
  readonly colour: number;
}

/** A car that passes now and then, on either lane. */
export function openCar(seed: number): Actor {
  const ride = (at: number): Ride | undefined => {
    const slot = Math.floor(at / slotS);
    if (chance(seed + 61, slot, 0) < 0.3) return undefined;
    const { ground, direction } = lanes[chance(seed + 61, slot, 1) < 0.55 ? 0 : 1];
    const speed = 340 + 110 * chance(seed + 61, slot, 2);
    const done = (at - slot * slotS - 8 * chance(seed + 61, slot, 3)) * speed;
    if (done < 0 || done > width + 2 * margin) return undefined;
    const x = direction > 0 ? done - margin : width + margin - done;
    return { x, ground, direction, colour: Math.floor(chance(seed + 61, slot, 4) * colours.length) };
  };
  return {
    name: "car",
    where: (at) => {
      const now = ride(at);
      return now && { x: now.x, y: now.ground - 20 };
    },
    draw(pen, at) {
      const now = ride(at);
      if (now) drawCar(pen, now);
    },
  };
}

function drawCar(pen: Pen, { x, ground, direction, colour }: Ride): void {
  const metre = perMetre(ground);
  const { body, sill } = colours[colour]!;
  const shape = (color: typeof glass, metres: readonly number[]) => {
    for (let i = 0; i < metres.length; i += 2) {
      pen.point(x + metres[i]! * direction * metre, ground - metres[i + 1]! * metre);
    }
    pen.fill(color);
  };
  polygon(pen, shadow, [
    x - 2 * metre,
    ground - 0.1 * metre,
    x + 2 * metre,
    ground - 0.1 * metre,
    x + 1.9 * metre,
    ground,
    x - 1.9 * metre,
    ground,
  ]);
  shape(body, cabin);
  shape(body, hull);
  shape(sill, [-2.04, 0.24, 2.06, 0.24, 2.1, 0.4, -2.08, 0.4]);
  shape(glass, rearWindow);
  shape(glass, frontWindow);
  shape(sheen, [-0.62, 0.98, -0.3, 1.34, -0.14, 1.34, -0.44, 0.98]);
  shape(sheen, [0.34, 0.98, 0.5, 1.26, 0.62, 1.2, 0.5, 0.98]);
  for (const at of [0.14, 1.0, -0.86]) shape(seam, [at, 0.34, at + 0.03, 0.34, at + 0.03, 0.94, at, 0.94]);
  shape(sill, [-0.12, 0.8, 0.06, 0.8, 0.06, 0.85, -0.12, 0.85]);
  shape(front, [1.92, 0.62, 2.08, 0.58, 2.06, 0.74, 1.9, 0.78]);
  shape(rear, [-2.08, 0.66, -1.94, 0.66, -1.94, 0.84, -2.05, 0.84]);
  const turned = x / (0.31 * metre);
  for (const axle of [-1.27, 1.29]) drawWheel(pen, [x + axle * direction * metre, ground, metre], turned);
}

const cabin = [-1.72, 0.9, -1.36, 1.3, -1.05, 1.43, 0.1, 1.46, 0.42, 1.38, 1.05, 0.9];
const hull = [
  -2.05, 0.26, -2.12, 0.5, -2.06, 0.86, -1.8, 0.96, 1.06, 0.94, 1.8, 0.82, 2.06, 0.66, 2.14, 0.44, 2.08, 0.26,
];
const rearWindow = [-1.46, 0.96, -1.24, 1.27, -1.0, 1.36, -0.16, 1.37, -0.16, 0.96];
const frontWindow = [-0.06, 0.96, -0.06, 1.37, 0.08, 1.37, 0.36, 1.3, 0.84, 0.96];

function drawWheel(pen: Pen, [x, ground, metre]: readonly [number, number, number], turned: number): void {
  const y = ground - 0.31 * metre;
  ellipse(pen, tyre, [x, y, 0.31 * metre, 0.31 * metre]);
  ellipse(pen, rim, [x, y, 0.2 * metre, 0.2 * metre]);
  for (let i = 0; i < 3; i++) {
    const angle = turned + (i * Math.PI) / 3;
    const dx = Math.cos(angle) * 0.18 * metre;
    const dy = Math.sin(angle) * 0.18 * metre;
    line(pen, spoke, [x - dx, y - dy, x + dx, y + dy, 0.05 * metre]);
  }
}

function darker(rgb: number): number {
  return (rgb >> 1) & 0x7f7f7f;
}
