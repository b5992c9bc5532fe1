/** The types of the page's scripts, which name them in their comments. */

/**
 * What the player is at. "live": the stream runs; "stills": single pictures instead of the stream;
 * "login": 401, it has stopped; "privacy": 406; "busy": 503; "failed": no picture for another reason.
 */
export type PlayerStatus = "live" | "stills" | "login" | "privacy" | "busy" | "failed";

/** What the player needs from outside. */
export interface Surroundings {
  fetch(path: string, init: RequestInit): Promise<Response>;
  /** Takes each picture as it arrives. */
  show(jpeg: Uint8Array<ArrayBuffer>): void;
  report(status: PlayerStatus): void;
  nowMs(): number;
  /** Rejects when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** What `/healthz` says. */
export interface Health {
  readonly ok: boolean;
  /** "" when it is not said. */
  readonly reason: string;
  /** "" when it is not said. */
  readonly name: string;
  /** Since when it is so, in milliseconds of Unix time. */
  readonly since: number | undefined;
  /** Present when RTSP is served. */
  readonly rtspPort: number | undefined;
}

/** Picks the colours and the icon. */
export type Kind = "wait" | "live" | "pause" | "warn" | "bad" | "private" | "login";

/** What lies over the picture while there is none. */
export interface Notice {
  readonly title: string;
  readonly detail: string;
}

/** What the page says about the camera: one line, and the notice. */
export interface State {
  readonly kind: Kind;
  readonly text: string;
  readonly notice?: Notice;
}

/** Where the camera is, in the words of `location`. */
export interface Place {
  /** "http:" or "https:". */
  readonly protocol: string;
  /** With the port, unless it is the protocol's own. */
  readonly host: string;
  readonly hostname: string;
  /** What people call the camera. */
  readonly name: string;
  /** Present when RTSP is served. */
  readonly rtspPort: number | undefined;
}

/** A text to copy. */
export interface Line {
  readonly label: string;
  readonly text: string;
}

/** The lines for one program. */
export interface Recipe {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly lines: readonly Line[];
}
