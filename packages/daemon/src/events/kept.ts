import type { CameraEvent, logging, RecordOf } from "@pinhole/kit/model";

/** Whether the log shows an event: what it is of can be switched off, and the log as a whole. */
export function isShown({ source, message }: CameraEvent, set: RecordOf<typeof logging>): boolean {
  if (!set.enabled) return false;
  if (source === "system" || source === "network" || source === "time") return set.logSystem;
  if (source !== "delivery") return true;
  if (/\bs?ftpu?s?\b/i.test(message)) return set.logUploads;
  return set.logMails || !/\b(?:e-?mails?|mailed|smtp)\b/i.test(message);
}
