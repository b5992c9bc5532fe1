// Cameras for a test suite: two of them start on free ports, are tested against, and are gone afterwards.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openCamera } from "@pinhole/client";

const program = fileURLToPath(import.meta.resolve("@pinhole/daemon/pinhole.js"));

/** A camera on a free port of this machine, with settings of its own; gone when it is disposed of. */
async function startCamera(...flags: readonly string[]) {
  const state = await mkdtemp(join(tmpdir(), "camera-"));
  const own = ["--http", "0", "--rtsp", "0", "--https", "off", "--rtsps", "off", "--bind", "127.0.0.1"];
  const place = [...own, "--state", state, "--login", "admin:test"];
  const child = spawn(process.execPath, [program, "serve", ...place, ...flags]);
  return { address: await addressOf(child), [Symbol.asyncDispose]: () => end(child, state) };
}

async function addressOf({ stdout }: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: stdout as NodeJS.ReadableStream })) {
    const [, port] = /Page +http:\/\/127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port !== undefined) return `http://admin:test@127.0.0.1:${port}`;
  }
  throw new Error("the camera did not start");
}

async function end(child: ChildProcess, state: string): Promise<void> {
  const gone = once(child, "exit");
  child.kill();
  await gone;
  await rm(state, { recursive: true });
}

// Same seed, same street: what a test sees is the same in each run.
await using indoor = await startCamera("--model", "RC8221", "--name", "Hall", "--seed", "1");
await using outdoor = await startCamera("--model", "OC821D", "--name", "Yard", "--seed", "2");
for (const { address } of [indoor, outdoor]) {
  const camera = await openCamera(address);
  const picture = await camera.snapshot();
  console.log(`${camera.model.name} gives a picture: ${picture[0] === 0xff && picture.length > 1000}`);
}
