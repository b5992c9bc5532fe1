import type { Pen } from "../pen.ts";

/** Something that moves through the scene: its true box in scene pixels; all four numbers are even. */
export interface Mover {
  readonly name: "walker" | "dog" | "car" | "bird";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One kind of mover; all it does follows from seed and time. */
export interface Actor {
  readonly name: Mover["name"];
  /** The point that decides how much lamp light falls on it; undefined while it is not there. */
  where(at: number): { readonly x: number; readonly y: number } | undefined;
  /** Draws its outlines; nothing while it is not there. */
  draw(pen: Pen, at: number): void;
}

/** Measures outlines instead of filling them. */
export class Ruler implements Pen {
  left = Number.POSITIVE_INFINITY;
  top = Number.POSITIVE_INFINITY;
  right = Number.NEGATIVE_INFINITY;
  bottom = Number.NEGATIVE_INFINITY;

  point(x: number, y: number): void {
    this.left = Math.min(this.left, x);
    this.right = Math.max(this.right, x);
    this.top = Math.min(this.top, y);
    this.bottom = Math.max(this.bottom, y);
  }

  fill(): void {}
}
