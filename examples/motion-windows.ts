// Watches the lower half of the picture, and the door more closely; works on Sercomm cameras and INSTAR's.
import { openCamera } from "@pinhole/client";

const camera = await openCamera(process.env.CAMERA ?? "");

// Corners on a grid of 640 x 480, whatever the resolution.
await camera.set("motionWindow", 1, { enabled: true, area: [0, 240, 639, 479] });
await camera.set("motionWindow", 2, { enabled: true, area: [400, 60, 520, 300] });
if (camera.dialect === "sercomm") {
  await camera.set("motionWindow", 1, { name: "Yard", threshold: 90 });
  await camera.set("motionWindow", 2, { name: "Door", threshold: 40 });
  await camera.watchForMotion(true);
}

const { records } = await camera.readGroup("motionWindow");
for (const [n, { enabled, area, threshold }] of records.entries())
  console.log(`window ${n + 1}: ${enabled ? `${area.join(",")} from ${threshold} on` : "off"}`);
