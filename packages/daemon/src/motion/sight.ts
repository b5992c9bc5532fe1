/** The picture that the detector looks at: small enough that noise, drops and compression average out, and cheap. */
export const sight = { width: 160, height: 120 } as const;

/** The grid on which windows and masks are set, whatever the picture's size. */
export const grid = { width: 640, height: 480 } as const;

/** Pictures a second that the detector is made for. */
export const picturesPerSecond = 5;

/** Grey values of a picture, row by row; any range of luma will do. */
export type Grey = Uint8Array;

/** Left, top, right and bottom in pixels of the sight; right and bottom are one beyond. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Corners on the grid, both within, as pixels of the sight; every pixel that they touch belongs to it. */
export function boxOf([x0, y0, x1, y1]: readonly number[]): Box {
  const across = sight.width / grid.width;
  const down = sight.height / grid.height;
  return {
    left: Math.floor(x0! * across),
    top: Math.floor(y0! * down),
    right: Math.ceil((x1! + 1) * across),
    bottom: Math.ceil((y1! + 1) * down),
  };
}
