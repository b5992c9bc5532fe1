import { type Caller, type ClockPort, nameOf } from "@pinhole/kit/model";
import type { EventLog } from "./events/log.ts";
import { type CameraClock, openClock } from "./host/clock.ts";
import type { StoredRecord } from "./store/record.ts";

type Kept = { readonly clockOffset: number; readonly clockSpeed: number };

/** The camera's clock, as its folder remembers it. */
export interface KeptClock {
  readonly clock: CameraClock;
  readonly pace: ClockPort;
  set(unix: number, by: Caller): Promise<void>;
  /** Seconds by which it is ahead of the machine's. */
  setOffset(offset: number): Promise<void>;
  /** Back to the machine's time. */
  reset(): Promise<void>;
}

export function openKeptClock(
  record: StoredRecord<Kept & Readonly<Record<string, string | number | boolean>>>,
  start: { readonly clockSpeed?: number | undefined; readonly clockTime?: number | undefined },
  { events, changed }: { readonly events: () => EventLog; changed(): void },
): KeptClock {
  const { clockOffset, clockSpeed } = record.get();
  const clock = openClock({ offset: clockOffset, speed: clockSpeed });
  if (start.clockSpeed !== undefined) clock.setSpeed(start.clockSpeed);
  if (start.clockTime !== undefined) clock.set(start.clockTime);
  /** Changes the clock, and keeps that; a disk that does not take it leaves the clock as it was. */
  const change = async (call: () => void): Promise<void> => {
    const before = clock.law;
    call();
    const { offset, speed } = clock.law;
    try {
      await record.set({ clockOffset: offset, clockSpeed: speed });
    } catch (thrown) {
      clock.setSpeed(before.speed);
      clock.set((Date.now() / 1000) * before.speed + before.offset);
      throw thrown;
    }
    changed();
  };
  const tell = (message: string): void => events().add({ source: "system", severity: 5, message });
  return {
    clock,
    pace: {
      speed: () => clock.law.speed,
      setSpeed: async (speed, by) => {
        await change(() => clock.setSpeed(speed));
        tell(`clock runs at ${speed} times its speed by ${nameOf(by)}`);
      },
    },
    set: async (unix, by) => {
      await change(() => clock.set(unix));
      tell(`clock set by ${nameOf(by)}`);
    },
    setOffset: (offset) => change(() => clock.set(Date.now() / 1000 + offset)),
    reset: () =>
      change(() => {
        clock.setSpeed(1);
        clock.set(Date.now() / 1000);
      }),
  };
}
