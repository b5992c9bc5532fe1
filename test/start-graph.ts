import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { code } from "./layers.ts";
import { root } from "./sources.ts";

const imported = /^\s*(?:import|export)\b(?!\s*type\b)([^"'`;]*?)\bfrom\s*["']([^"']+)["']/gm;
const bare = /^\s*import\s*["']([^"']+)["']/gm;

/** What a file has read from disk before it runs itself: imports of types alone vanish. */
export function needs(text: string): string[] {
  const plain = code(text);
  const named = [...plain.matchAll(imported)]
    .filter(([, names = ""]) => !/^\s*\{\s*(?:type\s[^,}]*,?\s*)+\}\s*$/.test(names))
    .map(([, , specifier]) => specifier!);
  return [...named, ...[...plain.matchAll(bare)].map(([, specifier]) => specifier!)];
}

/** All files of ours that some files need, and the libraries and parts of Node that these do, each with who needs it. */
export function allNeeds(files: readonly string[]): {
  readonly ours: readonly string[];
  readonly others: ReadonlyMap<string, string>;
} {
  const ours = new Set<string>();
  const others = new Map<string, string>();
  const add = (path: string): void => {
    if (ours.has(path)) return;
    ours.add(path);
    for (const specifier of needs(readFileSync(join(root, path), "utf8"))) {
      const target = placeOf(specifier, path);
      if (target === undefined) others.set(specifier, others.get(specifier) ?? path);
      else add(target);
    }
  };
  for (const file of files) add(file);
  return { ours: [...ours], others };
}

/** The file of ours that is meant; undefined for a library. */
function placeOf(specifier: string, from: string): string | undefined {
  if (specifier.startsWith(".")) return resolve("/", dirname(from), specifier).slice(1);
  const [, name, rest = "index"] = /^@pinhole\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  const place = `packages/${name}/src/`;
  const { exports } = JSON.parse(readFileSync(join(root, `packages/${name}/package.json`), "utf8")) as {
    readonly exports: Readonly<Record<string, { readonly source: string }>>;
  };
  const exact = exports[`./${rest}`]?.source;
  if (exact !== undefined) return join(`packages/${name}`, exact);
  const path = [`${place}${rest}/index.ts`, `${place}${rest}.ts`].find((each) =>
    existsSync(join(root, each)),
  );
  if (path === undefined) throw new Error(`${from}: nothing is known of ${specifier}`);
  return path;
}
