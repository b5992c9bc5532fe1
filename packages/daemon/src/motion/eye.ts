import { type Box, type Grey, sight } from "./sight.ts";

const { width, height } = sight;
const pixels = width * height;

/** How far light is taken to reach evenly, in pixels: what varies less over such a distance is light, not a thing. */
const reach = 8;

/** Pixels along the edges that take the light of those further in: what comes in there would be light itself. */
const border = 4;

/** What an eye saw in one picture. */
export interface Seen {
  /** 1 where something is that does not belong to the background. */
  readonly changed: Uint8Array;
  /** 1 where the picture differs from the background, light or thing. */
  readonly differs: Uint8Array;
  /** 1 where the picture differs from the one before. */
  readonly active: Uint8Array;
  /** The picture and the background, as they are felt. */
  readonly now: Float32Array;
  readonly mean: Float32Array;
  /** Pixels that are changed, that differ, and that are active. */
  readonly changedCount: number;
  readonly differCount: number;
  readonly activeCount: number;
}

/** A picture's pixels beside what is expected there. */
export interface Eye {
  /** Compares a picture with the background. What is seen is overwritten by the next look. */
  look(picture: Grey): Seen;
  /** Lets the picture of the last look become part of the background, slowly where `holds` is not 0. */
  learn(rates: Rates): void;
  /** Takes the picture of the last look as the background. */
  settle(): void;
  forget(): void;
  /** Pixels that are not looked at. */
  hide(areas: readonly Box[]): void;
}

/** Shares of the way to the present picture that the background goes, in each picture. */
export interface Rates {
  readonly free: number;
  /** By what `holds` says of a pixel, from 1. */
  readonly held: readonly number[];
  /** Of the way that what was there before goes to the background. */
  readonly slow: number;
  readonly holds: Uint8Array;
}

/**
 * Grey as the eye feels it: steps of light are much the same in shade and sun, so that a cloud or a lamp shifts a whole
 * neighbourhood by one amount.
 */
const felt = Float32Array.from(
  { length: 256 },
  (_, grey) => 85 * Math.log((Math.max(0, grey - 16) + 20) / 20),
);

/** Mean deviations beyond which a pixel has changed. */
const deviations = 4;

/** `sensitivity` 0 to 10; each step is a quarter. */
export function stepOf(sensitivity: number): number {
  return 6 * 1.25 ** (6 - sensitivity);
}

export function openEye(sensitivity: number): Eye {
  const step = stepOf(sensitivity);
  const now = new Float32Array(pixels);
  const mean = new Float32Array(pixels);
  /** What was there before the background became what it is: people go away, and doors are shut again. */
  const old = new Float32Array(pixels);
  const deviation = new Float32Array(pixels);
  const difference = new Float32Array(pixels);
  const light = new Float32Array(pixels);
  const rows = new Float32Array(pixels);
  /** The background at this look and at the one before. */
  const latest = [new Float32Array(pixels), new Float32Array(pixels)] as const;
  /** The pixels that differ from the background. */
  const different = new Uint16Array(pixels);
  /** Added to what a change has to be, so that none is seen where it is much. */
  const hidden = new Float32Array(pixels);
  const seen = {
    changed: new Uint8Array(pixels),
    differs: new Uint8Array(pixels),
    active: new Uint8Array(pixels),
    now,
    mean,
    changedCount: 0,
    differCount: 0,
    activeCount: 0,
  };
  const least = step / 2;
  let looks = 0;

  const settle = (): void => {
    mean.set(now);
    old.set(now);
  };
  /** Whether a changed pixel shows what was there before, light aside, at its place or beside it. */
  const isOld = (i: number, limit: number): boolean => {
    const value = now[i]!;
    const without = value - light[i]!;
    const low = lowest(old, i);
    const high = highest(old, i);
    return Math.max(Math.min(value, without) - high, low - Math.max(value, without)) <= limit;
  };
  return {
    look: (picture) => {
      if (looks === 0) {
        for (let i = 0; i < pixels; i++) now[i] = felt[picture[i]!]!;
        settle();
        for (const one of latest) one.set(mean);
        deviation.fill(step / 6);
      }
      looks++;
      const { changed, differs, active } = seen;
      let differCount = 0;
      let activeCount = 0;
      for (let i = 0; i < pixels; i++) {
        const value = felt[picture[i]!]!;
        const off = value - mean[i]!;
        const limit = least + deviations * deviation[i]! + hidden[i]!;
        const stirs = Math.abs(value - now[i]!) * 2 > limit ? 1 : 0;
        now[i] = value;
        difference[i] = off;
        active[i] = stirs;
        activeCount += stirs;
        changed[i] = 0;
        differs[i] = 0;
        if (Math.abs(off) > limit) different[differCount++] = i;
      }
      blur(difference, light, rows);
      latest[(looks % 2) as 0 | 1].set(mean);
      for (let n = 0; n < differCount; n++) {
        const i = different[n]!;
        differs[i] = 1;
        const off = difference[i]!;
        const without = off - light[i]!;
        // Each second line as it was at the look before: what flickers for one picture does not blind a whole place.
        const one = latest[(((i / width) | 0) % 2) as 0 | 1];
        const beyond = Math.max(
          Math.min(off, without) - highest(one, i) + one[i]!,
          lowest(one, i) - one[i]! - Math.max(off, without),
        );
        if (beyond > least + deviations * deviation[i]! + hidden[i]!) changed[i] = 1;
      }
      let changedCount = 0;
      for (let n = 0; n < differCount; n++) {
        const i = different[n]!;
        if (changed[i] === 0) continue;
        if (isOld(i, least + deviations * deviation[i]!)) {
          changed[i] = 0;
          differs[i] = 0;
          mean[i] = now[i]!;
          difference[i] = 0;
        } else changedCount++;
      }
      seen.changedCount = changedCount;
      seen.differCount = differCount;
      seen.activeCount = activeCount;
      return seen;
    },
    learn: ({ free, held, slow, holds }) => {
      const rates = Float32Array.from([free, ...held]);
      const noise = Math.max(0.05, 1 / (looks + 1));
      let shine = 0;
      let count = 1;
      for (let i = 0; i < pixels; i++) {
        if (holds[i] !== 0) continue;
        shine += light[i]!;
        count++;
      }
      // What is held can not be seen, but the light changes there as it does elsewhere.
      const elsewhere = (shine / count) * free;
      for (let i = 0; i < pixels; i++) {
        const hold = holds[i]!;
        const off = difference[i]!;
        const isFree = hold === 0;
        const lit = isFree ? light[i]! * free : elsewhere;
        mean[i] = mean[i]! + (isFree ? off * free : elsewhere + (off - elsewhere) * rates[hold]!);
        old[i] = old[i]! + lit + (mean[i]! - old[i]! - lit) * (isFree ? slow : slow / 8);
        const apart = Math.min(Math.abs(off - light[i]!), 4 * step);
        deviation[i] = deviation[i]! + (apart - deviation[i]!) * (isFree ? noise : 0);
      }
    },
    settle,
    forget: () => {
      looks = 0;
    },
    hide: (areas) => {
      hidden.fill(0);
      for (const { left, top, right, bottom } of areas)
        for (let y = top; y < bottom; y++) hidden.fill(1e6, y * width + left, y * width + right);
    },
  };
}

/** Means over squares that reach `reach` pixels each way, with the edge repeated. */
function blur(from: Float32Array, to: Float32Array, rows: Float32Array): void {
  const share = 1 / (2 * reach + 1);
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let sum = from[row]! * (reach + 1);
    for (let x = 0; x < reach; x++) sum += from[row + x]!;
    for (let x = 0; x < width; x++) {
      sum += from[row + Math.min(width - 1, x + reach)]!;
      rows[row + x] = sum * share;
      sum -= from[row + Math.max(0, x - reach)]!;
    }
  }
  const sums = new Float32Array(width);
  for (let x = 0; x < width; x++) sums[x] = rows[x]! * (reach + 1);
  for (let y = 0; y < reach; y++) for (let x = 0; x < width; x++) sums[x] = sums[x]! + rows[y * width + x]!;
  for (let y = 0; y < height; y++) {
    const add = Math.min(height - 1, y + reach) * width;
    const take = Math.max(0, y - reach) * width;
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const sum = sums[x]! + rows[add + x]!;
      to[row + x] = sum * share;
      sums[x] = sum - rows[take + x]!;
    }
  }
  for (let y = 0; y < height; y++) {
    const row = Math.max(border, Math.min(height - 1 - border, y)) * width;
    const here = y * width;
    if (row !== here) to.copyWithin(here, row, row + width);
    to.fill(to[here + border]!, here, here + border);
    to.fill(to[here + width - 1 - border]!, here + width - border, here + width);
  }
}

/** The greatest of a pixel and the four beside it: what lies up to it is no change, but a picture that shook a little. */
function highest(of: Float32Array, i: number): number {
  // Two at a time: Math.max of many goes through an array.
  const across = Math.max(of[i % width > 0 ? i - 1 : i]!, of[i % width < width - 1 ? i + 1 : i]!);
  const down = Math.max(of[i >= width ? i - width : i]!, of[i < pixels - width ? i + width : i]!);
  return Math.max(Math.max(across, down), of[i]!);
}

/** The least of a pixel and the four beside it. */
function lowest(of: Float32Array, i: number): number {
  const across = Math.min(of[i % width > 0 ? i - 1 : i]!, of[i % width < width - 1 ? i + 1 : i]!);
  const down = Math.min(of[i >= width ? i - width : i]!, of[i < pixels - width ? i + width : i]!);
  return Math.min(Math.min(across, down), of[i]!);
}
