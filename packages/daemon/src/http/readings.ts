/** Level and threshold, 0 to 255, of a window from 1. */
export interface MotionLevel {
  readonly window: number;
  readonly level: number;
  readonly threshold: number;
}

/** What the camera counts and measures; totals since its start. */
export interface Readings {
  /** "idle" while nobody watches and nothing runs; "down" while the source fails. */
  readonly source: "idle" | "running" | "down";
  /** Unix time in seconds since when the source is as it is. */
  readonly since?: number;
  readonly rtspPort?: number;
  readonly picturesIn: number;
  readonly picturesOut: number;
  readonly picturesInPerSecond: number;
  readonly picturesOutPerSecond: number;
  /** Seconds since the newest picture was captured; undefined before the first. */
  readonly pictureAge: number | undefined;
  /** By output: "mjpeg", "rtsp" ... */
  readonly viewers: Readonly<Record<string, number>>;
  /** Of the H.264 and JPEG channels that are watched: whether the source's own packets are sent, or encoded ones. */
  readonly passedThrough?: Readonly<Record<string, boolean>>;
  /**
   * How much moves in each window that is watched, beside its threshold; empty while nobody has looked for a while, for
   * whom it would be measured. Asking has it measured.
   */
  readonly motion?: () => readonly MotionLevel[];
  /** Pictures that slow viewers did not get. */
  readonly drops: number;
}
