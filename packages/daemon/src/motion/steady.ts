import { type Grey, sight } from "./sight.ts";

const { width, height } = sight;

/** Pixels to each side by which a picture may be beside its place. */
const farthest = 6;

/** A smaller shake is left to the eye, to which what lies right beside is no change. */
const nearest = 2;

/** Of the difference that there is, what another place has to leave at most for the camera to have moved there. */
const better = 0.6;

/** Share of the way that what is usual goes to the present in each picture. */
const pace = 0.05;

/** Puts pictures of a shaking camera where they belong. */
export interface Steady {
  /** The picture as it is, or moved back by whole pixels; valid until the next call. */
  take(picture: Grey): Grey;
  /** Whether the last picture was beside its place. */
  readonly shakes: boolean;
  forget(): void;
}

/**
 * What the wind does to a camera moves the whole picture: the sums of its rows and columns, which hardly change when
 * something passes, fit the usual ones again when they are moved.
 */
export function openSteady(): Steady {
  const columns = new Float32Array(width);
  const lines = new Float32Array(height);
  const usualColumns = new Float32Array(width);
  const usualLines = new Float32Array(height);
  const moved = new Uint8Array(width * height);
  let isKnown = false;
  let shakes = false;
  return {
    get shakes() {
      return shakes;
    },
    take: (picture) => {
      sums(picture, columns, lines);
      if (!isKnown) {
        usualColumns.set(columns);
        usualLines.set(lines);
        moved.set(picture);
        isKnown = true;
        return picture;
      }
      const dx = shiftOf(columns, usualColumns);
      const dy = shiftOf(lines, usualLines);
      shakes = dx !== 0 || dy !== 0;
      learn(usualColumns, columns, dx);
      learn(usualLines, lines, dy);
      // What comes in at an edge is not known: there the last picture stays.
      const top = Math.max(0, -dy);
      const bottom = Math.min(height, height - dy);
      const left = Math.max(0, -dx);
      const right = Math.min(width, width - dx);
      for (let y = top; y < bottom; y++) {
        const from = (y + dy) * width + dx;
        moved.set(picture.subarray(from + left, from + right), y * width + left);
      }
      return moved;
    },
    forget: () => {
      isKnown = false;
    },
  };
}

function sums(picture: Grey, columns: Float32Array, lines: Float32Array): void {
  columns.fill(0);
  for (let y = 0; y < height; y++) {
    let sum = 0;
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const grey = picture[row + x]!;
      sum += grey;
      columns[x] = columns[x]! + grey;
    }
    lines[y] = sum;
  }
}

/** By how many places `now` lies behind `usual`. */
function shiftOf(now: Float32Array, usual: Float32Array): number {
  const still = apart(now, usual, 0);
  let least = still * better;
  let found = 0;
  for (let shift = -farthest; shift <= farthest; shift++) {
    if (Math.abs(shift) < nearest) continue;
    const off = apart(now, usual, shift);
    if (off >= least) continue;
    least = off;
    found = shift;
  }
  return found;
}

/** The mean difference of steps from place to place, which light leaves as they are. */
function apart(now: Float32Array, usual: Float32Array, shift: number): number {
  let sum = 0;
  const end = now.length - farthest - 1;
  for (let i = farthest; i < end; i++)
    sum += Math.abs(now[i + shift + 1]! - now[i + shift]! - usual[i + 1]! + usual[i]!);
  return sum;
}

function learn(usual: Float32Array, now: Float32Array, shift: number): void {
  const first = Math.max(0, -shift);
  const end = Math.min(now.length, now.length - shift);
  for (let i = first; i < end; i++) usual[i] = usual[i]! + (now[i + shift]! - usual[i]!) * pace;
}
