import { chance, smooth, wander } from "./seeded.ts";

/** What a plain luma or chroma becomes under the light: index `glow * 256 + plain`, glow 0..63 being the light of lamps. */
export interface LightTable {
  readonly y: Uint8Array;
  readonly u: Uint8Array;
  readonly v: Uint8Array;
}

export const glowSteps = 64;
/** Full daylight; the light of the day changes in steps so small that no step can be seen. */
export const dayLevel = 128;

const dayLength = 720;
const nightLight = 0.2;
const noise = 2;

/** Light of the sky at a time, `nightLight`..1. The scene begins in the morning; a day takes twelve minutes. */
export function daylight(seed: number, at: number): number {
  const sun = smooth((Math.sin((at / dayLength) * 2 * Math.PI + 0.5) + 0.75) / 0.55);
  const cloud = wander(seed + 11, at / 17);
  return (nightLight + (1 - nightLight) * sun) * (1 - 0.1 * cloud);
}

/** Street lamps go on at dusk. */
export function streetLit(daylight: number): boolean {
  return daylight < 0.5;
}

/** The lamp at the door is switched at seeded times, day and night. */
export function doorLit(seed: number, at: number): boolean {
  const slot = Math.floor(at / 20 + chance(seed, 3, 3));
  return chance(seed + 21, slot, 0) < 0.4;
}

/** A room has light in the evening, more or less. */
export function roomLit(seed: number, at: number, room: { number: number; daylight: number }): boolean {
  const slot = Math.floor(at / 45 + chance(seed, room.number, 7));
  return room.daylight < 0.62 && chance(seed + 31, slot, room.number) < 0.75;
}

/** An empty table; `light` fills it. */
export function openTable(): LightTable {
  const size = glowSteps * 256;
  return { y: new Uint8Array(size), u: new Uint8Array(size), v: new Uint8Array(size) };
}

/** Fills a table for a level of daylight, 0..`dayLevel`: dark and bluish at night, warm at dusk and near lamps. */
export function light(table: LightTable, level: number): void {
  const day = level / dayLevel;
  const dusk = Math.max(0, 1 - Math.abs(day - 0.55) / 0.3);
  const night = Math.max(0, 1 - (day - nightLight) / 0.3);
  for (let step = 0; step < glowSteps; step++) {
    const glow = step / (glowSteps - 1);
    const gain = day + glow * 0.8 * (1 - 0.6 * day);
    const added = 16 + glow * glow * 75 * (1 - 0.85 * day);
    const colour = Math.min(1, 0.15 + 0.85 * gain);
    const shiftU = 128 - 7 * dusk + 6 * night * (1 - glow) - (14 + 34 * glow) * glow * (1 - 0.8 * day);
    const shiftV = 128 + 6 * dusk - 3 * night * (1 - glow) + (8 + 16 * glow) * glow * (1 - 0.8 * day);
    const row = step * 256;
    for (let plain = 0; plain < 256; plain++) {
      table.y[row + plain] = Math.min(235 - noise, Math.max(16, added + (plain - 16) * gain));
      table.u[row + plain] = Math.max(16, Math.min(240, shiftU + (plain - 128) * colour));
      table.v[row + plain] = Math.max(16, Math.min(240, shiftV + (plain - 128) * colour));
    }
  }
}
