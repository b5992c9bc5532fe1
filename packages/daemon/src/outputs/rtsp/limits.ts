/** Bounds of the RTSP server, beside those of one message; each is far above honest use. */
export interface RtspLimits {
  /** Open connections; more are closed at once. */
  readonly connections: number;
  /** Connections that the system holds while we are busy. */
  readonly backlog: number;
  readonly sessions: number;
  readonly sessionsPerConnection: number;
  /** From the first byte of a request, or of a connection, to the end of the request. */
  readonly requestSeconds: number;
  /** A connection without a session on which no request comes. */
  readonly idleSeconds: number;
  /** A session without a sign of life, as told to the client. */
  readonly sessionSeconds: number;
  /** What a session is given beyond that. */
  readonly graceSeconds: number;
  /** DESCRIBE waits this long for the first key frame. */
  readonly describeSeconds: number;
  /** Bytes that wait for a viewer before it loses pictures up to the next key frame. */
  readonly viewerBytes: number;
  /** Bytes of replies that wait for a client that does not read them. */
  readonly replyBytes: number;
  /** A viewer that takes nothing is sent away. */
  readonly stalledSeconds: number;
  /** Pairs of UDP ports, from the configured one up. */
  readonly portPairs: number;
  /** How often times are looked at. */
  readonly checkSeconds: number;
}

export const defaultLimits: RtspLimits = {
  connections: 4096,
  backlog: 1024,
  sessions: 4096,
  sessionsPerConnection: 10,
  requestSeconds: 10,
  idleSeconds: 65,
  sessionSeconds: 60,
  graceSeconds: 5,
  describeSeconds: 8,
  viewerBytes: 1_500_000,
  replyBytes: 4_000_000,
  stalledSeconds: 30,
  portPairs: 4096,
  checkSeconds: 1,
};

/** The UDP ports of viewers, from the one that is set on. */
export function portsFrom(first: number): readonly [first: number, last: number] {
  return [first, Math.min(65_535, first + 2 * defaultLimits.portPairs)];
}
