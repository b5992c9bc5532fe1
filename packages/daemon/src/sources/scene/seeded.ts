/** A number in [0, 1) that depends on its arguments alone. */
export function chance(seed: number, a: number, b: number): number {
  let h = (seed ^ Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return ((h ^ (h >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** A row of numbers in [0, 1), the same for the same seed (mulberry32). */
export function numbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A smooth curve in [0, 1) that takes a new random direction at every whole `t`. */
export function wander(seed: number, t: number): number {
  const step = Math.floor(t);
  const from = chance(seed, step, 1);
  return from + (chance(seed, step + 1, 1) - from) * smooth(t - step);
}

/** 0 below 0, 1 above 1, and a soft slope between. */
export function smooth(t: number): number {
  const x = Math.min(1, Math.max(0, t));
  return x * x * (3 - 2 * x);
}

export const tileSize = 256;

/** A square of noise, -127..127, `tileSize` pixels wide, that continues at its own opposite edge; its largest and smallest patches are powers of two. */
export function noiseTile(
  seed: number,
  { largest, smallest }: { largest: number; smallest: number },
): Int8Array {
  const sum = new Float32Array(tileSize * tileSize);
  let strength = 95;
  for (let cell = largest; cell >= smallest; cell >>= 1) {
    addLattice(sum, { cell, strength, next: numbers(seed + cell) });
    strength *= 0.62;
  }
  const tile = new Int8Array(sum.length);
  for (let i = 0; i < sum.length; i++) tile[i] = Math.max(-127, Math.min(127, sum[i]!));
  return tile;
}

interface Lattice {
  readonly cell: number;
  readonly strength: number;
  readonly next: () => number;
}

/** Adds random corners every `cell` pixels and a smooth surface between them. */
function addLattice(sum: Float32Array, { cell, strength, next }: Lattice): void {
  const cells = tileSize / cell;
  const corners = new Float32Array(cells * cells);
  for (let i = 0; i < corners.length; i++) corners[i] = (next() * 2 - 1) * strength;
  const slope = new Float32Array(cell);
  for (let i = 0; i < cell; i++) slope[i] = smooth(i / cell);
  for (let y = 0; y < tileSize; y++) {
    const top = Math.floor(y / cell) * cells;
    const bottom = ((Math.floor(y / cell) + 1) % cells) * cells;
    const down = slope[y % cell]!;
    let at = y * tileSize;
    for (let column = 0; column < cells; column++) {
      const right = (column + 1) % cells;
      const a = corners[top + column]! * (1 - down) + corners[bottom + column]! * down;
      const b = corners[top + right]! * (1 - down) + corners[bottom + right]! * down;
      for (let i = 0; i < cell; i++) sum[at++]! += a + (b - a) * slope[i]!;
    }
  }
}
