/** The most milliseconds that anything is held. */
const longestMs = 1000;

/** Milliseconds by which timers are late or early anyway. */
const slackMs = 1;

/** Holds what came before its time until it is due, in the order in which it came. */
export interface Hold<T> {
  take(item: T, earlyMs: number): void;
  /** Forgets what is held. */
  clear(): void;
}

export function openHold<T>(deliver: (item: T) => void, now = () => performance.now()): Hold<T> {
  let waiting: { readonly item: T; readonly due: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    const next = waiting[0];
    timer = next && setTimeout(release, Math.max(1, next.due - now()));
  };
  const release = (): void => {
    const end = now() + slackMs;
    while (waiting.length > 0 && waiting[0]!.due <= end) deliver(waiting.shift()!.item);
    wait();
  };
  return {
    take: (item, earlyMs) => {
      waiting.push({ item, due: now() + Math.min(earlyMs, longestMs) });
      if (waiting.length === 1) wait();
    },
    clear: () => {
      clearTimeout(timer);
      waiting = [];
    },
  };
}
