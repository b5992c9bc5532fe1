// One picture of a camera into a file: CAMERA=http://user:password@host node -C source examples/snapshot.ts door.jpg
import { writeFile } from "node:fs/promises";
import { CameraError, openCamera } from "@pinhole/client";

const [file = "snapshot.jpg"] = process.argv.slice(2);

try {
  const camera = await openCamera(process.env.CAMERA ?? "", { timeoutMs: 5000 });
  const picture = await camera.snapshot();
  await writeFile(file, picture);
  console.log(`${file}: ${picture.length} bytes of the ${camera.model.name}`);
} catch (error) {
  if (!(error instanceof CameraError)) throw error;
  console.error(`${error.message} (${error.code})`);
  process.exitCode = error.retry ? 75 : 1;
}
