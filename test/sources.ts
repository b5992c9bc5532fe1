import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A file of the project: its path from the root, with "/", and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** The folder that holds the whole project. */
export const root = join(import.meta.dirname, "..");

const skipped = new Set(["node_modules", ".git", "dist", "state"]);

/** Paths of all files below `folder`, sorted; what is installed, built or stored at run time is left out. */
export function paths(folder = ""): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (skipped.has(entry.name)) return [];
      if (entry.isDirectory()) return paths(path);
      return entry.isFile() ? [path] : [];
    })
    .sort();
}

export function read(path: string): Source {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

export function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || path.includes("/fixtures/");
}

/** The code of the packages, without its tests. */
export function packageSources(): Source[] {
  return paths("packages")
    .filter((path) => /\.tsx?$/.test(path) && !isTest(path))
    .map(read);
}
