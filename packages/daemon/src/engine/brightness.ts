import { type Frame, isPlain, look } from "../av/frame.ts";

/** Seconds between two measurements. */
const period = 1;

/** Looks at a grid of pixels this far apart. */
const step = 16;

/** How bright the source's pictures are, before anything is done to them. */
export interface Brightness {
  take(frame: Frame, at: number): void;
  /** Whether a picture of a Unix time in seconds would be measured. */
  isDue(at: number): boolean;
  /** In percent of white; undefined when no picture was measured since the last call. */
  read(): number | undefined;
}

export function openBrightness(): Brightness {
  let measured: number | undefined;
  let due = 0;
  return {
    take: (frame, at) => {
      if (at < due || !isPlain(frame)) return;
      due = at + period;
      measured = measure(frame);
    },
    isDue: (at) => at >= due,
    read: () => {
      const value = measured;
      measured = undefined;
      return value;
    },
  };
}

function measure(frame: Frame): number {
  const { width, height } = frame;
  let sum = 0;
  let count = 0;
  look(frame, ({ y, strideY }) => {
    for (let row = step >> 1; row < height; row += step) {
      for (let column = step >> 1; column < width; column += step) {
        sum += y[row * strideY + column] ?? 0;
        count++;
      }
    }
  });
  return count === 0 ? 0 : Math.round(((sum / count - 16) / 219) * 100);
}
