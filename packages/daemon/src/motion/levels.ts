import { type Box, sight } from "./sight.ts";
import { overlap, type Track } from "./tracks.ts";

/** Share of a window at which the level is 255, and the share at which it would be 0, a hundred-thousandth of the window and more. */
const whole = 1;
const perDecade = 53;

/**
 * How much moves in a window, 0 to 255, from the share of it that moving things take up: each tenth part of that is 53
 * less. A twentieth of a percent gives 80, so that a person who is small in the whole picture is above the first
 * window's threshold; 127 is two fifths of a percent, 255 all of the window.
 */
export function levelOf(pixels: number, window: Box): number {
  if (pixels <= 0) return 0;
  const room = Math.max(1, (window.right - window.left) * (window.bottom - window.top));
  const level = 255 + perDecade * Math.log10(Math.min(whole, pixels / room));
  return Math.max(0, Math.min(255, Math.round(level)));
}

/** Pixels of a window that tracks take up. */
export function pixelsIn(tracks: readonly Track[], window: Box): number {
  let sum = 0;
  for (const track of tracks) {
    const box = (track.right - track.left) * (track.bottom - track.top);
    sum += (overlap(track, window) / box) * track.extent;
  }
  return Math.min(sum, sight.width * sight.height);
}
