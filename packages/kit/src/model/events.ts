/** Where a line of the camera's log comes from. */
export type EventSource =
  | "system"
  | "time"
  | "network"
  | "user"
  | "settings"
  | "video"
  | "alarm"
  | "camera"
  | "delivery";

/** Something that happened. `at` is Unix time in seconds. */
export interface CameraEvent {
  readonly at: number;
  readonly source: EventSource;
  /** Syslog severity (RFC 5424, 6.2.1): 0 emergency to 7 debug. */
  readonly severity: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly message: string;
}
