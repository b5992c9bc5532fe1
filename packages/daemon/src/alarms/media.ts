import type { Stream } from "../bus/stream.ts";

export interface SoundStream {
  readonly stream: Stream;
  readonly sampleRate: number;
  readonly channels: number;
}

/** A channel's stream and what it shows. */
export interface PictureStream {
  readonly stream: Stream;
  readonly codec: "h264" | "mjpeg";
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
}

/** The streams that alarms are made of; undefined what is switched off or withheld. */
export interface AlarmMedia {
  channel(codec: "h264" | "mjpeg", channel: number): PictureStream | undefined;
  /** The pictures of an H.264 channel as JPEG, which are encoded for whoever reads them. */
  made(channel: number): PictureStream | undefined;
  /** Single pictures, as large as the first JPEG channel. */
  still(): Stream | undefined;
  sound(codec: "aac" | "pcm_s16be"): SoundStream | undefined;
}
