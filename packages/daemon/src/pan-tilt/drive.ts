import {
  CameraError,
  type CameraEvent,
  isRetry,
  type Mount,
  messageOf,
  type Point,
} from "@pinhole/kit/model";

/** Seconds between two attempts, the first and the longest; each is twice the one before. */
const pauses = { first: 2, longest: 300 };

/** Where a login is refused: who knocks on is locked out, and the owner with him. */
const refusedPauses = { first: 30, longest: 3600 };

export interface DriveOptions {
  /** Finds what moves the source; undefined where nothing does. */
  find(signal: AbortSignal): Promise<Mount | undefined>;
  /** Something moves it from now on; it may tell where it is. */
  found(at: Point | undefined): void;
  log(event: Omit<CameraEvent, "at">): void;
  wait(seconds: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
}

/** Moves the source itself, where something does. */
export interface Drive {
  /** Whether something was found that moves it. */
  readonly isReal: boolean;
  /** Sends it to a place. Of places that come while it is under way only the newest is gone to. */
  go(to: Point): void;
}

/** Looks for what moves the source, in the background and until it is known. */
export function openDrive({ find, found, log, wait, signal }: DriveOptions): Drive {
  let mount: Mount | undefined;
  let wanted: Point | undefined;
  let sent: Point | undefined;
  let working = false;
  let told: string | undefined;
  /** Says something unless it was said; of failures of one kind, only the first. */
  const say = (severity: 4 | 5, message: string, kind = message): void => {
    if (kind !== told) log({ source: "system", severity, message });
    told = kind;
  };
  /** Waits longer after each failure that may pass; false where trying again can not help. */
  const patience = (words: string): ((error: unknown) => Promise<boolean>) => {
    let pause = pauses.first;
    return async (error) => {
      if (signal.aborted) return false;
      const code = error instanceof CameraError ? error.code : messageOf(error);
      say(4, `${words}: ${messageOf(error)}`, `${words}: ${code}`);
      if (!isRetry(error)) return false;
      const { first, longest } = code === "login-refused" ? refusedPauses : pauses;
      pause = Math.max(pause, first);
      await wait(pause, signal).catch(() => {});
      pause = Math.min(2 * pause, longest);
      return !signal.aborted;
    };
  };
  const search = async (): Promise<void> => {
    const again = patience("pan and tilt move the view only, for the source can not be asked to move");
    for (;;) {
      try {
        const something = await find(signal);
        sent = await something?.position(signal);
        mount = something;
        break;
      } catch (error) {
        if (!(await again(error))) return;
      }
    }
    if (mount === undefined || signal.aborted) return;
    say(5, "pan and tilt move the source itself");
    found(wanted === undefined ? sent : undefined);
    void work(mount);
  };
  const work = async (on: Mount): Promise<void> => {
    if (working) return;
    working = true;
    let again = patience("the source did not move");
    while (wanted !== undefined && !signal.aborted) {
      const to = wanted;
      wanted = undefined;
      try {
        await on.go(to, sent, signal);
        sent = to;
        told = undefined;
        again = patience("the source did not move");
      } catch (error) {
        sent = undefined;
        if (await again(error)) wanted ??= to;
      }
    }
    working = false;
  };
  void search();
  return {
    get isReal() {
      return mount !== undefined;
    },
    go: (to) => {
      wanted = to;
      if (mount) void work(mount);
    },
  };
}
