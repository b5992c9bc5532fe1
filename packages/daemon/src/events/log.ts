import type { CameraEvent } from "@pinhole/kit/model";

/** The camera's log: the newest events, and whoever listens. */
export interface EventLog {
  add(event: Omit<CameraEvent, "at">): void;
  /** Newest first. */
  newest(limit: number): readonly CameraEvent[];
  /** Calls back at each event; returns what ends that. */
  onEvent(listener: (event: CameraEvent) => void): () => void;
  /** Whether `fresh` has anything. */
  readonly hasFresh: boolean;
  /** What was added since this was asked last, oldest first. */
  fresh(): readonly CameraEvent[];
}

/**
 * Keeps `size` events, beginning with those of an earlier run (oldest first); `now` is the camera's clock (Unix time in
 * seconds), `listen` hears of each as it comes.
 */
export function openEventLog(
  {
    size,
    now,
    before = [],
  }: { readonly size: number; readonly now: () => number; readonly before?: readonly CameraEvent[] },
  listen: (event: CameraEvent) => void,
): EventLog {
  const events: CameraEvent[] = before.slice(-size);
  const listeners = new Set([listen]);
  let fresh: CameraEvent[] = [];
  return {
    add: (event) => {
      const stamped = { at: now(), ...event };
      events.push(stamped);
      fresh.push(stamped);
      if (events.length > size) events.splice(0, events.length - size);
      // Nobody may ever ask for them.
      if (fresh.length > size) fresh.splice(0, fresh.length - size);
      for (const each of [...listeners]) each(stamped);
    },
    newest: (limit) => events.slice(-limit).reverse(),
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    get hasFresh() {
      return fresh.length > 0;
    },
    fresh: () => {
      const taken = fresh;
      fresh = [];
      return taken;
    },
  };
}
