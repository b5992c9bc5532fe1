import { allocate, draw, type Frame, isPlain, look, type Size } from "../av/frame.ts";
import { openScaler, type Scaler } from "../av/scaler.ts";

type Aim = readonly [pan: number, tilt: number];

/** A rectangle of a picture, all even numbers. */
export interface View extends Size {
  readonly x: number;
  readonly y: number;
}

/** Share of the way to a stop on which the view grows narrower. */
const narrowing = 0.2;

/** Share of the picture's width and height that a view keeps, at most and at least. */
const narrow = { most: 0.6, least: 1 / 3 };

/** The width at which a large picture is seen pixel by pixel. */
const sharp = 1280;

/** Whether an aim shows the whole picture: at home there is nothing to either side. */
export function seesAll([pan, tilt]: Aim): boolean {
  return pan === 0 && tilt === 0;
}

/**
 * What an aim, pan and tilt from -1 to 1, shows of a picture: at home all of it; off home a part, in which the view
 * can go from edge to edge. A large picture is then shown pixel by pixel, a small one magnified.
 */
export function viewOf([pan, tilt]: Aim, { width, height }: Size): View {
  const share = Math.min(narrow.most, Math.max(narrow.least, sharp / width));
  const off = Math.min(1, Math.max(Math.abs(pan), Math.abs(tilt)) / narrowing);
  const eased = off * off * (3 - 2 * off);
  const scale = 1 - (1 - share) * eased;
  const even = (length: number): number => Math.max(2, 2 * Math.round((length * scale) / 2));
  const wide = Math.min(even(width), width & ~1);
  const high = Math.min(even(height), height & ~1);
  const room = (length: number, seen: number, at: number): number =>
    2 * Math.round(((length - seen) * (at + 1)) / 4);
  return {
    width: wide,
    height: high,
    x: Math.min(room(width, wide, pan), (width - wide) & ~1),
    y: Math.min(room(height, high, tilt), (height - high) & ~1),
  };
}

/** Cuts out of each picture what the camera looks at. */
export interface Lens extends Disposable {
  /** The picture itself where all of it is seen; otherwise one that is valid until the next call. */
  look(frame: Frame, aim: Aim): Frame;
}

export function openLens(): Lens {
  let scaler: Scaler | undefined;
  let cut: Frame | undefined;
  const plainOf = (frame: Frame): Frame => {
    if (isPlain(frame)) return frame;
    if (scaler?.size.width !== frame.width || scaler.size.height !== frame.height) {
      scaler?.[Symbol.dispose]();
      scaler = openScaler({ width: frame.width, height: frame.height });
    }
    return scaler.scale(frame);
  };
  const frameOf = ({ width, height }: Size): Frame => {
    if (cut?.width === width && cut.height === height) return cut;
    cut?.free();
    cut = allocate({ width, height });
    return cut;
  };
  return {
    look: (frame, aim) => {
      if (seesAll(aim)) return frame;
      const from = plainOf(frame);
      const view = viewOf(aim, from);
      const to = frameOf(view);
      to.colorSpace = from.colorSpace;
      to.pts = from.pts;
      draw(to, (target) => look(from, (source) => copy(source, target, view)));
      return to;
    },
    [Symbol.dispose]: () => {
      scaler?.[Symbol.dispose]();
      cut?.free();
      cut = undefined;
    },
  };
}

type Planes = Parameters<Parameters<typeof look>[1]>[0];

function copy(from: Planes, to: Planes, { x, y, width, height }: View): void {
  for (let row = 0; row < height; row++) {
    const start = (y + row) * from.strideY + x;
    to.y.set(from.y.subarray(start, start + width), row * to.strideY);
  }
  for (let row = 0; row < height >> 1; row++) {
    const start = ((y >> 1) + row) * from.strideUV + (x >> 1);
    to.u.set(from.u.subarray(start, start + (width >> 1)), row * to.strideUV);
    to.v.set(from.v.subarray(start, start + (width >> 1)), row * to.strideUV);
  }
}
