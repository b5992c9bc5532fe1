import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { models } from "@pinhole/kit/dialects/sercomm";
import { isCamera, parseCamera } from "../sources/camera/address.ts";

export type ModelName = keyof typeof models;

/** Milliseconds for a camera to say what it is; one that is away is what it was the last time. */
const patienceMs = 4000;

const usual: ModelName = "RC8230";

/** The model to be, where nobody says: that of the camera behind this one, or the usual one. */
export async function modelFor(source: string, folder: string, signal: AbortSignal): Promise<ModelName> {
  if (!isCamera(source)) return usual;
  const [{ openAt }, { closestModel }] = await Promise.all([
    import("../sources/camera/open.ts"),
    import("../sources/camera/closest.ts"),
  ]);
  try {
    return closestModel(await openAt(parseCamera(source), { signal, timeoutMs: patienceMs }));
  } catch {
    return (await lastModel(folder)) ?? usual;
  }
}

async function lastModel(folder: string): Promise<ModelName | undefined> {
  try {
    const { model } = JSON.parse(await readFile(join(folder, "settings.json"), "utf8")) as {
      model?: unknown;
    };
    return typeof model === "string" && Object.hasOwn(models, model) ? (model as ModelName) : undefined;
  } catch {
    return undefined;
  }
}
