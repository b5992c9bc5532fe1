import type { MotionReport } from "./alarms.ts";

/** Who looks through the camera, and what it sees move. */
export interface Watching {
  /** Open streams by kind: "rtsp", "mjpeg", "flv" ... */
  viewers(): Readonly<Record<string, number>>;
  /**
   * What moves now; undefined where nobody knows. Asking is what has the camera look, for a minute: what asks again and
   * again gets an answer from about the second time on.
   */
  motion(): MotionReport | undefined;
  /** The highest level of each window in each minute of the last day, oldest first; null where nobody looked. */
  day(): readonly (readonly number[] | null)[];
}
