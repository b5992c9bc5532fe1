/** A picture without compression: red, green and blue of each pixel, line by line. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The largest size of a picture's shape within bounds. */
export function fitted(
  { width, height }: Omit<Pixels, "data">,
  bounds: { readonly width: number; readonly height: number },
): { readonly width: number; readonly height: number } {
  const factor = Math.min(bounds.width / width, bounds.height / height);
  return { width: Math.max(1, Math.floor(width * factor)), height: Math.max(1, Math.floor(height * factor)) };
}

/** The picture in another size; where it becomes smaller, each pixel is the mean of those that it stands for. */
export function scaled(picture: Pixels, size: { readonly width: number; readonly height: number }): Pixels {
  const { width, height } = size;
  const data = new Uint8Array(width * height * 3);
  const columns = bordersOf(picture.width, width);
  const rows = bordersOf(picture.height, height);
  for (let y = 0, to = 0; y < height; y += 1) {
    const [top, bottom] = rows[y] as readonly [number, number];
    for (let x = 0; x < width; x += 1, to += 3) {
      const [left, right] = columns[x] as readonly [number, number];
      const count = (bottom - top) * (right - left);
      let [red, green, blue] = [0, 0, 0];
      for (let line = top; line < bottom; line += 1) {
        const end = (line * picture.width + right) * 3;
        for (let at = (line * picture.width + left) * 3; at < end; at += 3) {
          red += picture.data[at] as number;
          green += picture.data[at + 1] as number;
          blue += picture.data[at + 2] as number;
        }
      }
      data[to] = red / count;
      data[to + 1] = green / count;
      data[to + 2] = blue / count;
    }
  }
  return { width, height, data };
}

function bordersOf(from: number, to: number): readonly (readonly [number, number])[] {
  return Array.from({ length: to }, (_, n) => {
    const first = Math.floor((n * from) / to);
    return [first, Math.max(first + 1, Math.floor(((n + 1) * from) / to))] as const;
  });
}
