import type { Planes, View } from "./brush.ts";
import { chance, numbers, smooth, wander } from "./seeded.ts";

/** Changes a finished picture; all of it follows from seed and time. */
export type Weather = (at: number, planes: Planes, view: View) => void;

const darkest = 16;
const brightest = 235;

/** Streaks that are elsewhere in each picture; `density` is their number. */
export function rain(seed: number, density: number): Weather {
  return (at, { y, strideY }, { width, height }) => {
    const moment = Math.floor(at * 1000);
    for (let n = 0; n < density; n++) {
      const near = chance(seed + moment, n, 1) < 0.04;
      const length = near ? 90 + 90 * chance(seed + moment, n, 2) : 18 + 40 * chance(seed + moment, n, 2);
      const thick = near ? 4 : 2;
      const left = Math.floor(chance(seed + moment, n, 3) * width);
      const top = Math.floor(chance(seed + moment, n, 4) * height - length / 2);
      const alpha = near ? 0.22 : 0.4;
      for (let row = Math.max(0, top); row < Math.min(height, top + length); row++) {
        const x = left + Math.floor((row - top) * 0.12);
        for (let column = x; column < Math.min(width, x + thick); column++) {
          const i = row * strideY + column;
          y[i] = y[i]! + (200 - y[i]!) * alpha;
        }
      }
    }
  };
}

/** What a sensor adds in the dark: each pixel up to `strength` more or less. */
export function grain(seed: number, strength: number): Weather {
  const next = numbers(seed + 13);
  const tile = Int8Array.from(
    { length: 1 << 16 },
    () => (next() + next() + next() - 1.5) * (strength / 1.5) * 2,
  );
  return (at, { y, strideY }, { width, height }) => {
    const moment = Math.floor(at * 1000);
    for (let row = 0; row < height; row++) {
      const from = Math.floor(chance(seed + moment, row, 0) * (tile.length - width));
      for (let x = 0; x < width; x++) {
        const i = row * strideY + x;
        y[i] = Math.max(darkest, Math.min(brightest, y[i]! + tile[from + x]!));
      }
    }
  };
}

/** Clouds before the sun: all of the picture gets darker and brighter, in seconds. */
export function clouds(seed: number): Weather {
  const table = new Uint8Array(256);
  return (at, { y, strideY }, { width, height }) => {
    const gain = 1 - 0.5 * wander(seed + 17, at / 7);
    for (let grey = 0; grey < 256; grey++) table[grey] = darkest + (Math.max(darkest, grey) - darkest) * gain;
    for (let row = 0; row < height; row++)
      for (let i = row * strideY; i < row * strideY + width; i++) y[i] = table[y[i]!]!;
  };
}

/** The light of cars that are not seen themselves, as it sweeps over street and walls. */
export function headlights(seed: number): Weather {
  const every = 7;
  return (at, planes, { width, height }) => {
    const slot = Math.floor(at / every);
    const speed = 350 + 500 * chance(seed + 23, slot, 1);
    const way = (at - slot * every) * speed - 300;
    const x = chance(seed + 23, slot, 2) < 0.5 ? way : width - way;
    const y = height * (0.45 + 0.25 * chance(seed + 23, slot, 3));
    shine(planes, { width, height }, { x, y, across: 330, down: 150, strength: 1.1 });
  };
}

interface Beam {
  readonly x: number;
  readonly y: number;
  readonly across: number;
  readonly down: number;
  readonly strength: number;
}

function shine(
  { y, strideY }: Planes,
  { width, height }: { readonly width: number; readonly height: number },
  beam: Beam,
): void {
  const top = Math.max(0, Math.floor(beam.y - beam.down));
  const bottom = Math.min(height, Math.ceil(beam.y + beam.down));
  const left = Math.max(0, Math.floor(beam.x - beam.across));
  const right = Math.min(width, Math.ceil(beam.x + beam.across));
  for (let row = top; row < bottom; row++) {
    const down = ((row - beam.y) / beam.down) ** 2;
    for (let x = left; x < right; x++) {
      const far = down + ((x - beam.x) / beam.across) ** 2;
      if (far >= 1) continue;
      const light = (1 - far) ** 2 * beam.strength;
      const i = row * strideY + x;
      y[i] = Math.min(brightest, y[i]! + (y[i]! - darkest) * light + 22 * light);
    }
  }
}

/** Insects near the lens: large, blurred, soon gone. */
export function insects(seed: number): Weather {
  const every = 3;
  return (at, planes, view) => {
    const slot = Math.floor(at / every);
    const since = at - slot * every - 1.5 * chance(seed + 29, slot, 1);
    const lasts = 0.3 + 0.7 * chance(seed + 29, slot, 2);
    if (since < 0 || since > lasts) return;
    const speed = 1400 + 1600 * chance(seed + 29, slot, 3);
    const heading = 2 * Math.PI * chance(seed + 29, slot, 4);
    const wobble = 260 * (wander(seed + slot, since * 7) - 0.5);
    const along = (since - lasts / 2) * speed;
    const x = view.width * (0.2 + 0.6 * chance(seed + 29, slot, 5)) + Math.cos(heading) * along + wobble;
    const y = view.height * (0.2 + 0.6 * chance(seed + 29, slot, 6)) + Math.sin(heading) * along - wobble;
    smudge(planes, view, { x, y, radius: 24 + 50 * chance(seed + 29, slot, 7) });
  };
}

function smudge(
  { y: luma, strideY }: Planes,
  { width, height }: View,
  { x, y, radius }: { readonly x: number; readonly y: number; readonly radius: number },
): void {
  for (let row = Math.max(0, Math.floor(y - radius)); row < Math.min(height, y + radius); row++) {
    for (let column = Math.max(0, Math.floor(x - radius)); column < Math.min(width, x + radius); column++) {
      const far = Math.hypot(row - y, column - x) / radius;
      const i = row * strideY + column;
      luma[i] = luma[i]! + (52 - luma[i]!) * 0.85 * smooth((1 - far) * 1.6);
    }
  }
}
