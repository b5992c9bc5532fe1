import type { Mount } from "@pinhole/kit/model";
import type { Frame, Size } from "../av/frame.ts";
import type { Pictures } from "../av/idle-decoder.ts";
import type { Unit } from "../av/units.ts";

export type { Pictures } from "../av/idle-decoder.ts";
export type { Unit } from "../av/units.ts";

/** A source's video as it comes. */
export interface SourceVideo extends Size {
  /** As FFmpeg names it. */
  readonly codec: string;
  /** Why its access units can not be handed on as they are, in words. */
  readonly obstacle?: string | undefined;
}

/** A rectangle of the whole picture that a source can show, in its pixels. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a running source may ask and tell. */
export interface SourceContext {
  readonly signal: AbortSignal;
  /** When the camera was started, Unix time in seconds: what loops goes on as if it had never been switched off. */
  readonly epoch: number;
  readonly seed: number;
  /** What `prepare` made, for the first run. */
  readonly ready?: unknown;
  /** Pictures per second that somebody wants now; what is generated need not be more. */
  frameRate(): number;
  /** The camera's clock as text, for pictures that show it. */
  clock(at: number): string;
  /** Pan and tilt at a time of capture, each -1 (left, up) to 1 (right, down) of what there is. */
  aim(at: number): readonly [pan: number, tilt: number];
  /** Says what the video is, when the source is open and when that changes; what draws its pictures says nothing. */
  hasVideo(video: SourceVideo): void;
  /** Says, when the source is open, whether it has sound. */
  hasSound(has: boolean): void;
  /** Whether somebody wants the sound now. */
  wantsSound(): boolean;
  /** Seconds by which the camera's clock is ahead of the machine's. */
  clockOffset(): number;
  /** Hands on PCM whose first sample was captured at a Unix time in seconds; it may be reused when the call returns. */
  takeSound(frame: Frame, at: number): void;
  /** Whether somebody can use video of a codec, as FFmpeg names it, that comes as such. */
  wantsPackets(codec: string): boolean;
  /** Which pictures somebody wants decoded now, beside those of a source that hands on no packets. */
  wantsPictures(): Pictures;
  /** Whether access units may come before their time: viewers get them when that has come. */
  mayRunAhead(): boolean;
  /** Hands on an access unit captured at a Unix time in seconds, before its picture. */
  takePacket(unit: Unit, at: number): void;
  /** Hands on a picture captured at a Unix time in seconds; it may be reused when the call returns. */
  take(frame: Frame, at: number): void;
}

/** Where pictures come from. */
export interface SourceKind {
  readonly name: string;
  /** For `--help`: how such a source is written. */
  readonly usage: string;
  /** Whether a text given as SOURCE is one of this kind. */
  accepts(text: string): Promise<boolean>;
  /** Says early what can be said without opening it; throws a CameraError with the next step. */
  check(text: string): Promise<void>;
  /** The text as it may be shown and logged: without credentials. */
  show(text: string): string;
  /** Whether its pictures follow `aim` by themselves; of others a view is cut out. */
  readonly looksAround?: true;
  /**
   * What moves such a source, beside `run` and in another thread; undefined where this one can not be moved, so that a
   * view is moved over its pictures. A CameraError that trying again can help with is worth another try.
   */
  mount?(text: string, signal: AbortSignal): Promise<Mount | undefined>;
  /** Makes what takes long and is the same in every run with a seed, while it is not yet known what is asked for. */
  prepare?(seed: number): Promise<unknown>;
  /** Whether a failure of the first start is worth retrying, as with a network, or better told at once. */
  readonly patient: boolean;
  /** Gives pictures until the signal aborts; throws a CameraError when it fails and returns when it has ended. */
  run(text: string, context: SourceContext): Promise<void>;
}
