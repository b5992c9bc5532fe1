// The settings of many cameras into a folder: back-up-many.ts FOLDER http://user:password@host ...
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CameraError, openCamera } from "@pinhole/client";

const [folder = "backups", ...addresses] = process.argv.slice(2);
await mkdir(folder, { recursive: true });

const done = await Promise.all(
  addresses.map(async (address) => {
    const host = address.replace(/^.*@/, "").replaceAll(/[^\w.-]/g, "-");
    try {
      const camera = await openCamera(address);
      if (camera.dialect === "instar") throw new CameraError("not-offered", "INSTAR gives no such file");
      // Some firmware has passwords in it: nobody else may read it.
      await writeFile(join(folder, `${host}.cfg`), await camera.downloadConfiguration(), { mode: 0o600 });
      return `${host}: kept`;
    } catch (error) {
      if (!(error instanceof CameraError)) throw error;
      process.exitCode = 1;
      return `${host}: ${error.message}`;
    }
  }),
);
console.log(done.join("\n"));
