import type { CameraEvent, logging, RecordOf } from "@pinhole/kit/model";

/** What is noted of a delivery names its target first, or says that an alarm sets off nothing there. */
const delivery = /^(?:alarm \S+ sets off nothing at )?(ftp|upload test|mail|message)\b/;

const switches: Readonly<Record<string, "logUploads" | "logMails" | "logMessages">> = {
  ftp: "logUploads",
  "upload test": "logUploads",
  mail: "logMails",
  message: "logMessages",
};

/** Whether the log shows an event, wherever it is read or sent: what it is of can be switched off, and the log as a whole. */
export function isShown({ source, message }: CameraEvent, set: RecordOf<typeof logging>): boolean {
  if (!set.enabled) return false;
  if (source === "system" || source === "network" || source === "time") return set.logSystem;
  const noted = source === "delivery" ? switches[delivery.exec(message)?.[1] ?? ""] : undefined;
  return noted === undefined || set[noted];
}
