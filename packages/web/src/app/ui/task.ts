import { useCallback, useState } from "preact/hooks";

/** Work that somebody has asked for: whether it runs, and why the last one failed. */
export interface Task {
  readonly busy: boolean;
  readonly error: Error | undefined;
  /** Runs it; true when it was done. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

export function useTask(): Task {
  const [state, setState] = useState<Omit<Task, "run">>({ busy: false, error: undefined });
  const run = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    setState({ busy: true, error: undefined });
    try {
      await work();
      setState({ busy: false, error: undefined });
      return true;
    } catch (thrown) {
      setState({ busy: false, error: thrown instanceof Error ? thrown : new Error(String(thrown)) });
      return false;
    }
  }, []);
  return { ...state, run };
}
