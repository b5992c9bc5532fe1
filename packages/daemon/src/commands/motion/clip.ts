import { resolve } from "node:path";
import { CameraError } from "@pinhole/kit/model";
import { openDemuxer } from "../../av/demuxer.ts";
import { openIdleDecoder } from "../../av/idle-decoder.ts";
import { openGreyScaler } from "../../av/scaler.ts";
import { openCadence } from "../../codec/cadence.ts";
import { type Grey, picturesPerSecond, sight } from "../../motion/index.ts";
import { file } from "../../sources/file/index.ts";

export interface ClipReader {
  readonly signal: AbortSignal;
  /** Pictures a second that are looked at, at most; 0 for none, to learn what decoding alone takes. */
  readonly frameRate?: number;
  /** Takes each grey picture that the detector would look at, valid only during the call. */
  take(picture: Grey, at: number): void;
  /** Told now and then how far it is: seconds done, of how many. */
  progress?(done: number, all: number | undefined): void;
}

/** Pictures between two words of progress, and turns for the signal. */
const breath = 50;

/** Reads a recording as fast as it goes; returns its length in seconds. */
export async function readClip(
  path: string,
  { signal, take, progress, frameRate = picturesPerSecond }: ClipReader,
): Promise<number> {
  await file.check(path);
  const options = { at: path, signal, options: { protocol_whitelist: "file" } };
  await using demuxer = await openDemuxer(`file:${resolve(path)}`, options);
  const { video, duration, frameDuration } = demuxer;
  using decoder = openIdleDecoder(video, path);
  using scaler = openGreyScaler(sight);
  const isDue = frameRate > 0 ? openCadence(frameRate) : () => undefined;
  let count = 0;
  let end = 0;
  for (;;) {
    const packet = await demuxer.read();
    await decoder.decode(packet ?? null, "few", (frame) => {
      const at = demuxer.timeOf(frame, video) ?? count * frameDuration;
      count++;
      end = Math.max(end, at + frameDuration);
      if (isDue(at) !== undefined) take(scaler.scale(frame), at);
      if (count % breath === 0) progress?.(at, duration);
    });
    signal.throwIfAborted();
    if (packet === undefined) break;
  }
  if (count === 0) throw new CameraError("source-damaged", `${path} holds no picture that can be read`);
  return end;
}
