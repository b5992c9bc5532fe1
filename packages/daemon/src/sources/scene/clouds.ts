import { smooth, tileSize } from "./seeded.ts";

const mapWidth = 512;
const mapHeight = 160;
/** Pixels of the scene per cell of the map, a power of two. */
const cell = 4;
const speedPxPerS = 5;

/** Clouds as a coarse map of their thickness, 0..255; drawn, they drift to the right and come round again. */
export type CloudMap = Uint8Array;

/** Makes clouds of a tile of noise. */
export function makeClouds(noise: Int8Array): CloudMap {
  const map = new Uint8Array(mapWidth * mapHeight);
  const mask = tileSize - 1;
  for (let y = 0; y < mapHeight; y++) {
    const far = 1 + (y / mapHeight) * 1.5;
    for (let x = 0; x < mapWidth; x++) {
      const large = noise[((y * 0.95 * far) & mask) * tileSize + ((x >> 1) & mask)]!;
      const small = noise[((y * 1.9 * far + 77) & mask) * tileSize + ((x + 31) & mask)]!;
      map[y * mapWidth + x] = 225 * smooth((large * 0.78 + small * 0.36 - 14) / 64);
    }
  }
  return map;
}

/** How far the clouds have drifted at a time: an even number of pixels. Rows move in turn, never all at once. */
export function drift(at: number, row: number): number {
  const turn = ((row >> 4) * 7) % 16;
  return 2 * Math.floor((at * speedPxPerS) / 2 + turn / 16);
}

/** Writes how thick the clouds are at the pixels `left` to before `left + into.length` of a row of the scene, 0..255. */
export function cloudRow(map: CloudMap, into: Uint8Array, place: { row: number; left: number }): void {
  const mask = mapWidth * cell - 1;
  const y = Math.min(mapHeight - 2, Math.floor(place.row / cell));
  const fy = (place.row % cell) / cell;
  const top = y * mapWidth;
  for (let i = 0; i < into.length; i += 2) {
    const x = (place.left + i) & mask;
    const column = x >> 2;
    const next = (column + 1) & (mapWidth - 1);
    const fx = (x & 3) / cell;
    const upper = map[top + column]! * (1 - fx) + map[top + next]! * fx;
    const lower = map[top + mapWidth + column]! * (1 - fx) + map[top + mapWidth + next]! * fx;
    const thickness = upper + (lower - upper) * fy;
    into[i] = thickness;
    into[i + 1] = thickness;
  }
}
