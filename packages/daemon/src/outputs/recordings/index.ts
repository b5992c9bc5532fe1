import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { rangeOf } from "./range.ts";

/** The camera's folders that hold recordings. */
const places: ReadonlySet<string> = new Set(["clips", "sdcard"]);

export interface RecordingRequest {
  /** Relative to the camera's folder. */
  readonly path: string;
  readonly type: string;
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
}

/** Sends a recording as it lies on disk, or the part of it that is asked for; it is never in memory as a whole. */
export async function serveRecording(
  folder: string,
  { path, type, req, res }: RecordingRequest,
): Promise<void> {
  await using file = await openWithin(folder, path);
  const stat = await file?.stat();
  if (file === undefined || stat === undefined || !stat.isFile()) {
    const words = "not found: there is no such recording any more\r\n";
    res.writeHead(404, { "Content-Type": "text/plain; charset=utf-8", "Content-Length": words.length });
    res.end(words);
    return;
  }
  const etag = `"${stat.size.toString(36)}-${Math.round(stat.mtimeMs).toString(36)}"`;
  const isSame = req.headers["if-range"] === undefined || req.headers["if-range"] === etag;
  const range = req.method === "GET" && isSame ? rangeOf(req.headers.range, stat.size) : "whole";
  const headers = {
    "Content-Type": type,
    "Accept-Ranges": "bytes",
    "Cache-Control": "private, no-cache",
    "X-Content-Type-Options": "nosniff",
    ETag: etag,
  };
  if (range === "none") {
    res.writeHead(416, { ...headers, "Content-Range": `bytes */${stat.size}`, "Content-Length": 0 });
    res.end();
    return;
  }
  const { first, last } = range === "whole" ? { first: 0, last: stat.size - 1 } : range;
  const shown = { ...headers, "Content-Length": last - first + 1 };
  if (range === "whole") res.writeHead(200, shown);
  else res.writeHead(206, { ...shown, "Content-Range": `bytes ${first}-${last}/${stat.size}` });
  if (req.method === "HEAD" || stat.size === 0) {
    res.end();
    return;
  }
  try {
    await pipeline(file.createReadStream({ start: first, end: last, autoClose: false }), res);
  } catch (error) {
    // A player that seeks leaves the rest.
    if (!res.destroyed) throw error;
  }
}

/** Opens a file of one of the places; undefined when it is gone, a link, or anywhere else. */
async function openWithin(folder: string, path: string): Promise<FileHandle | undefined> {
  const [place = ""] = path.split("/");
  try {
    const [real, home] = await Promise.all([realpath(join(folder, path)), realpath(folder)]);
    if (!places.has(place) || !real.startsWith(join(home, place) + sep)) return undefined;
    return await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ELOOP" || code === "ENOTDIR") return undefined;
    throw error;
  }
}
