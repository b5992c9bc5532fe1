import { paint } from "../paint.ts";
import { limb, type Pen, polygon } from "../pen.ts";
import { width } from "../place.ts";
import { chance } from "../seeded.ts";
import type { Actor } from "./mover.ts";

const slotS = 23;
const margin = 60;
const body = paint(0x2f3338);
const wing = paint(0x43494f);
const beak = paint(0xe0a030);

/** A bird that crosses the sky now and then. */
export function openBird(seed: number): Actor {
  const flight = (at: number) => {
    const slot = Math.floor(at / slotS);
    if (chance(seed + 81, slot, 0) < 0.25) return undefined;
    const speed = 190 + 90 * chance(seed + 81, slot, 1);
    const since = at - slot * slotS - 7 * chance(seed + 81, slot, 2);
    const done = since * speed;
    if (done < 0 || done > width + 2 * margin) return undefined;
    const direction = chance(seed + 81, slot, 3) < 0.5 ? 1 : -1;
    const x = direction > 0 ? done - margin : width + margin - done;
    const y = 270 + 170 * chance(seed + 81, slot, 4) + 36 * Math.sin(since * 0.9) + 6 * Math.sin(since * 5);
    return { x, y, direction, since };
  };
  return {
    name: "bird",
    where: flight,
    draw(pen, at) {
      const now = flight(at);
      if (now) drawBird(pen, now);
    },
  };
}

interface Flight {
  readonly x: number;
  readonly y: number;
  readonly direction: number;
  readonly since: number;
}

/** Flaps for a while, then glides. */
function drawBird(pen: Pen, { x, y, direction, since }: Flight): void {
  const flaps = since % 3 < 2;
  const lift = flaps ? Math.sin(since * 17) : 0.35;
  const px = (forward: number) => x + forward * direction;
  const far = lift * 0.85 + 0.1;
  polygon(pen, wing, [px(9), y - 1, px(-6), y - 1, px(-13), y - 25 * far, px(-3), y - 21 * far]);
  limb(pen, body, [px(-14), y + 1, 2, px(10), y, 5.5]);
  polygon(pen, body, [px(-12), y - 1, px(-25), y - 4, px(-25), y + 5, px(-12), y + 3]);
  limb(pen, body, [px(12), y - 2, 4.5, px(15), y - 3, 4]);
  polygon(pen, beak, [px(18), y - 4, px(25), y - 1.5, px(18), y - 0.5]);
  polygon(pen, wing, [px(9), y, px(-7), y, px(-16), y - 29 * lift, px(-5), y - 25 * lift]);
}
