import { useCallback, useEffect, useState } from "preact/hooks";

/** What was loaded, or why not; both while something old is shown and a new try failed. */
export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: Error | undefined;
  reload(): void;
}

/**
 * Loads once, or again every `everyMs` while the page is seen. `load` has to be the same function until something else
 * is to be loaded (`useCallback`).
 */
export function useLoaded<T>(load: (signal: AbortSignal) => Promise<T>, everyMs = 0): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({ value: undefined, error: undefined });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = async (): Promise<void> => {
      try {
        const value = await load(stop.signal);
        if (!stop.signal.aborted) setState({ value, error: undefined });
      } catch (error) {
        if (stop.signal.aborted) return;
        setState((before) => ({
          ...before,
          error: error instanceof Error ? error : new Error(String(error)),
        }));
      }
      if (everyMs > 0 && !stop.signal.aborted) timer = setTimeout(next, everyMs);
    };
    const next = (): void => {
      if (document.hidden) {
        // Nobody looks: the page asks again when it is seen.
        document.addEventListener("visibilitychange", next, { once: true, signal: stop.signal });
      } else void run();
    };
    void run();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [load, everyMs, turn]);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  return { ...state, reload };
}
