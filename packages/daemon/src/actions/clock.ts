/** The machine's time, handed in so that a test can let a week pass. */
export interface Clock {
  /** Unix time in seconds. */
  now(): number;
  /** Calls once after some time, unless it is disposed of before. Does not keep the program running. */
  after(seconds: number, call: () => void): Disposable;
}

// Node fires a timer at once when it is longer than 2^31 - 1 ms.
const longestMs = 2 ** 31 - 1;

export const machineClock: Clock = {
  now: () => Date.now() / 1000,
  after: (seconds, call) => {
    const timer = setTimeout(call, Math.min(longestMs, Math.max(0, seconds * 1000)));
    timer.unref();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
