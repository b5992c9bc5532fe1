import type { Paint } from "../paint.ts";
import type { Pen } from "../pen.ts";
import { width } from "../place.ts";
import { chance } from "../seeded.ts";
import type { Actor } from "./mover.ts";
import { drawWalker, foot } from "./walker.ts";

/** Where and how somebody passes, again and again. */
export interface Passage {
  /** The row of the ground that they walk on. */
  readonly ground: number;
  /** Size beside that of the walker on the near side. */
  readonly scale: number;
  readonly pxPerS: number;
  /** Seconds from one passage to the next. */
  readonly every: number;
  readonly from: "left" | "right";
  /** Columns between which they are seen: out of a door, into another. */
  readonly between?: readonly [number, number];
}

/** Somebody who passes without stopping, at any distance. */
export function openPasserBy(seed: number, passage: Passage): Actor {
  const { ground, scale, pxPerS, every, from } = passage;
  const margin = 130 * scale;
  const [left, right] = passage.between ?? [-margin, width + margin];
  const direction = from === "left" ? 1 : -1;
  const place = (at: number): { x: number; walked: number } | undefined => {
    const slot = Math.floor(at / every);
    const walked = (at - slot * every - 0.15 * every * chance(seed + 91, slot, 1)) * pxPerS;
    if (walked < 0 || walked > right - left) return undefined;
    return { x: direction > 0 ? left + walked : right - walked, walked };
  };
  return {
    name: "walker",
    where: (at) => {
      const now = place(at);
      return now && { x: now.x, y: ground - 60 * scale };
    },
    draw(pen, at) {
      const now = place(at);
      if (!now) return;
      const stance = { x: 0, facing: direction, walked: now.walked / scale, stride: 1 };
      drawWalker(new ScaledPen(pen, { x: now.x, ground, scale }), stance, at);
    },
  };
}

/** Draws what stands at column 0 on the near side as it looks elsewhere, smaller or larger. */
class ScaledPen implements Pen {
  readonly #pen: Pen;
  readonly #to: { readonly x: number; readonly ground: number; readonly scale: number };

  constructor(pen: Pen, to: { readonly x: number; readonly ground: number; readonly scale: number }) {
    this.#pen = pen;
    this.#to = to;
  }

  point(x: number, y: number): void {
    const { x: left, ground, scale } = this.#to;
    this.#pen.point(left + x * scale, ground + (y - foot) * scale);
  }

  fill(paint: Paint): void {
    this.#pen.fill(paint);
  }
}
