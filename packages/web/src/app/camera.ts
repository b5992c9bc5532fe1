import type { Capabilities, Device, LocalTime, Pins } from "@pinhole/kit/model";
import { useCallback } from "preact/hooks";
import { ask } from "./api.ts";
import { useLoaded } from "./loading.ts";

/** What `/pinhole/state` says of the camera. */
export interface CameraState {
  readonly name: string;
  readonly model: {
    readonly name: string;
    readonly company: string;
    readonly firmware: string;
    readonly has: Capabilities;
  };
  readonly device: Device;
  /** Unix time in seconds by the camera's clock. */
  readonly now: number;
  readonly localTime: LocalTime;
  readonly pins: Pins;
  readonly privacy: boolean;
}

const everyMs = 5000;

/** The camera's state, asked for again and again; undefined until it has answered to somebody who may see it. */
export function useCamera(allowed: boolean): CameraState | undefined {
  const load = useCallback(
    async (signal: AbortSignal) => (allowed ? ask<CameraState>("/pinhole/state", { signal }) : undefined),
    [allowed],
  );
  return useLoaded(load, everyMs).value;
}
