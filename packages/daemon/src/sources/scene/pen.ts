import type { Paint } from "./paint.ts";

/** Takes outlines in scene pixels: a brush that fills them, or a ruler that measures them. */
export interface Pen {
  point(x: number, y: number): void;
  /** Closes the outline of the points since the last fill. */
  fill(paint: Paint): void;
}

/** A closed outline: x, y, x, y, ... */
export function polygon(pen: Pen, paint: Paint, points: readonly number[]): void {
  for (let i = 0; i < points.length; i += 2) pen.point(points[i]!, points[i + 1]!);
  pen.fill(paint);
}

/** Left, top, width, height. */
export function box(pen: Pen, paint: Paint, [x, y, width, height]: Four): void {
  pen.point(x, y);
  pen.point(x + width, y);
  pen.point(x + width, y + height);
  pen.point(x, y + height);
  pen.fill(paint);
}

/** Centre x and y, half width, half height. */
export function ellipse(pen: Pen, paint: Paint, [cx, cy, rx, ry]: Four): void {
  const corners = Math.max(8, Math.min(48, Math.round((rx + ry) * 0.6)));
  for (let i = 0; i < corners; i++) {
    const angle = (i * 2 * Math.PI) / corners;
    pen.point(cx + rx * Math.cos(angle), cy + ry * Math.sin(angle));
  }
  pen.fill(paint);
}

/** A rounded stick from x, y with a radius to x, y with a radius. */
export function limb(pen: Pen, paint: Paint, [x0, y0, r0, x1, y1, r1]: Six): void {
  const along = Math.atan2(y1 - y0, x1 - x0);
  arc(pen, along + Math.PI / 2, [x0, y0, r0]);
  arc(pen, along - Math.PI / 2, [x1, y1, r1]);
  pen.fill(paint);
}

/** A straight line from x, y to x, y of a width. */
export function line(pen: Pen, paint: Paint, [x0, y0, x1, y1, width]: Five): void {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const nx = ((y0 - y1) / length) * (width / 2);
  const ny = ((x1 - x0) / length) * (width / 2);
  pen.point(x0 + nx, y0 + ny);
  pen.point(x1 + nx, y1 + ny);
  pen.point(x1 - nx, y1 - ny);
  pen.point(x0 - nx, y0 - ny);
  pen.fill(paint);
}

function arc(pen: Pen, from: number, [x, y, radius]: readonly [number, number, number]): void {
  for (let i = 0; i <= 6; i++) {
    const angle = from + (i * Math.PI) / 6;
    pen.point(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
}

export type Four = readonly [number, number, number, number];
export type Five = readonly [number, number, number, number, number];
export type Six = readonly [number, number, number, number, number, number];
