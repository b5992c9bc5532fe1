import type { Camera } from "@pinhole/client";
import { models } from "@pinhole/kit/dialects/sercomm";

/** The model of ours that is most like a camera: what it has decides where its name is none that we know. */
export function closestModel(camera: Camera): keyof typeof models {
  if (camera.dialect === "instar") return "RC8230";
  const { name, has } = camera.model;
  if (Object.hasOwn(models, name)) return name as keyof typeof models;
  if (has.panTilt) return "RC8230";
  return has.speaker ? "RC8221" : "OC821D";
}
