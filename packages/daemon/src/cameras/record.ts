import { open } from "node:fs/promises";
import {
  type AviChunk,
  encodeAviChunk,
  encodeAviHead,
  encodeAviIndex,
  headLength,
  mostBytes,
} from "@pinhole/kit/formats/avi";
import { readJpegSize } from "@pinhole/kit/formats/jpeg";
import { CameraError } from "@pinhole/kit/model";
import type { Command } from "./command.ts";
import { wholeNumber } from "./run.ts";

export const record: Command = {
  usage: "FILE.avi",
  words: [1, 1],
  flags: [
    { flags: "--seconds <n>", doc: "how long, 1 to 86400", parse: wholeNumber(1, 86_400), default: 10 },
  ],
  doc: "Keeps the motion JPEG of a camera as an AVI that every player plays, or as bare pictures in FILE.mjpeg. Ctrl+C ends it early; what is there then is whole.",
  examples: [
    ["record door clip.avi --seconds 30", "half a minute"],
    ["record door clip.mjpeg", "ten seconds of pictures, one behind the other"],
  ],
  run: async ({ camera, words, flags, terminal, show }) => {
    const [file = ""] = words;
    const isAvi = /\.avi$/i.test(file);
    if (!isAvi && !/\.mjpe?g$/i.test(file)) throw new RangeError(`${file} must end in .avi or .mjpeg`);
    const seconds = Number(flags.seconds);
    const source = await camera();
    const enough = AbortSignal.timeout(seconds * 1000);
    const signal = AbortSignal.any([terminal.signal, enough]);
    const handle = await open(file, "w").catch((error: Error) => {
      throw new CameraError("refused", `${file} can not be written: ${error.message}`);
    });
    const chunks: AviChunk[] = [];
    let size = { width: 0, height: 0 };
    let data = 0;
    let [first, last] = [0, 0];
    const media = (frameRate: number) => ({ codec: "MJPG" as const, ...size, frameRate });
    try {
      for await (const jpeg of source.pictures({ signal })) {
        last = performance.now();
        if (chunks.length === 0) {
          first = last;
          size = readJpegSize(jpeg);
          if (isAvi) await handle.write(new Uint8Array(headLength(media(1))));
        }
        const chunk = isAvi ? encodeAviChunk("picture", jpeg) : jpeg;
        // The index takes 16 bytes for each picture.
        if (data + chunk.length + (chunks.length + 1) * 16 > mostBytes) break;
        await handle.write(chunk);
        data += chunk.length;
        chunks.push({ kind: "picture", size: jpeg.length, key: true });
      }
    } catch (error) {
      // The time is over, or a person has had enough.
      if (!signal.aborted || chunks.length === 0)
        throw signal.aborted ? nothing(source.address, error) : error;
    } finally {
      if (isAvi && chunks.length > 0) {
        const index = encodeAviIndex(chunks);
        await handle.write(index);
        const frameRate = Math.max(0.1, rateOf(chunks.length, (last - first) / 1000));
        const largest = Math.max(...chunks.map((chunk) => chunk.size));
        const totals = { pictures: chunks.length, samples: 0, data, index: index.length, largest };
        await handle.write(encodeAviHead(media(frameRate), totals), 0, undefined, 0);
      }
      await handle.close();
    }
    if (chunks.length === 0) throw nothing(source.address);
    const took = Number(((last - first) / 1000).toFixed(1));
    const told = { file, pictures: chunks.length, seconds: took, ...size };
    show(told, () => `${file}: ${chunks.length} pictures of ${size.width}x${size.height} in ${took} s`);
  },
};

function rateOf(pictures: number, seconds: number): number {
  return pictures > 1 && seconds > 0 ? Math.round(((pictures - 1) / seconds) * 100) / 100 : 1;
}

function nothing(at: string, cause?: unknown): CameraError {
  return new CameraError("timeout", `${at} sent no picture in that time`, { at, cause });
}
