import { openCar } from "./movers/car.ts";
import { openPasserBy } from "./movers/passer-by.ts";
import { openWalker } from "./movers/walker.ts";
import type { ScenarioName } from "./names.ts";
import type { Script } from "./script.ts";
import { chance, wander } from "./seeded.ts";
import { clouds, grain, headlights, insects, rain } from "./weather.ts";

/** One thing of the street by itself, for which it is known what moves and what only looks like it. */
export interface Scenario {
  readonly doc: string;
  readonly script: (seed: number) => Script;
}

/** Hours of the scene's day, in its seconds. */
const noon = 60;
const night = 483;

const far = { ground: 738, scale: 0.45, pxPerS: 24, every: 60, between: [800, 1760] as const };

/** All of them by name, those with something that moves first. */
export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  walker: { doc: "somebody walks by near", script: (seed) => ({ actors: [openWalker(seed)], hour: noon }) },
  "walker-far": {
    doc: "somebody walks by far off, small and slowly",
    script: (seed) => ({ actors: [openPasserBy(seed, { ...far, from: "left" })], hour: noon }),
  },
  crossing: {
    doc: "two walk by and meet",
    script: (seed) => ({
      actors: [
        openPasserBy(seed, { ground: 868, scale: 0.9, pxPerS: 90, every: 40, from: "right" }),
        openPasserBy(seed + 1, { ground: 912, scale: 1, pxPerS: 100, every: 40, from: "left" }),
      ],
      hour: noon,
    }),
  },
  car: { doc: "cars pass", script: (seed) => ({ actors: [openCar(seed)], hour: noon }) },
  "walker-rain": {
    doc: "somebody walks by in the rain",
    script: (seed) => ({ actors: [openWalker(seed)], hour: noon, weather: rain(seed, 260) }),
  },
  "walker-night": {
    doc: "somebody walks by in a noisy night",
    script: (seed) => ({ actors: [openWalker(seed)], hour: night, weather: grain(seed, 14) }),
  },
  empty: { doc: "nothing but a calm day", script: () => ({ actors: [], hour: noon }) },
  noise: {
    doc: "an empty street with the noise of a dark night",
    script: (seed) => ({ actors: [], hour: night, weather: grain(seed, 26) }),
  },
  rain: { doc: "rain", script: (seed) => ({ actors: [], hour: noon, weather: rain(seed, 320) }) },
  headlights: {
    doc: "the light of cars sweeps over the street",
    script: (seed) => ({ actors: [], hour: night, weather: headlights(seed) }),
  },
  lamp: {
    doc: "lamps are switched on and off",
    script: (seed) => ({
      actors: [],
      hour: night,
      lit: (at) => Math.floor(chance(seed, Math.floor(at / 5), 19) * 1024),
    }),
  },
  cloud: {
    doc: "clouds before the sun",
    script: (seed) => ({ actors: [], hour: noon, weather: clouds(seed) }),
  },
  insect: {
    doc: "insects near the lens",
    script: (seed) => ({ actors: [], hour: noon, weather: insects(seed) }),
  },
  shake: {
    doc: "wind shakes the camera",
    script: (seed) => ({ actors: [], hour: noon, shake: sway(seed) }),
  },
  foliage: { doc: "a storm in the trees", script: () => ({ actors: [], hour: noon, storm: 5 }) },
};

/** Up to ten pixels to each side, in gusts. */
function sway(seed: number): NonNullable<Script["shake"]> {
  return (at) => {
    const gust = 20 * wander(seed + 37, at / 9);
    const along = (n: number): number => Math.round((gust * (wander(seed + n, at * 3.1) - 0.5)) / 2) * 2;
    return [along(38), along(39)];
  };
}
