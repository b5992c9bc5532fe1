/** Bounds of WebRTC. */
export interface WebrtcLimits {
  /** Viewers at one time, those that are connecting among them. */
  readonly viewers: number;
  /** Characters of an offer. */
  readonly offer: number;
  /** Seconds from the offer to the first sign that the viewer has the answer and reaches us. */
  readonly connectSeconds: number;
  /** Seconds without a sign of life after which a viewer is gone. Browsers give one every few seconds (RFC 7675). */
  readonly silentSeconds: number;
  /** Units that may wait for the thread before pictures are lost. */
  readonly units: number;
  /** Seconds for which the thread goes on after its last viewer. */
  readonly idleSeconds: number;
}

export const defaultLimits: WebrtcLimits = {
  viewers: 20,
  offer: 64_000,
  connectSeconds: 10,
  silentSeconds: 15,
  units: 120,
  idleSeconds: 30,
};
