import { posix } from "node:path";
import type { Source } from "./sources.ts";

/**
 * Who may import whom beside itself. A layer is a folder of a package's src ("daemon/bus"), a whole package ("web"), or
 * "daemon": the files that lie in its src itself. "kit" and "daemon" in a list stand for all their folders; a path
 * ("daemon/parts.ts") for one file.
 */
export const layers: Readonly<Record<string, readonly string[]>> = {
  "kit/formats": [],
  "kit/model": [],
  "kit/dialects": ["kit/formats", "kit/model"],
  client: ["kit"],
  web: ["kit", "client"],
  "daemon/bus": ["kit/formats"],
  "daemon/av": ["daemon/bus", "kit"],
  "daemon/glyphs": [],
  "daemon/programs": ["kit"],
  "daemon/system": [],
  "daemon/sources": ["daemon/bus", "daemon/av", "daemon/glyphs", "daemon/programs", "kit", "client"],
  "daemon/picture": ["daemon/bus", "daemon/av", "daemon/glyphs", "kit"],
  "daemon/codec": ["daemon/bus", "daemon/av", "kit"],
  "daemon/engine": [
    "daemon/sources",
    "daemon/picture",
    "daemon/codec",
    "daemon/motion",
    "daemon/bus",
    "daemon/av",
    "daemon/system",
    "daemon/parts.ts",
    "daemon/short-way.ts",
    "kit",
  ],
  "daemon/outputs": ["daemon/bus", "daemon/system", "kit"],
  "daemon/motion": ["daemon/bus", "kit"],
  "daemon/pan-tilt": ["kit"],
  "daemon/actions": ["daemon/bus", "kit"],
  "daemon/host": ["daemon/bus", "daemon/programs", "kit"],
  "daemon/store": ["kit"],
  "daemon/events": ["kit"],
  "daemon/http": ["kit", "web"],
  "daemon/alarms": ["daemon/bus", "daemon/events", "daemon/outputs", "daemon/store", "kit"],
  "daemon/terminal": [],
  "daemon/cameras": ["daemon/terminal", "client", "kit"],
  "daemon/commands": ["daemon", "kit", "web", "client"],
  daemon: ["daemon", "kit", "web"],
};

/** Layers that only the named files may import. */
export const reserved: Readonly<Record<string, readonly string[]>> = {
  "daemon/engine": [
    "packages/daemon/src/camera.ts",
    "packages/daemon/src/parts.ts",
    "packages/daemon/src/main.ts",
  ],
};

/**
 * Libraries whose folder is fixed; any other belongs to the one folder that imports it. The files that compose the
 * daemon lie in no folder and may use what a folder uses.
 */
export const owners: Readonly<Record<string, string>> = {
  "node-av": "daemon/av",
  "@julusian/jpeg-turbo": "daemon/av",
};

/** The dependencies in a package's package.json, by the package's folder: { daemon: ["node-av", ...] }. */
export type Dependencies = Readonly<Record<string, readonly string[]>>;

const forms = [
  /^\s*(?:import|export)\b[^"'`;]*?\bfrom\s*["']([^"']+)["']/gm,
  /^\s*import\s*["']([^"']+)["']/gm,
  /\b(?:import|require|\.resolve)\(\s*["'`]([^"'`]+)["'`]/g,
  /\bnew URL\(\s*["'](\.[^"']+\.[jt]s)["']\s*,\s*import\.meta\.url/g,
];

// Names that a browser or a caller has to supply; kit gets time, chance and bytes handed in.
const machine =
  /\b(?:Buffer|process|performance|Math\.random|Date\.now|setTimeout|setInterval|fetch)(?=[.(])|\bnew Date\(\)/;

/** The code without the lines that are comments. */
export function code(text: string): string {
  return text.replaceAll(/^\s*(?:\/\/|\/?\*).*$/gm, "");
}

/** What a file imports, re-exports, loads at run time or starts as a worker. */
export function specifiers(text: string): string[] {
  return forms.flatMap((form) => [...code(text).matchAll(form)].map((match) => match[1] as string));
}

/** "packages/daemon/src/bus/reader.ts" -> "daemon/bus"; "packages/web/src/files.ts" -> "web". */
export function layerOf(path: string): string {
  const [, name = "", , folder = ""] = path.split("/");
  const hasFolders = Object.keys(layers).some((layer) => layer.startsWith(`${name}/`));
  return hasFolders && !folder.endsWith(".ts") ? `${name}/${folder}` : name;
}

/** Every import that the table does not allow, one line each. */
export function importProblems(sources: readonly Source[], dependencies: Dependencies): string[] {
  const users = new Map<string, Set<string>>();
  const problems = sources.flatMap(({ path, text }) => {
    const layer = layerOf(path);
    const name = path.split("/")[1] as string;
    if (layers[layer] === undefined) return [`${path}: ${layer} is not in the table of layers`];
    const touched = layer.startsWith("kit/") ? machine.exec(code(text))?.[0] : undefined;
    const found = touched === undefined ? [] : [`${path}: kit may not use ${touched}`];
    for (const specifier of specifiers(text)) {
      const library = libraryOf(specifier);
      if (library === undefined) found.push(...targetProblem(path, specifier));
      else if (library === "node:")
        found.push(...(name === "kit" ? [`${path}: kit may not import ${specifier}`] : []));
      else if (!dependencies[name]?.includes(library))
        found.push(`${path}: ${library} is not a dependency of ${name}`);
      else users.set(library, (users.get(library) ?? new Set()).add(layer));
    }
    return found;
  });
  return [...problems, ...libraryProblems(users, dependencies)];
}

function libraryOf(specifier: string): string | undefined {
  if (specifier.startsWith(".") || specifier.startsWith("@pinhole/")) return undefined;
  if (specifier.startsWith("node:")) return "node:";
  const parts = specifier.split("/");
  return specifier.startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
}

function targetProblem(path: string, specifier: string): string[] {
  const relative = specifier.startsWith(".");
  const target = relative
    ? posix.join(posix.dirname(path), specifier)
    : specifier.replace(/^@pinhole\/([^/]+)/, "packages/$1/src");
  if (relative && target.split("/")[1] !== path.split("/")[1])
    return [`${path}: ${specifier} leaves the package`];
  const [from, to] = [layerOf(path), layerOf(target)];
  if (from === to) {
    const [own, other] = [dialectOf(path), dialectOf(target)];
    const foreign = other !== undefined && own !== other;
    return foreign ? [`${path}: only its own folder may import a dialect (${specifier})`] : [];
  }
  const only = reserved[to];
  if (only && !only.includes(path)) return [`${path}: only ${only.join(", ")} may import ${to}`];
  const file = target.replace(/^packages\/([^/]+)\/src/, "$1");
  const allowed = layers[from]?.some((name) => to === name || to.startsWith(`${name}/`) || file === name);
  return allowed ? [] : [`${path}: ${from} may not import ${to} (${specifier})`];
}

function dialectOf(path: string): string | undefined {
  return /^packages\/kit\/src\/dialects\/([^/]+)\//.exec(path)?.[1];
}

function libraryProblems(
  users: ReadonlyMap<string, ReadonlySet<string>>,
  dependencies: Dependencies,
): string[] {
  return Object.entries(dependencies).flatMap(([name, libraries]) =>
    libraries.flatMap((library) => {
      const all = [...(users.get(library) ?? [])];
      const folders = all.length > 1 ? all.filter((layer) => layer !== name) : all;
      if (folders.length === 0) return [`packages/${name}/package.json: nothing imports ${library}`];
      if (folders.length > 1) return [`${library} is used by more than one folder: ${folders.join(", ")}`];
      const owner = owners[library];
      return owner !== undefined && folders[0] !== owner
        ? [`${library} belongs to ${owner}, not ${folders[0]}`]
        : [];
    }),
  );
}
