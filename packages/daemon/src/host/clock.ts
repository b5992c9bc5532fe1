import type { Clock } from "@pinhole/kit/model";

/** How a camera's clock follows the machine's: its time is `speed` times the machine's, and `offset`. */
export interface ClockLaw {
  readonly offset: number;
  readonly speed: number;
}

/** A clock that can be set, and run at another speed. */
export interface CameraClock extends Clock {
  readonly law: ClockLaw;
  set(unix: number): void;
  /** The clock goes on from where it is. */
  setSpeed(speed: number): void;
}

/** Node fires longer timers at once. */
const longestMs = 2 ** 31 - 1;

interface Waiting {
  readonly due: number;
  readonly call: () => void;
}

/** The machine's clock under a law; without one it is the machine's own. */
export function openClock(law: ClockLaw = { offset: 0, speed: 1 }): CameraClock {
  let { offset, speed } = law;
  let steadyAt = performance.now() / 1000;
  let steadyWas = 0;
  const waiting = new Set<Waiting>();
  let timer: NodeJS.Timeout | undefined;
  const now = (): number => (Date.now() / 1000) * speed + offset;
  const steady = (): number => steadyWas + (performance.now() / 1000 - steadyAt) * speed;
  const arm = (): void => {
    clearTimeout(timer);
    if (waiting.size === 0) return;
    const due = Math.min(...[...waiting].map((entry) => entry.due));
    const ms = Math.max(0, ((due - steady()) / speed) * 1000);
    timer = setTimeout(ring, Math.min(longestMs, Math.ceil(ms)));
    timer.unref();
  };
  const ring = (): void => {
    const at = steady();
    for (const entry of [...waiting].sort((a, b) => a.due - b.due)) {
      if (entry.due <= at && waiting.delete(entry)) entry.call();
    }
    arm();
  };
  return {
    now,
    steady,
    after: (seconds, call) => {
      const entry = { due: steady() + seconds, call };
      waiting.add(entry);
      arm();
      return {
        [Symbol.dispose]: () => {
          if (waiting.delete(entry)) arm();
        },
      };
    },
    get law() {
      return { offset, speed };
    },
    set: (unix) => {
      offset += unix - now();
    },
    setSpeed: (next) => {
      const [shown, passed] = [now(), steady()];
      steadyWas = passed;
      steadyAt = performance.now() / 1000;
      speed = next;
      offset += shown - now();
      arm();
    },
  };
}

/** The machine's seconds between two looks at the minute: the clock may be put elsewhere at any time, or run very fast. */
const looks = { fewest: 0.5, most: 10 } as const;

/** Calls at the beginning of each minute of a clock, or soon after, and some times within it. */
export function eachMinute(clock: CameraClock, call: () => void): Disposable {
  let waiting: Disposable;
  const next = (): void => {
    const { speed } = clock.law;
    const left = 60 - (clock.now() % 60);
    waiting = clock.after(Math.min(looks.most * speed, Math.max(looks.fewest * speed, left)), () => {
      next();
      call();
    });
  };
  next();
  return { [Symbol.dispose]: () => waiting[Symbol.dispose]() };
}
