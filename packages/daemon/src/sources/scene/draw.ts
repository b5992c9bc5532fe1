import { paintBackdrop } from "./backdrop.ts";
import { Brush, type Planes, type View } from "./brush.ts";
import { makeClouds } from "./clouds.ts";
import { openLamps } from "./lamps.ts";
import { openLeaves } from "./leaves.ts";
import { type Mover, Ruler } from "./movers/mover.ts";
import { height, width } from "./place.ts";
import { everyday, type Script } from "./script.ts";
import { noiseTile } from "./seeded.ts";
import { openStage } from "./stage.ts";
import { openStamp } from "./stamp.ts";

export type { Planes, View } from "./brush.ts";
export type { Mover } from "./movers/mover.ts";
export { readFrameNumber } from "./stamp.ts";

/** A street seen from a house, drawn in yuv420p, limited range, BT.709. All of it follows from seed and time. */
export interface Scene {
  /** Size of the whole panorama in pixels. */
  readonly width: number;
  readonly height: number;
  /** Draws what a view shows, at a time in seconds since the scene began, into planes of the view's size; frame number and clock are written at its lower edge. */
  draw(at: number, view: View, planes: Planes, frame: number, clock: string): void;
  /** The true boxes of what moves, from far to near, as far as it is within the panorama. */
  boxes(at: number): readonly Mover[];
}

/** Paints the panorama of a seed, once; without a script the day goes by and all sorts of things pass. */
export function openScene(seed: number, script: Script = everyday(seed)): Scene {
  const grain = noiseTile(seed, { largest: 16, smallest: 1 });
  const billows = noiseTile(seed, { largest: 64, smallest: 8 });
  const lamps = openLamps(seed);
  const stage = openStage(seed, { backdrop: paintBackdrop(seed, grain), clouds: makeClouds(billows), lamps });
  const leaves = openLeaves(seed, grain);
  const brush = new Brush(grain);
  const stamp = openStamp();
  const { actors } = script;
  return {
    width,
    height,
    draw(at, steady, planes, frame, clock) {
      check(steady, at);
      const view = script.shake ? shaken(steady, script.shake(at)) : steady;
      const hour = script.hour ?? at;
      const lit = script.lit?.(at) ?? lamps.lit(hour);
      const light = stage.draw(at, view, planes, { hour, lit });
      leaves.draw(at, { planes, view, light }, script.storm ?? 1);
      brush.aim(planes, view, light);
      for (const actor of actors) {
        const place = actor.where(at);
        if (!place) continue;
        brush.glow(lamps.at(place.x, place.y, lit));
        actor.draw(brush, at);
      }
      script.weather?.(at, planes, view);
      stamp(planes, view, { frame, clock });
    },
    boxes: (at) =>
      actors.flatMap((actor) => {
        const ruler = new Ruler();
        actor.draw(ruler, at);
        const box = within(ruler);
        return box ? [{ name: actor.name, ...box }] : [];
      }),
  };
}

/** A view a little beside where the camera is aimed, still within the panorama. */
function shaken({ x, y, width: w, height: h }: View, [dx, dy]: readonly [number, number]): View {
  const within = (place: number, room: number): number => Math.max(0, Math.min(room, place));
  return { x: within(x + dx, width - w), y: within(y + dy, height - h), width: w, height: h };
}

function check(view: View, at: number): void {
  const { x, y } = view;
  const isEven = ((x | y | view.width | view.height) & 1) === 0;
  const fits = x >= 0 && y >= 0 && x + view.width <= width && y + view.height <= height;
  if (!(isEven && fits && view.width > 0 && view.height > 0)) {
    throw new RangeError(
      `view ${view.width}x${view.height} at ${x},${y}: must be even numbers within ${width}x${height}`,
    );
  }
  if (!Number.isFinite(at)) throw new RangeError(`time ${at}: must be a number of seconds`);
}

/** The measured box on even pixels, since one chroma sample colours two by two of them; undefined outside of the panorama. */
function within(ruler: Ruler): View | undefined {
  const x = Math.max(0, Math.floor(ruler.left / 2) * 2);
  const y = Math.max(0, Math.floor(ruler.top / 2) * 2);
  const right = Math.min(width, Math.ceil(ruler.right / 2) * 2);
  const bottom = Math.min(height, Math.ceil(ruler.bottom / 2) * 2);
  return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : undefined;
}
