import { type FilterChain, openFilterChain } from "../av/filter.ts";
import { draw, type Frame, isPlain, type Planes, type Size } from "../av/frame.ts";
import { openScaler } from "../av/scaler.ts";
import { effects } from "./effects.ts";
import { drawMasks } from "./masks.ts";
import { openOverlay } from "./overlay.ts";
import type { PictureSettings } from "./settings.ts";

/** How a picture is brought to a size: all of it, squeezed if its shape differs, or its middle without squeezing. */
export type Fit = "whole" | "middle";

/** Makes pictures of one size ready for the encoders: scaled, with effects, masks and text. */
export interface Plate extends Disposable {
  /** The finished picture, valid until the next call. `from` stays as it was. */
  develop(from: Frame, at: number): Frame;
}

/** Everything that a picture of a size needs; a change of the settings takes a new plate. */
export function openPlate(
  size: Size,
  fit: Fit,
  settings: PictureSettings & { readonly night: boolean },
): Plate {
  const look = effects(settings);
  const overlay = openOverlay(size, settings);
  const masks = settings.masks.filter((mask) => mask.enabled);
  const drawn = overlay !== undefined || masks.length > 0;
  let prepared: Preparation | undefined;
  return {
    develop: (from, at) => {
      if (!prepared || prepared.width !== from.width || prepared.height !== from.height) {
        prepared?.[Symbol.dispose]();
        prepared = prepare(from, { size, fit, look, copy: drawn });
      }
      const { whole } = prepared;
      const frame = prepared.apply(from);
      if (drawn) {
        prepared.draw((planes) => {
          drawMasks(planes, { size, whole }, masks);
          overlay?.(planes, at);
        });
      }
      return frame;
    },
    [Symbol.dispose]: () => prepared?.[Symbol.dispose](),
  };
}

interface Preparation extends Size, Disposable {
  /** The source's picture as it is scaled, before anything is cut off. */
  readonly whole: Size;
  apply(from: Frame): Frame;
  /** Lets `pen` change the result. */
  draw(pen: (planes: Planes) => void): void;
}

interface Wish {
  readonly size: Size;
  readonly fit: Fit;
  readonly look: string;
  /** Whether the result is drawn on, so that it must not be the source's own picture. */
  readonly copy: boolean;
}

/** Scaling, cutting and filtering for pictures of the source's present size. */
function prepare({ width, height }: Size, { size, fit, look, copy }: Wish): Preparation {
  const whole = fit === "whole" ? size : covering({ width, height }, size);
  const cut =
    whole.width === size.width && whole.height === size.height ? "" : `crop=${size.width}:${size.height}`;
  const chain = [cut, look].filter((part) => part !== "").join(",");
  const scaler = openScaler(whole);
  const filters: FilterChain | undefined = chain === "" ? undefined : openFilterChain(whole, chain);
  const asIs = width === whole.width && height === whole.height && (filters !== undefined || !copy);
  let filtered: Frame | undefined;
  return {
    width,
    height,
    whole,
    apply: (from) => {
      const frame = asIs && isPlain(from) ? from : scaler.scale(from);
      filtered = filters?.apply(frame);
      return filtered ?? frame;
    },
    draw: (pen) => (filtered === undefined ? scaler.canvas.draw(pen) : draw(filtered, pen)),
    [Symbol.dispose]: () => {
      filters?.[Symbol.dispose]();
      scaler[Symbol.dispose]();
    },
  };
}

/** The smallest size of the source's shape that covers `size`, in even numbers. */
function covering(source: Size, size: Size): Size {
  const factor = Math.max(size.width / source.width, size.height / source.height);
  const even = (length: number): number => Math.ceil((length * factor) / 2 - 0.01) * 2;
  return { width: even(source.width), height: even(source.height) };
}
