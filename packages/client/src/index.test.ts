import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = import.meta.dirname;

const imports = (text: string): readonly string[] =>
  [
    ...text.matchAll(/^(?:\s*(?:import|export|\})[^;"]*?\bfrom\s*|\s*import\s*|.*\bimport\(\s*)"([^"]+)"/gm),
  ].map(([, name = ""]) => name);

/** All files that a file loads, and what they load of Node's. */
function closureOf(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  if (file.startsWith("node:")) return seen;
  // What is imported as a type only is not loaded.
  const code = stripTypeScriptTypes(readFileSync(file, "utf8"));
  for (const name of imports(code)) {
    const next = name.startsWith(".")
      ? join(dirname(file), name)
      : name.startsWith("node:")
        ? name
        : fileURLToPath(import.meta.resolve(name));
    closureOf(next, seen);
  }
  return seen;
}

test("what a browser loads needs nothing of Node", () => {
  const loaded = [...closureOf(join(folder, "index.ts"))];
  assert.ok(loaded.length > 50, `${loaded.length} files`);
  assert.deepEqual(
    loaded.filter((name) => name.startsWith("node:")),
    [],
  );
  assert.ok(closureOf(join(folder, "node.ts")).has("node:http"), "the test sees what Node has");
  const used = loaded.filter((file) =>
    /\b(?:Buffer|process)\./.test(stripTypeScriptTypes(readFileSync(file, "utf8"))),
  );
  assert.deepEqual(used, []);
});

test("it depends on kit alone, and takes less than 200 kB", () => {
  const { dependencies } = JSON.parse(readFileSync(join(folder, "../package.json"), "utf8"));
  assert.deepEqual(Object.keys(dependencies), ["@pinhole/kit"]);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const sources = files.filter((name) => /^(?!fixtures).*(?<!\.test)\.ts$/.test(name));
  // Both what is run and what is read by compilers comes from these, and neither is larger.
  const size = sources.reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);
  assert.ok(size < 200_000, `${size} bytes`);
});
