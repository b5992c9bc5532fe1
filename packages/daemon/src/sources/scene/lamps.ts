import { daylight, doorLit, glowSteps, roomLit, streetLit } from "./light.ts";
import { door, houses, rows, streetLamps, streetLampTop } from "./place.ts";
import { numbers } from "./seeded.ts";

/** The light that one lamp throws, at half the scene's resolution: 0..63 for each cell, left to right and down. */
interface Glow {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly strength: Uint8Array;
  /** The switch that this lamp hangs on: a bit of `lit()`. */
  readonly circuit: number;
}

/** All lamps of the scene. */
export interface Lamps {
  /** Which circuits are on at a time, one bit each. */
  lit(at: number): number;
  /** Adds the light of the circuits that are on to half a row of cells that begins at scene column `left`; false if none falls there. */
  shine(cells: Uint8Array, place: { row: number; left: number; lit: number }): boolean;
  /** The light at one point, 0..63. */
  at(x: number, y: number, lit: number): number;
}

const street = 1;
const doorway = 2;
const firstRoom = 4;
const brightest = glowSteps - 1;

export function openLamps(seed: number): Lamps {
  const glows = [...streetGlows(), doorGlow(), ...roomGlows()];
  return {
    lit(at) {
      const day = daylight(seed, at);
      let bits = (streetLit(day) ? street : 0) | (doorLit(seed, at) ? doorway : 0);
      for (let i = 0; i < rooms.length; i++) {
        if (roomLit(seed, at, { number: i, daylight: day })) bits |= firstRoom << i;
      }
      return bits;
    },
    shine(cells, { row, left, lit }) {
      let shone = false;
      for (const glow of glows) {
        if (!(glow.circuit & lit) || row < glow.y || row >= glow.y + glow.height) continue;
        const first = Math.max(left, glow.x);
        const last = Math.min(left + cells.length * 2, glow.x + glow.width);
        if (first >= last) continue;
        if (!shone) cells.fill(0);
        shone = true;
        const from = ((row - glow.y) >> 1) * (glow.width >> 1) - (glow.x >> 1);
        for (let x = first >> 1; x < last >> 1; x++) {
          const cell = x - (left >> 1);
          cells[cell] = Math.min(brightest, cells[cell]! + glow.strength[from + x]!);
        }
      }
      return shone;
    },
    at(x, y, lit) {
      let sum = 0;
      for (const glow of glows) {
        const column = Math.floor((x - glow.x) / 2);
        const line = Math.floor((y - glow.y) / 2);
        if (!(glow.circuit & lit) || column < 0 || column >= glow.width / 2) continue;
        if (line >= 0 && line < glow.height / 2) sum += glow.strength[line * (glow.width / 2) + column]!;
      }
      return Math.min(brightest, sum);
    },
  };
}

type Light = (x: number, y: number) => number;

/** Samples a light of 0..1; the noise at the edge of each step keeps the steps from showing as rings. */
function glow(area: Omit<Glow, "strength">, light: Light): Glow {
  const next = numbers(area.x);
  const strength = new Uint8Array((area.width * area.height) / 4);
  let i = 0;
  for (let y = area.y; y < area.y + area.height; y += 2) {
    for (let x = area.x; x < area.x + area.width; x += 2) {
      strength[i++] = Math.min(brightest, light(x + 1, y + 1) * brightest + next());
    }
  }
  return { ...area, strength };
}

const falloff = (distance: number) => Math.max(0, 1 - distance) ** 2;

/** All street lamps throw the same light. */
function streetGlows(): Glow[] {
  const reach = 330;
  const first = glow(
    { x: 0, y: streetLampTop - 120, width: 2 * reach, height: 560, circuit: street },
    (x, y) => {
      const dx = x - reach;
      const halo = falloff(Math.hypot(dx, y - streetLampTop) / 110);
      const pool = 0.72 * falloff(Math.hypot(dx / reach, (y - 805) / 140));
      const wall = y < rows.farWalk ? 0.4 * falloff(Math.hypot(dx / 230, (y - 640) / 150)) : 0;
      return halo + pool + wall;
    },
  );
  return streetLamps.map(({ x }) => ({ ...first, x: x - 40 - reach }));
}

function doorGlow(): Glow {
  const area = { x: door.x - 120, y: door.y - 110, width: 240, height: 220, circuit: doorway };
  return glow(area, (x, y) => {
    const dx = x - door.x;
    return 1.1 * falloff(Math.hypot(dx, y - door.y + 10) / 118);
  });
}

/** Windows by circuit: left, top, width, height in scene pixels. */
const rooms = [
  [
    [houses.brick + 30, 566, 42, 50],
    [houses.brick + 110, 566, 42, 50],
  ],
  [
    [houses.brick + 30, 640, 42, 42],
    [houses.brick + 300, 640, 42, 42],
  ],
  [[houses.cream + 198, 484, 46, 44]],
  [
    [houses.cream + 28, 564, 38, 48],
    [houses.cream + 90, 564, 38, 48],
  ],
  [[houses.cream + 342, 640, 76, 40]],
  [
    [houses.modern + 200, 502, 66, 76],
    [houses.modern + 284, 502, 66, 76],
  ],
  [[houses.modern + 24, 632, 130, 52]],
] as const;

function roomGlows(): Glow[] {
  return rooms.flatMap((windows, i) =>
    windows.map(([x, y, width, height]) =>
      glow({ x: x & ~1, y, width: width & ~1, height: height & ~1, circuit: firstRoom << i }, (px) =>
        px < x + 4 || px > x + width - 6 ? 0.6 : 0.95,
      ),
    ),
  );
}
