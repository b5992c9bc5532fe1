// Moves a camera from place to place, with a picture of each: tour.ts FOLDER SECONDS
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { openCamera } from "@pinhole/client";

const [folder = "tour", seconds = "5"] = process.argv.slice(2);
const camera = await openCamera(process.env.CAMERA ?? "");
if (camera.dialect !== "sercomm" || !camera.model.has.panTilt)
  throw new Error(`the ${camera.model.name} can not move by steps`);
await mkdir(folder, { recursive: true });

const places = [
  ["left", "L", 20],
  ["right", "R", 40],
  ["up", "U", 10],
] as const;
for (const [name, direction, steps] of places) {
  await camera.move(direction, steps);
  await delay(Number(seconds) * 1000);
  await writeFile(join(folder, `${name}.jpg`), await camera.snapshot({ size: "640x480" }));
  console.log(`seen from the ${name}`);
}
await camera.home();
console.log("home again");
