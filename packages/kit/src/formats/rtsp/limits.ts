/** Bounds of one RTSP message; each is far above honest use. */
export const messageLimits = {
  /** Start line or one header, in bytes. */
  line: 8 * 1024,
  /** Header lines. */
  headers: 64,
  /** Start line and headers together, in bytes. */
  head: 16 * 1024,
  /** Body, in bytes. */
  body: 64 * 1024,
  /** Empty lines in front of a message. */
  blankLines: 16,
} as const;
