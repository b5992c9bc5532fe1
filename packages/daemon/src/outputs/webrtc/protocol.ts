import type { WebrtcLimits } from "./limits.ts";

/** One access unit on its way to the thread. */
export interface Unit {
  readonly data: Uint8Array<ArrayBuffer>;
  /** When it was captured, Unix time in seconds. */
  readonly pts: number;
  readonly key: boolean;
}

/** What a viewer sees and hears: the names of streams. */
export interface Wanted {
  readonly video: string;
  readonly audio?: string;
}

export type ToThread =
  /** Somebody wants to watch; `addresses` are those of this machine at which it may be reached. */
  | {
      readonly type: "offer";
      readonly id: string;
      readonly sdp: string;
      readonly wanted: Wanted;
      readonly addresses: readonly string[];
    }
  /** From now on a viewer gets the units of a stream, after those that it begins with. */
  | { readonly type: "begin"; readonly id: string; readonly stream: string; readonly past: readonly Unit[] }
  | { readonly type: "unit"; readonly stream: string; readonly unit: Unit }
  | { readonly type: "leave"; readonly id: string };

export type FromThread =
  | { readonly type: "answer"; readonly id: string; readonly sdp: string }
  | { readonly type: "refused"; readonly id: string; readonly problem: string }
  | { readonly type: "connected"; readonly id: string }
  /** A viewer has lost a picture for good and needs a key frame. */
  | { readonly type: "refresh"; readonly id: string }
  | { readonly type: "gone"; readonly id: string };

/** What the thread is started with. */
export interface ThreadStart {
  /** One Int32: how many units the thread has dealt with, so that its queue has a bound. */
  readonly handled: SharedArrayBuffer;
  readonly limits: WebrtcLimits;
}
