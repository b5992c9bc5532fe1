import {
  type CameraEvent,
  clock,
  isRetry,
  type LocalTime,
  messageOf,
  type RecordOf,
  weekdayOf,
} from "@pinhole/kit/model";
import { measureTime } from "./measure.ts";

/** The port of NTP (RFC 5905). */
const ntpPort = 123;

/** Milliseconds between two looks at the schedule. */
const lookMs = 20_000;

/** Seconds after a failure until the next try: twice as long each time. */
const pauses = { first: 60, longest: 3600 };

/** Seconds between two lines of the log about failures. */
const quiet = 24 * 3600;

/** The server that is set from the beginning: nobody has chosen it, so nothing is sent to it. */
const unchosen = clock.fields.ntpServer.default;

export interface NtpOptions {
  settings(): RecordOf<typeof clock>;
  /** What the camera's clock shows. */
  local(): LocalTime;
  /** Seconds by which the camera's clock is ahead of the machine's. */
  offset(): number;
  setOffset(seconds: number): Promise<void>;
  log(event: Omit<CameraEvent, "at">): void;
  readonly signal: AbortSignal;
  /** For tests. */
  readonly measure?: (server: string, signal: AbortSignal) => Promise<{ readonly offset: number }>;
}

/** Keeps the camera's clock right by a time server: at the start, at the hour that is set, and when it is chosen. */
export interface Ntp extends Disposable {
  /** To be called when settings have changed. */
  configure(): void;
}

export function openNtp(options: NtpOptions): Ntp {
  const { settings, log } = options;
  const measure =
    options.measure ??
    ((host: string, signal: AbortSignal) => measureTime({ host, port: ntpPort }, { signal }));
  let asked = "";
  let asking: AbortController | undefined;
  let next: NodeJS.Timeout | undefined;
  let pause = pauses.first;
  let failed = { server: "", at: Number.NEGATIVE_INFINITY };
  let lastMinute = "";

  const isOn = (): boolean => {
    const { ntpEnabled, ntpServer } = settings();
    return ntpEnabled && ntpServer !== "" && ntpServer !== unchosen;
  };
  const stop = (): void => {
    asking?.abort();
    asking = undefined;
    clearTimeout(next);
  };
  const synchronize = async (): Promise<void> => {
    stop();
    const mine = new AbortController();
    asking = mine;
    const server = settings().ntpServer;
    try {
      const { offset } = await measure(server, AbortSignal.any([options.signal, mine.signal]));
      if (asking !== mine) return;
      const step = offset - options.offset();
      await options.setOffset(Math.round(offset * 1000) / 1000);
      log({ source: "time", severity: 6, message: "Synchronization OK." });
      if (Math.abs(step) >= 1) {
        const way = step > 0 ? "forward" : "back";
        log({ source: "time", severity: 5, message: `clock put ${way} by ${Math.abs(step).toFixed(1)} s` });
      }
      pause = pauses.first;
      failed = { server: "", at: Number.NEGATIVE_INFINITY };
    } catch (error) {
      if (asking !== mine || options.signal.aborted) return;
      const at = performance.now() / 1000;
      if (failed.server !== server || at - failed.at >= quiet) {
        failed = { server, at };
        log({ source: "time", severity: 4, message: `Synchronization failed: ${messageOf(error)}` });
      }
      // Who does not want to be asked is asked again when it is time to, not before.
      if (isRetry(error)) next = setTimeout(() => void synchronize(), pause * 1000).unref();
      pause = Math.min(pause * 2, pauses.longest);
    } finally {
      if (asking === mine) asking = undefined;
    }
  };
  const look = (): void => {
    const { ntpDay, ntpHour, ntpMinute } = settings();
    const { year, month, day, hour, minute } = options.local();
    const name = `${year}-${month}-${day} ${hour}:${minute}`;
    const isNew = name !== lastMinute;
    lastMinute = name;
    const isDay = ntpDay === 0 || weekdayOf({ year, month, day }) === ntpDay - 1;
    if (isNew && isOn() && isDay && hour === ntpHour && minute === ntpMinute) void synchronize();
  };
  const configure = (): void => {
    const { ntpEnabled, ntpServer } = settings();
    const wanted = `${ntpEnabled} ${ntpServer}`;
    if (wanted === asked) return;
    asked = wanted;
    stop();
    pause = pauses.first;
    if (isOn()) void synchronize();
  };
  const looking = setInterval(look, lookMs).unref();
  options.signal.addEventListener("abort", stop, { once: true });
  configure();
  return {
    configure,
    [Symbol.dispose]: () => {
      clearInterval(looking);
      options.signal.removeEventListener("abort", stop);
      stop();
    },
  };
}
