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
  /** What can be played. */
  readonly streams?: readonly {
    readonly codec: "h264" | "mjpeg";
    readonly channel: number;
    readonly resolution: string;
    readonly frameRate: number;
  }[];
  /** The codec that the speaker takes; absent where nobody can talk. */
  readonly talk?: "pcm_alaw" | "pcm_mulaw" | "adpcm_g726";
  /** Present where the camera can be moved. */
  readonly aim?: {
    readonly position: readonly [x: number, y: number];
    readonly presets: readonly { readonly number: number; readonly name: string }[];
  };
  /** Open streams by kind. */
  readonly viewers?: Readonly<Record<string, number>>;
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
