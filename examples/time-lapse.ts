// A picture every so many seconds, numbered, for a film: time-lapse.ts FOLDER SECONDS COUNT
// ffmpeg -i FOLDER/%05d.jpg film.mp4 makes the film.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CameraError, openCamera } from "@pinhole/client";

const [folder = "lapse", seconds = "10", count = "360"] = process.argv.slice(2);
const camera = await openCamera(process.env.CAMERA ?? "");
await mkdir(folder, { recursive: true });

let kept = 0;
const began = performance.now();
for (let n = 0; n < Number(count); n += 1) {
  // The next one is due by the clock: however long a picture takes, the pace stays.
  await delay(Math.max(0, began + n * Number(seconds) * 1000 - performance.now()));
  try {
    const picture = await camera.snapshot();
    kept += 1;
    await writeFile(join(folder, `${String(kept).padStart(5, "0")}.jpg`), picture);
  } catch (error) {
    // A camera that is away for a while leaves a gap.
    if (!(error instanceof CameraError) || !error.retry) throw error;
    console.error(`missed one: ${error.message}`);
  }
}
console.log(`${kept} pictures in ${folder}`);
