import { Brush, type Planes, type View } from "./brush.ts";
import type { LightTable } from "./light.ts";
import { paint } from "./paint.ts";
import { ellipse } from "./pen.ts";
import { trees } from "./place.ts";
import { numbers, wander } from "./seeded.ts";

const bunch = { width: 112, height: 88 } as const;
const bunchSize = bunch.width * bunch.height;
const kinds = 3;
/** Below the darkest leaf, above the soft edge that leaves have against nothing. */
const seeThrough = 62;

/** The crowns of the trees: bunches of leaves that sway in the wind, each in its own time. */
export interface Leaves {
  /** `storm` is how many times stronger than usual the wind is. */
  draw(at: number, onto: { planes: Planes; view: View; light: LightTable }, storm: number): void;
}

interface Bunch {
  readonly x: number;
  readonly y: number;
  readonly kind: number;
  readonly phase: number;
}

export function openLeaves(seed: number, grain: Int8Array): Leaves {
  const sprites = Array.from({ length: kinds }, (_, kind) => paintBunch(seed + kind, grain));
  const next = numbers(seed + 5);
  const bunches = trees.flatMap((tree) => arrange(tree, next));
  return {
    draw(at, onto, storm) {
      const wind = storm * (0.5 + 1.1 * wander(seed + 41, at / 6));
      for (const { x, y, kind, phase } of bunches) {
        const dx = wind * (1.9 * Math.sin(at * 1.5 + phase) + 0.9 * Math.sin(at * 3.7 + phase * 3));
        const dy = wind * Math.sin(at * 2.1 + phase * 2);
        blit(sprites[kind]!, onto, { x: x + Math.round(dx), y: y + Math.round(dy) });
      }
    },
  };
}

/** Bunches from the shaded underside up to the lit top. */
function arrange({ x, ground, reach }: (typeof trees)[number], next: () => number): Bunch[] {
  const bunches: Bunch[] = [];
  const centre = ground - 222;
  for (let i = 0; i < 15; i++) {
    const angle = next() * 2 * Math.PI;
    const out = Math.sqrt(next()) * 0.78;
    bunches.push({
      x: Math.round(x + Math.cos(angle) * out * reach - bunch.width / 2),
      y: Math.round(centre + Math.sin(angle) * out * reach * 0.9 - bunch.height / 2),
      kind: 0,
      phase: next() * 6,
    });
  }
  bunches.sort((a, b) => b.y - a.y);
  return bunches.map((one, i) => ({
    ...one,
    kind: Math.min(kinds - 1, Math.floor((i * kinds) / bunches.length)),
  }));
}

/** A bunch of leaves on nothing: dark luma is where one sees through. The first kinds are darker. */
function paintBunch(seed: number, grain: Int8Array): Planes {
  const { width, height } = bunch;
  const planes: Planes = {
    y: new Uint8Array(bunchSize),
    u: new Uint8Array(bunchSize / 4).fill(110),
    v: new Uint8Array(bunchSize / 4).fill(112),
    strideY: width,
    strideUV: width / 2,
  };
  const brush = new Brush(grain);
  brush.aim(planes, { x: 0, y: 0, width, height });
  const next = numbers(seed);
  const kind = seed % kinds;
  const greens = [0x2c5a26, 0x3d7431, 0x55913d, 0x79b04c].map((rgb) => paint(rgb));
  for (let i = 0; i < 230; i++) {
    const angle = next() * 2 * Math.PI;
    const out = Math.sqrt(next());
    const x = width / 2 + Math.cos(angle) * out * (width / 2 - 8);
    const y = height / 2 + Math.sin(angle) * out * (height / 2 - 7);
    const lit = (i / 230) * 2 + (1.6 * (height - y)) / height + next() * 0.9 - 1.2 + kind * 0.25;
    const green = greens[Math.max(0, Math.min(3, Math.floor(lit)))]!;
    ellipse(brush, green, [x, y, 4 + next() * 3.5, 3 + next() * 2.5]);
  }
  return planes;
}

interface Onto {
  readonly planes: Planes;
  readonly view: View;
  readonly light: LightTable;
}

function blit(sprite: Planes, { planes, view, light }: Onto, place: { x: number; y: number }): void {
  const x = place.x - view.x;
  const y = place.y - view.y;
  const left = Math.max(0, x);
  const right = Math.min(view.width, x + bunch.width);
  const bottom = Math.min(view.height, y + bunch.height);
  for (let row = Math.max(0, y); row < bottom; row++) {
    const from = (row - y) * bunch.width - x;
    const fromUV = ((row - y) >> 1) * sprite.strideUV;
    const to = row * planes.strideY;
    const toUV = (row >> 1) * planes.strideUV;
    for (let column = left; column < right; column++) {
      const luma = sprite.y[from + column]!;
      if (luma < seeThrough) continue;
      planes.y[to + column] = light.y[luma]!;
      if ((row | column) & 1) continue;
      const pair = fromUV + ((column - x) >> 1);
      planes.u[toUV + (column >> 1)] = light.u[sprite.u[pair]!]!;
      planes.v[toUV + (column >> 1)] = light.v[sprite.v[pair]!]!;
    }
  }
}
