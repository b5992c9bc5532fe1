import assert from "node:assert/strict";
import type { LocalTime } from "../action.ts";
import type { Site } from "./remote.ts";

/** Where a file goes on a server. */
export interface Place {
  /** "/" first when the folder is written from the server's root. */
  readonly parts: readonly string[];
  /** How many of the last parts may be made where they are missing. */
  readonly make: number;
}

/** The folder of a site for a file of some time: one for each day, when that is set, is always made. */
export function placeOf(site: Pick<Site, "folder" | "createFolders" | "folderPerDay">, at: LocalTime): Place {
  const named = partsOf(site.folder);
  const day = site.folderPerDay ? [`${at.year}${at.month}${at.day}`] : [];
  const parts = [...named, ...day];
  const most = named[0] === "/" ? parts.length - 1 : parts.length;
  return { parts, make: site.createFolders ? most : day.length };
}

/** "./a//b/" -> a, b; "/a" -> "/", a. */
export function partsOf(folder: string): readonly string[] {
  const parts = folder.split("/").filter((part) => part !== "" && part !== ".");
  // The settings refuse such folders: what gets here otherwise is our own fault.
  assert.ok(parts.every(isName), "a folder leaves its place");
  return folder.startsWith("/") ? ["/", ...parts] : parts;
}

/** Whether a text is one name in a folder, on any system and in any command line of a protocol. */
export function isName(text: string): boolean {
  return (
    text !== "" && !/^\.{1,2}$/.test(text) && text.length <= 255 && !/[\p{Cc}\u2028\u2029/\\]/u.test(text)
  );
}
