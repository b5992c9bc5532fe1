import type { Caller } from "./caller.ts";
import type { Issue, Point } from "./field.ts";

/** Where the motors stop, in steps from home: pan to the right and tilt upwards are positive. */
export const panSteps = [-63, 63] as const;
export const tiltSteps = [-36, 28] as const;

/** One motor on its way: from a place and a speed (steps per second) at a Unix time to rest at another place. */
export interface Glide {
  readonly from: number;
  readonly speed: number;
  readonly to: number;
  readonly at: number;
  readonly seconds: number;
}

/** Both motors. */
export interface Course {
  readonly pan: Glide;
  readonly tilt: Glide;
}

/** A motor that rests. */
export function resting(place: number): Glide {
  return { from: place, speed: 0, to: place, at: 0, seconds: 0 };
}

/** Seconds that even the smallest move takes: a motor neither starts nor stops at once. */
const leastSeconds = 0.15;

/** Share of its fastest speed at which a motor starts from rest: it needs no time to get there. */
const startShare = 0.4;

/** A motor that is sent somewhere else, from wherever it is by now and without a jolt; `fastest` is in steps per second. */
export function sent(motor: Glide, to: number, { at, fastest }: { at: number; fastest: number }): Glide {
  const from = placeOf(motor, at);
  const speed = speedOf(motor, at);
  const way = Math.abs(to - from);
  if (way === 0 && speed === 0) return resting(to);
  const direction = Math.sign(to - from);
  // The law below is at its fastest half way, at one and a half times the mean.
  const calm = (1.5 * way) / fastest;
  // One that is already fast in the right direction brakes in time instead of going beyond.
  const braking = Math.sign(speed) === direction ? (3 * way) / Math.abs(speed) : calm;
  const seconds = Math.max(leastSeconds, Math.min(calm, braking));
  const start = direction * Math.min(startShare * fastest, way / seconds);
  return { from, speed: speed === 0 ? start : speed, to, at, seconds };
}

/** Where a motor is at a Unix time, in steps; between whole steps while it moves. */
export function placeOf({ from, speed, to, at, seconds }: Glide, time: number): number {
  const u = (time - at) / seconds;
  if (!(u < 1)) return to;
  if (u <= 0) return from;
  // A cubic from one place and speed to another place at rest (Hermite).
  const eased = from + (to - from) * u * u * (3 - 2 * u) + speed * seconds * u * (1 - u) * (1 - u);
  return Math.min(Math.max(eased, Math.min(from, to, panSteps[0])), Math.max(from, to, panSteps[1]));
}

/** Steps per second at a Unix time. */
function speedOf({ from, speed, to, at, seconds }: Glide, time: number): number {
  const u = (time - at) / seconds;
  if (!(u < 1)) return 0;
  if (u <= 0) return speed;
  return (6 * (to - from) * u * (1 - u)) / seconds + speed * (1 - u) * (1 - 3 * u);
}

/** The same course by a clock that is some seconds ahead. */
export function later({ pan, tilt }: Course, seconds: number): Course {
  return { pan: { ...pan, at: pan.at + seconds }, tilt: { ...tilt, at: tilt.at + seconds } };
}

export function isMoving({ pan, tilt }: Course, time: number): boolean {
  return time < pan.at + pan.seconds || time < tilt.at + tilt.seconds;
}

/** Where a course aims at a Unix time: pan and tilt, each -1 (left, up) to 1 (right, down) with home in the middle. */
export function aimOf({ pan, tilt }: Course, time: number): readonly [pan: number, tilt: number] {
  return [share(placeOf(pan, time), panSteps), -share(placeOf(tilt, time), tiltSteps)];
}

/** The place that an aim belongs to, between whole steps. */
export function placeOfAim([pan, tilt]: readonly [pan: number, tilt: number]): Point {
  return [steps(pan, panSteps), steps(-tilt, tiltSteps)];
}

export function withinStops([x, y]: Point): Point {
  const clamp = (value: number, [min, max]: readonly [number, number]): number =>
    // Without "+ 0" a way to the left could end at -0.
    Math.min(Math.max(Math.round(value), min), max) + 0;
  return [clamp(x, panSteps), clamp(y, tiltSteps)];
}

// The way up is shorter than the way down, and both end at an edge of the picture.
function share(place: number, [min, max]: readonly [number, number]): number {
  return Math.max(-1, Math.min(1, place < 0 ? place / -min : place / max));
}

function steps(of: number, [min, max]: readonly [number, number]): number {
  return of < 0 ? of * -min : of * max;
}

/** What moves by itself, until somebody moves the camera: all stored positions in turn, or once to all sides. */
export type Tour = "patrol" | "sweep" | "calibration";

/** The motors of a camera. Every order is answered at once; the way takes its time. */
export interface PanTilt {
  /** Where they are sent, in whole steps: what arithmetic over all orders gives. */
  target(): Point;
  /** Where they are now. */
  position(): Point;
  isMoving(): boolean;
  tour(): Tour | undefined;
  /** Each refuses with a sentence where the settings forbid it, and does nothing then. */
  move(steps: Point): string | undefined;
  /** Brings a place of the picture into its middle: the way to it in shares of the picture's width and height. */
  centre(offset: Point): string | undefined;
  /** `speed` (1 to 10) is for this order alone; without it, it is as it is set. */
  go(to: Point, speed?: number): string | undefined;
  /** Ends the way that it is on where it will be after so many seconds, unless another order comes before. */
  halt(seconds: number): string | undefined;
  start(tour: Tour, by: Caller): string | undefined;
  /** Keeps where the camera is sent as a preset (1 to 9), as home, or as the place where motion is watched for. */
  store(as: Stored, by: Caller): Promise<readonly Issue[]>;
  /** Forgets one preset, or all. */
  forget(preset: number | "all", by: Caller): Promise<readonly Issue[]>;
}

export type Stored = number | "home" | "motion";

/** What moves a source for real: the motors of a webcam or of another camera. Its home is our [0, 0]. */
export interface Mount {
  /** Where it is, in our steps, not before an order has ended; undefined where it can not tell. */
  position(signal: AbortSignal): Promise<Point | undefined>;
  /**
   * Sends it to a place, in our steps, and resolves when the device has taken the order; rejects with a CameraError.
   * `from` is where it was sent before: undefined when nobody knows, and what moves by steps only has to go home first.
   */
  go(to: Point, from: Point | undefined, signal: AbortSignal): Promise<void>;
}
