import type { Planes } from "./brush.ts";
import { type Mover, openScene } from "./draw.ts";
import type { ScenarioName } from "./names.ts";
import { scenarios } from "./scenarios.ts";

/** A picture of a film, valid until the next one. */
export interface FilmPicture {
  /** Seconds since the film began. */
  readonly at: number;
  readonly planes: Planes;
  /** What moves and can be seen, in pixels of the picture. */
  readonly movers: readonly Mover[];
}

export interface Film {
  readonly scenario: ScenarioName;
  readonly seed: number;
  /** The second of the scene at which it begins; 0 when it is left out. */
  readonly from?: number;
  readonly seconds: number;
  readonly rate: number;
}

/** The size of every film: what a camera without pan and tilt shows. */
export const filmSize = { width: 1280, height: 720 } as const;

/** Part of a mover's box that has to be within the picture for it to be seen. */
const seen = 0.25;

/** Draws a scenario picture by picture, as fast as it goes. */
export function* film({ scenario, seed, from = 0, seconds, rate }: Film): Generator<FilmPicture> {
  const { width, height } = filmSize;
  const scene = openScene(seed, scenarios[scenario].script(seed));
  const view = { x: (scene.width - width) / 2, y: (scene.height - height) / 2, width, height };
  const planes: Planes = {
    y: new Uint8Array(width * height),
    u: new Uint8Array((width * height) / 4),
    v: new Uint8Array((width * height) / 4),
    strideY: width,
    strideUV: width / 2,
  };
  for (let count = 0; count < seconds * rate; count++) {
    const at = count / rate;
    scene.draw(from + at, view, planes, count, "");
    const movers = scene.boxes(from + at).flatMap((mover) => {
      const left = Math.max(mover.x, view.x);
      const top = Math.max(mover.y, view.y);
      const across = Math.min(mover.x + mover.width, view.x + width) - left;
      const down = Math.min(mover.y + mover.height, view.y + height) - top;
      if (across <= 0 || down <= 0 || across * down < seen * mover.width * mover.height) return [];
      return [{ ...mover, x: left - view.x, y: top - view.y, width: across, height: down }];
    });
    yield { at, planes, movers };
  }
}
