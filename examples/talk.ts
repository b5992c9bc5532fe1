// Says a WAV file through a camera's speaker: talk.ts hello.wav
import { createReadStream } from "node:fs";
import { openCamera } from "@pinhole/client";

const [file = "hello.wav"] = process.argv.slice(2);
const camera = await openCamera(process.env.CAMERA ?? "");
if (camera.dialect !== "sercomm") throw new Error("INSTAR cameras take no sound this way");

await camera.set("audio", { speaker: true });
const { seconds, codec } = await camera.talk(createReadStream(file), {
  onProgress: (said) => process.stderr.write(`\r${said.toFixed(1)} s`),
});
console.log(`\n${seconds.toFixed(1)} s said in ${codec}`);
