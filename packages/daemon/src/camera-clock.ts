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
  const keep = async (): Promise<void> => {
    const { offset, speed } = clock.law;
    await record.set({ clockOffset: offset, clockSpeed: speed });
    changed();
  };
  const tell = (message: string): void => events().add({ source: "system", severity: 5, message });
  return {
    clock,
    pace: {
      speed: () => clock.law.speed,
      setSpeed: async (speed, by) => {
        clock.setSpeed(speed);
        await keep();
        tell(`clock runs at ${speed} times its speed by ${nameOf(by)}`);
      },
    },
    set: async (unix, by) => {
      clock.set(unix);
      await keep();
      tell(`clock set by ${nameOf(by)}`);
    },
    setOffset: async (offset) => {
      clock.set(Date.now() / 1000 + offset);
      await keep();
    },
    reset: async () => {
      clock.setSpeed(1);
      clock.set(Date.now() / 1000);
      await keep();
    },
  };
}
