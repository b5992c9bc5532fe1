import type { Packet } from "node-av/lib";
import type { Size } from "./frame.ts";

/** What a track is, as far as its newest key frame says. */
export interface UnitVideo extends Size {
  /** Why its access units can not be handed on as they are. */
  readonly obstacle: string | undefined;
}

export interface Unit {
  /** The caller's own bytes: Annex B with parameter sets before a key frame, or one JPEG with `roomAround` it. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Whether decoding can begin here. */
  readonly key: boolean;
}

/** Turns the packets of a track into access units as they go over the network. */
export interface Units {
  /** Another object when it has changed. */
  readonly video: UnitVideo;
  /** Undefined for what can not be handed on: damaged, or before the first parameter sets. */
  take(packet: Packet): Unit | undefined;
  /** Time begins anew, as after a seek. */
  restart(): void;
}
