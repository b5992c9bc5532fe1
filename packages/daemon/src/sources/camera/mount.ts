import type { Camera } from "@pinhole/client";
import { CameraError, type Mount, type Point, panSteps, tiltSteps } from "@pinhole/kit/model";
import type { CameraAddress } from "./address.ts";
import { openAt } from "./open.ts";

/** Milliseconds for one call: somebody holds a button meanwhile. */
const timeoutMs = 5000;

/** Steps that real cameras take in one order. */
const most = 63;

/** Finds out whether a camera has motors; undefined where it has none. Throws a CameraError when it is away. */
export async function mountAt(address: CameraAddress, signal: AbortSignal): Promise<Mount | undefined> {
  const camera = await orAbort(openAt(address, { timeoutMs }), signal);
  if (camera.dialect === "sercomm") return camera.model.has.panTilt ? sercommMount(camera) : undefined;
  return orAbort(instarMount(camera), signal);
}

function sercommMount(camera: Camera & { readonly dialect: "sercomm" }): Mount {
  const position = async (): Promise<Point | undefined> => {
    const text = (await camera.pins()).pt_position ?? "";
    const [, x, y] = /^\s*(-?\d{1,3})\s*,\s*(-?\d{1,3})\s*$/.exec(text) ?? [];
    return x === undefined || y === undefined ? undefined : [Number(x), Number(y)];
  };
  const steps = async (direction: "L" | "R" | "U" | "D", count: number): Promise<void> => {
    for (let left = count; left > 0; left -= most) await camera.move(direction, Math.min(left, most));
  };
  /** Where it is; one that can not tell goes home, where it counts from. */
  const found = async (): Promise<Point> => {
    const told = await position();
    if (told === undefined) await camera.home();
    return told ?? [0, 0];
  };
  const go = async (to: Point, from: Point | undefined): Promise<void> => {
    const [fromX, fromY] = from ?? (await found());
    const [x, y] = [to[0] - fromX, to[1] - fromY];
    if (x !== 0) await steps(x > 0 ? "R" : "L", Math.abs(x));
    if (y !== 0) await steps(y > 0 ? "U" : "D", Math.abs(y));
  };
  return {
    position: (signal) => orAbort(position(), signal),
    go: (to, from, signal) => orAbort(go(to, from), signal),
  };
}

/** These cameras count from 1 at the left and lower stop to 100 at the other. */
async function instarMount(camera: Camera & { readonly dialect: "instar" }): Promise<Mount | undefined> {
  const state = async (): Promise<Point | undefined> => {
    const said = Object.fromEntries((await camera.call("getptzstate")).map(({ key, value }) => [key, value]));
    const [pan, tilt] = [Number(said.pan), Number(said.tilt)];
    return pan >= 1 && tilt >= 1 ? [placeOf(pan, panSteps), placeOf(tilt, tiltSteps)] : undefined;
  };
  try {
    if ((await state()) === undefined) return undefined;
  } catch (error) {
    if (error instanceof CameraError && error.code === "not-offered") return undefined;
    throw error;
  }
  return {
    position: (signal) => orAbort(state(), signal),
    go: async ([x, y], _from, signal) => {
      const [pan, tilt] = [percentOf(x, panSteps), percentOf(y, tiltSteps)];
      await orAbort(camera.call("gotorelposition", { pan: String(pan), tilt: String(tilt) }), signal);
    },
  };
}

const percentOf = (place: number, [min, max]: readonly [number, number]): number =>
  1 + Math.round(((place - min) * 99) / (max - min));
const placeOf = (percent: number, [min, max]: readonly [number, number]): number =>
  min + Math.round(((percent - 1) * (max - min)) / 99);

/** A call that is left behind when the signal aborts: it has a limit of its own. */
async function orAbort<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const stop = (): void => aborted.reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([call, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
