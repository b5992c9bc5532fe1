import type { Planes, View } from "./brush.ts";
import { openBird } from "./movers/bird.ts";
import { openCar } from "./movers/car.ts";
import { openDog } from "./movers/dog.ts";
import type { Actor } from "./movers/mover.ts";
import { openWalker } from "./movers/walker.ts";

/** What happens in the street. */
export interface Script {
  /** What moves, from far to near. */
  readonly actors: readonly Actor[];
  /** The time of day at which it stays, in seconds since the scene's morning; left out, the day goes by. */
  readonly hour?: number;
  /** The circuits of lamps that are on; left out, those of the hour. */
  readonly lit?: (at: number) => number;
  /** How many times stronger than usual the wind is. */
  readonly storm?: number;
  /** Pixels, each even, by which the camera is beside its place. */
  readonly shake?: (at: number) => readonly [x: number, y: number];
  /** Changes the finished picture. */
  readonly weather?: (at: number, planes: Planes, view: View) => void;
}

/** The street as it is when nothing else is asked for. */
export function everyday(seed: number): Script {
  return { actors: [openBird(seed), openCar(seed), openWalker(seed), openDog(seed)] };
}
