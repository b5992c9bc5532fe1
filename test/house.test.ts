import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brokenLinks, machinePaths, scriptsIn, unpinned } from "./house.ts";
import { paths, read, root } from "./sources.ts";

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly packages: Readonly<Record<string, Manifest & { readonly resolved?: string }>>;
}

const texts = paths().filter((path) => /\.(?:[cm]?[jt]s|json|md|html|css|sh|c)$|^\.ci\/|^\./.test(path));
const pages = texts.filter((path) => path.endsWith(".md")).map(read);
const manifests = texts.filter((path) => /^(?:packages\/[^/]+\/)?package\.json$/.test(path)).map(read);
const json = (path: string): Manifest => JSON.parse(read(path).text) as Manifest;

test("no file names a folder of the machine that it was written on", () => {
  const written = texts.filter((path) => path !== "test/house.test.ts");
  assert.deepEqual(written.map(read).flatMap(machinePaths), []);
  assert.deepEqual(machinePaths({ path: "a.md", text: "see /home/notes.md" }), ["a.md: /home/notes.md"]);
  assert.deepEqual(machinePaths({ path: "a.md", text: "rtsp://host/home/a and src/home/b, ~/home/c" }), []);
});

test("the lock file names no server and fits package.json", () => {
  const { packages } = json("package-lock.json");
  const resolved = Object.values(packages).flatMap((entry) => entry.resolved ?? []);
  assert.deepEqual(
    resolved.filter((place) => !place.startsWith("packages/")),
    [],
  );
  for (const { path, text } of manifests) {
    const folder = path === "package.json" ? "" : path.slice(0, -"/package.json".length);
    const wanted = JSON.parse(text) as Record<string, unknown>;
    const locked = packages[folder] as unknown as Record<string, unknown> | undefined;
    for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
      assert.deepEqual(locked?.[kind] ?? {}, wanted[kind] ?? {}, `${kind} of ${path}`);
    }
  }
});

test("every version is pinned", () => {
  assert.ok(manifests.length >= 4);
  for (const { path, text } of manifests) assert.deepEqual(unpinned(JSON.parse(text)), [], path);
  assert.deepEqual(unpinned({ dependencies: { a: "^1.2.3", b: "1.2.3" } }), ["dependencies: a ^1.2.3"]);
});

test("every link of the pages leads somewhere", () => {
  assert.ok(pages.length >= 8);
  assert.deepEqual(
    brokenLinks(pages, (path) => existsSync(join(root, path))),
    [],
  );
  const page = {
    path: "docs/a.md",
    text: "# A title\n[x](b.md) [y](#a-title) [z](#gone) `[w](c.md)` [v](https://a.b/)",
  };
  assert.deepEqual(
    brokenLinks([page], (path) => path === "docs/a.md"),
    ["docs/a.md: b.md", "docs/a.md: #gone is not a heading of docs/a.md"],
  );
});

test("every command that the pages name is there", () => {
  const { scripts } = json("package.json");
  for (const { path, text } of pages) {
    for (const name of scriptsIn(text)) assert.ok(name in scripts, `${path}: npm run ${name}`);
  }
  assert.deepEqual(scriptsIn("`npm ci && npm start`, `npm run bench -- all`"), ["bench", "start"]);
});
