import type { CameraEvent } from "@pinhole/kit/model";

/** The camera's log: the newest events, and whoever listens. */
export interface EventLog {
  add(event: Omit<CameraEvent, "at">): void;
  /** Newest first. */
  newest(limit: number): readonly CameraEvent[];
}

/** Keeps `size` events; `now` is the camera's clock (Unix seconds), `listen` hears of each as it comes. */
export function openEventLog(
  size: number,
  now: () => number,
  listen: (event: CameraEvent) => void,
): EventLog {
  const events: CameraEvent[] = [];
  return {
    add: (event) => {
      const stamped = { at: now(), ...event };
      events.push(stamped);
      if (events.length > size) events.splice(0, events.length - size);
      listen(stamped);
    },
    newest: (limit) => events.slice(-limit).reverse(),
  };
}
