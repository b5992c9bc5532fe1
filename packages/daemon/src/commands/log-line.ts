import type { CameraEvent } from "@pinhole/kit/model";

/** What `--log-level` can be, from the most to nothing; the number is the highest syslog severity that is written. */
export const logLevels = { debug: 7, info: 6, warn: 4, error: 3, silent: -1 } as const;

export type LogLevel = keyof typeof logLevels;

const words = ["error", "error", "error", "error", "warn ", "info ", "info ", "debug"] as const;

/** One event as a line for people and for the journal. */
export function logLine({ at, severity, source, message }: CameraEvent): string {
  // A name or address from outside may hold anything: it stays on its line.
  const safe = message.replaceAll(/\p{Cc}+/gu, " ");
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z ${words[severity]} ${source}: ${safe}\n`;
}
