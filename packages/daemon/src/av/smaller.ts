import { setImmediate } from "node:timers/promises";
import { CameraError } from "@pinhole/kit/model";
import { openDecoder } from "./decoder.ts";
import { openDemuxer } from "./demuxer.ts";
import type { Frame, Size } from "./frame.ts";
import { openJpegEncoder } from "./jpeg.ts";
import { openScaler } from "./scaler.ts";

/** What is tried, the better first: parts of the width and height, and for each of them qualities (1 to 100). */
const parts = [1, 0.7, 0.5, 0.35, 0.25, 0.125];
const qualities = [75, 50, 30];

const smallest = 32;

/**
 * The first picture of a file, a JPEG or a clip, as a JPEG of at most so many bytes; undefined where even the smallest is
 * larger. Errors: CameraError by the reason.
 */
export async function smallerPicture(
  path: string,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Uint8Array | undefined> {
  const options = { at: path, signal, options: { protocol_whitelist: "file" } };
  await using demuxer = await openDemuxer(`file:${path}`, options);
  using decoder = openDecoder(demuxer.video, path);
  let found = false;
  let made: Uint8Array | undefined;
  const take = async (frame: Frame): Promise<void> => {
    if (found) return;
    found = true;
    made = await fit(frame, maxBytes, signal);
  };
  for (let packet = await demuxer.read(); packet && !found; packet = await demuxer.read()) {
    await decoder.decode(packet, take);
  }
  if (!found) await decoder.decode(null, take);
  if (!found) throw new CameraError("source-damaged", "holds no picture that can be read", { at: path });
  return made;
}

async function fit(frame: Frame, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
  for (const part of parts) {
    const size = sizeOf(frame, part);
    if (size.width < smallest || size.height < smallest) return undefined;
    using scaler = openScaler(size);
    using encoder = openJpegEncoder(size, [1, 1]);
    const scaled = scaler.scale(frame);
    for (const quality of qualities) {
      const jpeg = encoder.encode(scaled, quality);
      if (jpeg.length <= maxBytes) return jpeg;
      // Each takes some milliseconds, and others want to be served between.
      await setImmediate();
      signal.throwIfAborted();
    }
  }
  return undefined;
}

/** Even numbers, as colours have half of the lines. */
function sizeOf({ width, height }: Size, part: number): Size {
  const even = (length: number): number => Math.round((length * part) / 2) * 2;
  return { width: even(width), height: even(height) };
}
