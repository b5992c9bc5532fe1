// The pictures of the live stream into files, as they come: frames.ts FOLDER COUNT
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openCamera } from "@pinhole/client";

const [folder = "frames", count = "10"] = process.argv.slice(2);
const camera = await openCamera(process.env.CAMERA ?? "");
await mkdir(folder, { recursive: true });

let n = 0;
for await (const jpeg of camera.pictures({ signal: AbortSignal.timeout(60_000) })) {
  n += 1;
  await writeFile(join(folder, `${String(n).padStart(4, "0")}.jpg`), jpeg);
  // Leaving the loop closes the stream.
  if (n >= Number(count)) break;
}
console.log(`${n} pictures in ${folder}`);
