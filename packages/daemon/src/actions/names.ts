import type { LocalTime } from "./action.ts";

const endings: Readonly<Record<string, string>> = {
  "image/jpeg": "jpg",
  "video/mp4": "mp4",
  "video/x-msvideo": "avi",
  "text/plain": "txt",
};

/** "20260301-213005-motion-0a1b2c.jpg": sorts by time, and safe in every file system, header and shell. */
export function fileName(of: {
  readonly local: LocalTime;
  readonly kind: string;
  readonly mark: string;
  readonly type: string;
}): string {
  const { year, month, day, hour, minute, second } = of.local;
  const time = `${year}${month}${day}-${hour}${minute}${second}`;
  return `${time}-${of.kind}-${of.mark}.${endings[of.type] ?? "bin"}`;
}
