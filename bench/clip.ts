import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import type { Camera } from "./camera.ts";
import { get, isJpeg } from "./http.ts";
import { findProgram, runToEnd } from "./process.ts";

/** The variable names another build than that on PATH, such as one of the camera's own version. */
export const ffmpeg = () =>
  process.env.PINHOLE_BENCH_FFMPEG || findProgram("ffmpeg", "Debian package ffmpeg");

export interface Clip {
  readonly frameRate: number;
  readonly seconds: number;
  /** Strength of the grain, 0 to 100: with 4, a JPEG of quality 85 has about 70 kB, like a lively street. */
  readonly noise: number;
}

/** Makes a 720p film that is cheap to decode; its path. */
export async function makeClip(bench: Bench, { frameRate, seconds, noise }: Clip): Promise<string> {
  const path = join(bench.folder, `clip-${frameRate}.mp4`);
  await runToEnd(
    bench,
    [
      ...[ffmpeg(), "-v", "error", "-y", "-f", "lavfi", "-i", `testsrc2=size=1280x720:rate=${frameRate}`],
      ...["-vf", `noise=alls=${noise}:allf=t`, "-t", String(seconds), "-pix_fmt", "yuv420p"],
      ...["-c:v", "mpeg4", "-q:v", "2", "-g", String(frameRate), path],
    ],
    120,
  );
  return path;
}

/** Different pictures of a camera, in the order it took them. */
export async function takePictures(bench: Bench, camera: Camera, count: number): Promise<Buffer[]> {
  const pictures: Buffer[] = [];
  const end = performance.now() + 30_000;
  while (pictures.length < count) {
    const answer = await get(camera.snapshot);
    if (!isJpeg(answer)) throw new Error(`a snapshot answers status ${answer.status}, not a whole JPEG`);
    // Pictures are told apart by their length further on.
    if (pictures.at(-1)?.length !== answer.body.length) pictures.push(answer.body);
    if (performance.now() > end) throw new Error(`only ${pictures.length} different pictures within 30 s`);
    await bench.pause(0.02);
  }
  return pictures;
}

/** One file of pictures, each after its length in 4 bytes, little-endian. */
export async function writeFramed(bench: Bench, pictures: readonly Buffer[]): Promise<string> {
  const path = join(bench.folder, "pictures.framed");
  const framed = pictures.flatMap((picture) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(picture.length);
    return [length, picture];
  });
  await writeFile(path, Buffer.concat(framed));
  return path;
}
