import { pictureName } from "../links/slug.ts";
import { request } from "./request.ts";

const keptMs = 4000;

/** Gives a file to whoever looks; its name tells the camera and the time. */
export function download(file: Blob, camera: string, ending: "jpg" | "mp4"): string {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = pictureName(camera, new Date()).replace(/jpg$/, ending);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), keptMs);
  return link.download;
}

export async function saveSnapshot(camera: string): Promise<string> {
  const answer = await request("/img/snapshot.cgi", {
    cache: "no-store",
    signal: AbortSignal.timeout(18_000),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return download(await answer.blob(), camera, "jpg");
}
