/** What a shape is filled with: BT.709 in limited range. */
export interface Paint {
  readonly y: number;
  readonly u: number;
  readonly v: number;
  /** 0 is invisible, 1 hides what is behind. */
  readonly alpha: number;
  /** How strongly the luma varies with the noise of the scene. */
  readonly grain: number;
  /** Shines by itself: the light of the day does not change it. */
  readonly shines: boolean;
}

/** Makes a paint from a colour written as 0xRRGGBB (sRGB). */
export function paint(rgb: number, more: Partial<Pick<Paint, "alpha" | "grain" | "shines">> = {}): Paint {
  const r = (rgb >> 16) / 255;
  const g = ((rgb >> 8) & 255) / 255;
  const b = (rgb & 255) / 255;
  const luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return {
    y: Math.round(16 + 219 * luma),
    u: Math.round(128 + (224 * (b - luma)) / 1.8556),
    v: Math.round(128 + (224 * (r - luma)) / 1.5748),
    alpha: 1,
    grain: 0,
    shines: false,
    ...more,
  };
}
