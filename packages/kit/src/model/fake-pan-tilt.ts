import type { Issue, Point } from "./field.ts";
import { type PanTilt, type Stored, type Tour, withinStops } from "./pan-tilt.ts";

/** Motors in memory for tests, which are where they are sent at once. */
export class FakePanTilt implements PanTilt {
  /** What they were told beside where to go, in order. */
  readonly told: string[] = [];
  /** What every order is refused with. */
  refusal: string | undefined;
  #target: Point = [0, 0];
  #tour: Tour | undefined;

  target(): Point {
    return this.#target;
  }

  position(): Point {
    return this.#target;
  }

  isMoving(): boolean {
    return false;
  }

  tour(): Tour | undefined {
    return this.#tour;
  }

  move([x, y]: Point): string | undefined {
    return this.go([this.#target[0] + x, this.#target[1] + y]);
  }

  centre([x, y]: Point): string | undefined {
    this.told.push(`centre ${x},${y}`);
    return this.refusal;
  }

  go(to: Point, speed?: number): string | undefined {
    if (speed !== undefined) this.told.push(`speed ${speed}`);
    if (this.refusal === undefined) this.#target = withinStops(to);
    return this.refusal;
  }

  halt(seconds: number): string | undefined {
    this.told.push(`halt ${seconds}`);
    return this.refusal;
  }

  start(tour: Tour): string | undefined {
    this.#tour = tour;
    return this.refusal;
  }

  async store(as: Stored): Promise<readonly Issue[]> {
    this.told.push(`store ${as}`);
    return [];
  }

  async forget(preset: number | "all"): Promise<readonly Issue[]> {
    this.told.push(`forget ${preset}`);
    return [];
  }
}
