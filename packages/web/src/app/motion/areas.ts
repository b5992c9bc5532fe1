import type { Rect } from "@pinhole/kit/model";

/** The grid on which windows and masks are set, whatever the picture's size. */
export const grid = { width: 640, height: 480 } as const;

/** The smallest an area may be drawn, in steps of the grid. */
const least = 16;

/** What of an area is moved: all of it, or a corner named by its sides. */
export type Handle = "all" | "tl" | "tr" | "bl" | "br";
export const corners = ["tl", "tr", "bl", "br"] as const;

const clamp = (value: number, min: number, max: number): number => Math.max(min, Math.min(max, value));

/** An area after one handle was moved; it stays on the grid, and no smaller than can be seen. */
export function moved(
  [x0, y0, x1, y1]: Rect,
  handle: Handle,
  [across, down]: readonly [number, number],
): Rect {
  const [right, bottom] = [grid.width - 1, grid.height - 1];
  if (handle === "all") {
    const dx = clamp(Math.round(across), -x0, right - x1);
    const dy = clamp(Math.round(down), -y0, bottom - y1);
    return [x0 + dx, y0 + dy, x1 + dx, y1 + dy];
  }
  const left = handle.endsWith("l");
  const top = handle.startsWith("t");
  return [
    left ? clamp(Math.round(x0 + across), 0, Math.max(0, x1 - least)) : x0,
    top ? clamp(Math.round(y0 + down), 0, Math.max(0, y1 - least)) : y0,
    left ? x1 : clamp(Math.round(x1 + across), Math.min(right, x0 + least), right),
    top ? y1 : clamp(Math.round(y1 + down), Math.min(bottom, y0 + least), bottom),
  ];
}

/** The way of an arrow key; undefined for any other key. */
export function wayOf(key: string, step: number): readonly [number, number] | undefined {
  const ways: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [-step, 0],
    ArrowRight: [step, 0],
    ArrowUp: [0, -step],
    ArrowDown: [0, step],
  };
  return Object.hasOwn(ways, key) ? ways[key] : undefined;
}
