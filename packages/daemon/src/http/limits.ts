/** Bounds of the web server; each is far above honest use. */
export interface Limits {
  /** Open connections on one port; more are closed at once. */
  readonly connections: number;
  /** Connections that the system holds while we are busy. */
  readonly backlog: number;
  /** Request line and headers together. */
  readonly headBytes: number;
  readonly bodyBytes: number;
  /** From the first moment of a connection, or of a further request, to the end of its headers. */
  readonly headSeconds: number;
  /** The same to the end of its body. */
  readonly requestSeconds: number;
  /** Between two requests of one connection. */
  readonly idleSeconds: number;
  /** A connection with an answer under way on which no byte moves; endless streams are exempt. */
  readonly stalledSeconds: number;
  /** How often head and request times are looked at. */
  readonly checkSeconds: number;
}

export const defaultLimits: Limits = {
  connections: 4096,
  backlog: 1024,
  headBytes: 16 * 1024,
  bodyBytes: 1024 * 1024,
  headSeconds: 10,
  requestSeconds: 60,
  idleSeconds: 30,
  stalledSeconds: 60,
  checkSeconds: 2,
};
