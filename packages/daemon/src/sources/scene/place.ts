/** The whole panorama in pixels. */
export const width = 2560;
export const height = 1440;

/** The camera hangs three metres above the ground and looks level, so the horizon is at its own height everywhere. */
export const horizon = 600;
const cameraMetres = 3;

/** Pixels per metre of something that stands on the ground at a row. */
export function perMetre(groundRow: number): number {
  return (groundRow - horizon) / cameraMetres;
}

/** Rows of the ground where one thing ends and the next begins, from far to near. */
export const rows = {
  houses: 704,
  farWalk: 728,
  farCurb: 744,
  road: 750,
  nearCurb: 864,
  nearWalk: 876,
  lawn: 934,
} as const;

/** Left edges of the houses, and the door that has a lamp. */
export const houses = { brick: 90, cream: 1010, modern: 1900 } as const;
export const door = { x: 1214, y: 668 } as const;

/** Where the street lamps stand; all on the far side, where no passer-by walks behind them. */
export const streetLamps = [{ x: 452 }, { x: 1600 }, { x: 2452 }] as const;
export const streetLampTop = 496;

/** Trees whose leaves move: where the trunk stands, and the size of the crown. */
export const trees = [
  { x: 770, ground: 722, reach: 92 },
  { x: 1782, ground: 726, reach: 106 },
  { x: 24, ground: 730, reach: 120 },
] as const;
